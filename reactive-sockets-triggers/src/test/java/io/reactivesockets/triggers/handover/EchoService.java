package io.reactivesockets.triggers.handover;

import io.reactivesockets.stream.StreamSocket;
import io.reactivesockets.stream.StreamSocketListener;
import io.reactivesockets.stream.StreamSocketListenerControl;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import reactor.core.publisher.Mono;

/**
 * A service that sends back what it receives, and gives all it has to the next one of its kind. It
 * can be told to die (kill -9) at a step of the protocol.
 */
final class EchoService {

  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  private EchoService() {}

  /**
   * Runs until it has given everything away.
   *
   * @param arguments the path, the step to die at or "-", how often that step is reached before
   */
  static void main(String[] arguments) throws Exception {
    Path path = Path.of(arguments[0]);
    dieAt(arguments[1], Integer.parseInt(arguments[2]));
    TakenOver taken =
        HandOver.takeOver(path, StreamSocketListenerControl.defaults()).block(TIMEOUT);
    StreamSocketListener listener =
        taken == null ? StreamSocketListener.bind("127.0.0.1", 0).block(TIMEOUT) : taken.listener();
    listener.connections().subscribe(EchoService::serve);
    System.out.println("listening " + listener.port());
    if (taken != null) {
      Long carried = taken.carried().doOnNext(one -> serve(one.socket())).count().block(TIMEOUT);
      System.out.println("carried " + carried + ", descriptors " + descriptors());
    }
    while (true) {
      CountDownLatch rest = new CountDownLatch(1);
      HandOverReport report =
          HandOver.give(
                  path,
                  listener,
                  socket -> new byte[0],
                  EchoService::serve,
                  stays -> stays.connections().subscribe(EchoService::serve))
              .onErrorResume(
                  failed -> {
                    System.out.println("kept " + failed.getMessage());
                    rest.countDown();
                    return Mono.empty();
                  })
              .block();
      if (report != null) {
        System.out.println("given " + report.given() + " kept " + report.kept());
        if (report.kept() == 0) {
          return;
        }
      }
      rest.await();
      // What the dead successor had not taken is served here until the test ends this process.
      new CountDownLatch(1).await();
    }
  }

  private static void serve(StreamSocket socket) {
    socket.send(socket.input()).then(socket.close()).onErrorComplete().subscribe();
  }

  private static int descriptors() throws Exception {
    try (var all = Files.list(Path.of("/proc/self/fd"))) {
      return (int) all.count();
    }
  }

  private static void dieAt(String step, int after) {
    int[] left = {after};
    Steps.watch =
        reached -> {
          if (reached.equals(step)) {
            synchronized (left) {
              if (left[0]-- == 0) {
                kill();
              }
            }
          }
        };
  }

  /** As kill -9 does: no hook runs, nothing is flushed. */
  private static void kill() {
    Runtime.getRuntime().halt(137);
  }
}
