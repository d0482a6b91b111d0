package io.reactivesockets.triggers.handover;

import io.reactivesockets.stream.StreamSocket;
import io.reactivesockets.stream.StreamSocketListener;
import io.reactivesockets.stream.StreamSocketListenerControl;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import reactor.core.publisher.Flux;

/**
 * A service that sends back what it receives, and gives all it has to the next one of its kind. It
 * can be told to die (kill -9) or to stand still (kill -STOP) at a step of the protocol.
 */
final class EchoService {

  private static final Duration TIMEOUT = Duration.ofMinutes(5);

  private static final Set<StreamSocket> OPEN = ConcurrentHashMap.newKeySet();

  private EchoService() {}

  /**
   * Runs until it has given everything away.
   *
   * @param arguments the path; at which step to die: {@code got 6} when six were got before, or to
   *     stop: {@code stop got 6}; and how patient to be
   */
  static void main(String[] arguments) throws Exception {
    Path path = Path.of(arguments[0]);
    dieAt(arguments[1]);
    HandOverControl patience =
        HandOverControl.builder().timeout(Duration.parse(arguments[2])).build();
    TakenOver taken =
        HandOver.takeOver(path, StreamSocketListenerControl.defaults(), patience).block(TIMEOUT);
    List<StreamSocketListener> listeners = new CopyOnWriteArrayList<>();
    listeners.add(
        taken == null
            ? StreamSocketListener.bind("127.0.0.1", 0).block(TIMEOUT)
            : taken.listener());
    serve(listeners.get(0));
    System.out.println("listening " + listeners.get(0).port());
    if (taken != null) {
      Long carried = taken.carried().doOnNext(one -> serve(one.socket())).count().block(TIMEOUT);
      System.out.println("carried " + carried);
    }
    tellFiguresWhenAsked();
    HandOverReport report =
        HandOver.give(
                path,
                listeners.get(0),
                socket -> new byte[0],
                EchoService::serve,
                back -> {
                  listeners.add(back);
                  serve(back);
                  System.out.printf("restored %d, connections %d%n", listeners.size(), OPEN.size());
                },
                patience)
            .block();
    System.out.println("given " + report.given() + " kept " + report.kept());
    // What could not leave, because it was being closed, ends here.
    Flux.interval(Duration.ofMillis(10)).takeUntil(tick -> OPEN.isEmpty()).blockLast(TIMEOUT);
  }

  private static void serve(StreamSocketListener listener) {
    listener.connections().subscribe(EchoService::serve);
  }

  private static void serve(StreamSocket socket) {
    OPEN.add(socket);
    socket
        .send(socket.input())
        .then(socket.close())
        .onErrorComplete()
        .doFinally(end -> OPEN.remove(socket))
        .subscribe();
  }

  /** For each line of its input. */
  private static void tellFiguresWhenAsked() {
    Thread asked =
        new Thread(
            () -> {
              try {
                while (System.in.read() >= 0) {
                  System.out.printf("%d descriptors, %d KiB of heap%n", descriptors(), heap());
                }
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
    asked.setDaemon(true);
    asked.start();
  }

  private static int descriptors() throws IOException {
    try (var all = Files.list(Path.of("/proc/self/fd"))) {
      return (int) all.count();
    }
  }

  private static long heap() {
    System.gc();
    return (Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory()) / 1_024;
  }

  static void dieAt(String where) {
    Runnable end = where.startsWith("stop ") ? Signals::stopHere : Signals::killHere;
    String[] stepAndCount = where.replace("stop ", "").split(" ");
    int[] left = {stepAndCount.length < 2 ? 0 : Integer.parseInt(stepAndCount[1])};
    Steps.watch =
        reached -> {
          if (reached.equals(stepAndCount[0])) {
            synchronized (left) {
              if (left[0]-- == 0) {
                end.run();
              }
            }
          }
        };
  }
}
