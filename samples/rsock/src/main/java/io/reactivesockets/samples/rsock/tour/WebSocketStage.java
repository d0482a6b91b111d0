package io.reactivesockets.samples.rsock.tour;

import io.reactivesockets.websocket.WebSocket;
import io.reactivesockets.websocket.WebSocketListener;
import io.reactivesockets.websocket.WebSocketListenerControl;
import java.net.URI;
import java.time.Duration;
import java.util.function.Function;
import reactor.core.publisher.Mono;

/** Loopback for WebSockets: opens what a scene needs, and closes it whatever happens. */
final class WebSocketStage {

  /** The one path that is served. */
  static final String PATH = "/tour";

  private static final Duration TIME_TO_CLOSE = Duration.ofSeconds(1);

  private final Stage stage;

  WebSocketStage(Stage stage) {
    this.stage = stage;
  }

  /** Plays with a listener on a port that the system picks. */
  <T> Mono<T> withListener(Function<WebSocketListener, Mono<T>> play) {
    WebSocketListenerControl control =
        WebSocketListenerControl.builder().socket(stage.listenerControl().build()).build();
    return Mono.usingWhen(
        WebSocketListener.bind(Stage.LOOPBACK, 0, control),
        play,
        listener -> listener.shutdown(TIME_TO_CLOSE));
  }

  static URI uri(WebSocketListener listener) {
    return URI.create("ws://" + Stage.LOOPBACK + ":" + listener.port() + PATH);
  }

  /** Closes one whose end does not matter any more. */
  static Mono<Void> close(WebSocket socket) {
    return socket.close().onErrorComplete();
  }
}
