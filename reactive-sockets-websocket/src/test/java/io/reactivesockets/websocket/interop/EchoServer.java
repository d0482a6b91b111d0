package io.reactivesockets.websocket.interop;

import io.reactivesockets.websocket.ServerMessageWebSocket;
import io.reactivesockets.websocket.ServerMessageWebSocketControl;
import io.reactivesockets.websocket.WebSocketClosed;
import io.reactivesockets.websocket.WebSocketListener;
import java.net.URI;
import java.time.Duration;
import java.util.Objects;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** An echo at {@code /echo} of a listener on loopback. */
final class EchoServer implements AutoCloseable {

  private static final Duration TIMEOUT = Duration.ofSeconds(20);

  private final WebSocketListener listener;
  private final Sinks.One<ServerMessageWebSocket> first = Sinks.one();
  private final Disposable served;

  private EchoServer(WebSocketListener listener, ServerMessageWebSocketControl control) {
    this.listener = listener;
    served =
        listener
            .messageSockets("/echo", control)
            .doOnNext(first::tryEmitValue)
            .flatMap(socket -> socket.send(socket.frames()).onErrorComplete())
            .subscribe();
  }

  static EchoServer start(ServerMessageWebSocketControl control) {
    WebSocketListener listener =
        Objects.requireNonNull(WebSocketListener.bind("127.0.0.1", 0).block(TIMEOUT));
    return new EchoServer(listener, control);
  }

  int port() {
    return listener.port();
  }

  URI uri() {
    return URI.create("ws://127.0.0.1:" + port() + "/echo");
  }

  /** Tells how the first WebSocket ended. */
  Mono<WebSocketClosed> firstClosed() {
    return first.asMono().flatMap(ServerMessageWebSocket::closed);
  }

  @Override
  public void close() {
    listener.shutdown(Duration.ofSeconds(5)).block(TIMEOUT);
    served.dispose();
  }
}
