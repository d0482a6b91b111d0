package io.reactivesockets.samples.rsock.tour;

import io.reactivesockets.stream.StreamSocket;
import io.reactivesockets.stream.StreamSocketControl;
import io.reactivesockets.stream.StreamSocketListener;
import io.reactivesockets.stream.StreamSocketListenerControl;
import io.reactivesockets.tls.SocketProtectionLevel;
import io.reactivesockets.transport.Transport;
import java.time.Duration;
import java.util.function.BiFunction;
import java.util.function.Function;
import reactor.core.publisher.Mono;

/** Loopback on one transport: opens what a scene needs, and closes it whatever happens. */
final class Stage {

  static final String LOOPBACK = "127.0.0.1";
  private static final Duration TIME_TO_CLOSE = Duration.ofSeconds(1);

  private final Transport transport;

  Stage(Transport transport) {
    this.transport = transport;
  }

  StreamSocketControl.Builder socketControl() {
    return StreamSocketControl.builder().transport(transport);
  }

  StreamSocketListenerControl.Builder listenerControl() {
    return StreamSocketListenerControl.builder().transport(transport);
  }

  /** Plays with a listener on a port that the system picks. */
  <T> Mono<T> withListener(
      StreamSocketListenerControl control, Function<StreamSocketListener, Mono<T>> play) {
    return withListener(SocketProtectionLevel.PLAIN_SOCKET, control, play);
  }

  /** Plays with a listener whose connections begin with TLS, or without. */
  <T> Mono<T> withListener(
      SocketProtectionLevel level,
      StreamSocketListenerControl control,
      Function<StreamSocketListener, Mono<T>> play) {
    return Mono.usingWhen(
        StreamSocketListener.bind(LOOPBACK, 0, level, control),
        play,
        listener -> listener.shutdown(TIME_TO_CLOSE));
  }

  /** Connects to a listener; whoever gets the socket closes it. */
  Mono<StreamSocket> connect(StreamSocketListener listener) {
    return StreamSocket.connect(LOOPBACK, listener.port(), socketControl().build());
  }

  /** Plays with a socket that is connected to a listener. */
  <T> Mono<T> withClientOf(StreamSocketListener listener, Function<StreamSocket, Mono<T>> play) {
    return Mono.usingWhen(connect(listener), play, Stage::close);
  }

  /** Plays with the two ends of a connection, the one that connected first. */
  <T> Mono<T> withPair(BiFunction<StreamSocket, StreamSocket, Mono<T>> play) {
    return withListener(
        listenerControl().build(),
        listener ->
            withClientOf(
                listener,
                client ->
                    Mono.usingWhen(
                        listener.connections().next(),
                        server -> play.apply(client, server),
                        Stage::close)));
  }

  static Mono<Void> close(StreamSocket socket) {
    return socket.close(TIME_TO_CLOSE).onErrorComplete();
  }
}
