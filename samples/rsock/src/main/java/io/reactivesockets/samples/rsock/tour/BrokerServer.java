package io.reactivesockets.samples.rsock.tour;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.reactivesockets.framing.Framing;
import io.reactivesockets.framing.TextFramer;
import io.reactivesockets.stream.StreamSocket;
import io.reactivesockets.stream.StreamSocketControl;
import io.reactivesockets.stream.StreamSocketListener;
import io.reactivesockets.stream.StreamSocketListenerControl;
import io.reactivesockets.transport.Transport;
import io.reactivesockets.triggers.activity.SocketActivityTask;
import io.reactivesockets.triggers.activity.SocketBroker;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/**
 * Answers each line of one connection with the line and its process id. On request it leaves the
 * connection with a broker; launched by that broker it goes on with it.
 */
final class BrokerServer {

  static final String PARKED = "parked";

  private static final String NAME = "tour";
  private static final int ATTEMPTS = 400;
  private static final Duration PAUSE = Duration.ofMillis(25);
  private static final TextFramer LINES = Framing.lines(UTF_8);
  private static final StreamSocketControl CONTROL =
      StreamSocketControl.builder().transport(Transport.epoll()).build();

  private BrokerServer() {}

  /**
   * Runs in a process of its own.
   *
   * @param args the broker's directory; nothing if the broker launches it
   */
  public static void main(String[] args) throws IOException, InterruptedException {
    if (args.length == 0) {
      goOn().block();
    } else {
      begin(Path.of(args[0]));
    }
  }

  private static void begin(Path directory) throws IOException, InterruptedException {
    StreamSocketListenerControl control =
        StreamSocketListenerControl.builder()
            .transport(Transport.epoll())
            .accepted(CONTROL)
            .build();
    StreamSocketListener listener =
        StreamSocketListener.bind(Stage.LOOPBACK, 0, control).blockOptional().orElseThrow();
    System.out.println(listener.port());
    StreamSocket socket = listener.connections().next().blockOptional().orElseThrow();
    answer(socket).onErrorComplete().subscribe();
    if (System.in.read() < 0) {
      return; // Nobody is there any more who could want something.
    }
    park(socket, directory).block();
    System.out.println(PARKED);
    new CountDownLatch(1).await(); // Until it is killed.
  }

  private static Mono<Void> park(StreamSocket socket, Path directory) {
    SocketActivityTask task =
        SocketActivityTask.command(
            NAME, BrokerCast.command(BrokerServer.class).toArray(String[]::new));
    return SocketBroker.connect(directory, NAME)
        .retryWhen(Retry.fixedDelay(ATTEMPTS, PAUSE)) // It may be slower to start than we.
        .flatMap(
            broker -> {
              broker.enableTransferOwnership(socket, task.id());
              return broker.register(task).then(broker.transfer(socket, NAME));
            });
  }

  private static Mono<Void> goOn() {
    return SocketBroker.fromEnvironment()
        .flatMap(
            broker ->
                broker
                    .activities()
                    .next()
                    .flatMap(activity -> activity.socketInformation().streamSocket(CONTROL))
                    .flatMap(socket -> answer(socket).then(socket.close()))
                    .then(broker.close()));
  }

  private static Mono<Void> answer(StreamSocket socket) {
    String signature = " " + ProcessHandle.current().pid();
    return socket.send(LINES.encode(socket.input(LINES::newDecoder).map(line -> line + signature)));
  }
}
