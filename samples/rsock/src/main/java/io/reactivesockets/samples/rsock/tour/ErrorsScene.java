package io.reactivesockets.samples.rsock.tour;

import io.reactivesockets.error.SocketErrorStatus;
import io.reactivesockets.error.SocketOperationException;
import io.reactivesockets.stream.StreamSocket;
import io.reactivesockets.stream.StreamSocketControl;
import io.reactivesockets.stream.StreamSocketListener;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Provokes failures; each must come out with its status. */
final class ErrorsScene implements Scene {

  private static final Duration SHORT = Duration.ofMillis(300);

  private final Stage stage;

  ErrorsScene(Stage stage) {
    this.stage = stage;
  }

  @Override
  public String title() {
    return "tcp errors";
  }

  @Override
  public Mono<String> play() {
    return Flux.concat(
            expect(SocketErrorStatus.CONNECTION_REFUSED, connectToNobody()),
            expect(SocketErrorStatus.ADDRESS_ALREADY_IN_USE, bindTwice()),
            expect(SocketErrorStatus.CONNECTION_RESET_BY_PEER, readFromOneWhoResets()),
            expect(SocketErrorStatus.OPERATION_TIMED_OUT, readFromOneWhoIsSilent()),
            expect(SocketErrorStatus.OPERATION_ABORTED, cancelRead()))
        .collectList()
        .map(seen -> "provoked, and told by status: " + names(seen));
  }

  private static String names(List<SocketErrorStatus> seen) {
    return String.join(", ", seen.stream().map(SocketErrorStatus::name).toList());
  }

  private static Mono<SocketErrorStatus> expect(SocketErrorStatus status, Mono<?> failing) {
    return failing
        .then(Mono.<SocketErrorStatus>error(() -> new SceneFailure(status, "no failure")))
        .onErrorResume(
            SocketOperationException.class,
            failure -> {
              SceneFailure.unless(failure.status() == status, status, failure);
              return Mono.just(status);
            });
  }

  /** A port that is taken, but not to listen. */
  private Mono<?> connectToNobody() {
    return Mono.using(
        () -> SocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)),
        holder ->
            StreamSocket.connect(
                holder.socket().getLocalAddress().getHostAddress(),
                holder.socket().getLocalPort(),
                stage.socketControl().build()));
  }

  private Mono<?> bindTwice() {
    return stage.withListener(
        stage.listenerControl().build(),
        listener ->
            StreamSocketListener.bind(
                Stage.LOOPBACK, listener.port(), stage.listenerControl().build()));
  }

  private Mono<?> readFromOneWhoResets() {
    return stage.withPair((client, server) -> server.reset().then(client.input().then()));
  }

  private Mono<?> readFromOneWhoIsSilent() {
    StreamSocketControl impatient = stage.socketControl().idleTimeout(SHORT).build();
    return stage.withListener(
        stage.listenerControl().build(),
        listener ->
            Mono.usingWhen(
                StreamSocket.connect(Stage.LOOPBACK, listener.port(), impatient),
                client -> client.input().then(),
                Stage::close));
  }

  private Mono<?> cancelRead() {
    return stage.withPair(
        (client, server) -> Mono.when(client.input(), Mono.delay(SHORT).then(client.cancelIo())));
  }
}
