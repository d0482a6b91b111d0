package io.reactivesockets.websocket.spring;

import io.reactivesockets.websocket.CloseStatus;
import io.reactivesockets.websocket.Frame;
import io.reactivesockets.websocket.ServerMessageWebSocket;
import io.reactivesockets.websocket.WebSocketClosed;
import java.util.Optional;
import org.reactivestreams.Publisher;
import org.springframework.web.reactive.socket.WebSocketSession;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Everything that a socket of ours can do. */
final class NettySessionWebSocket implements SessionWebSocket {

  private final WebSocketSession session;
  private final ServerMessageWebSocket socket;

  NettySessionWebSocket(WebSocketSession session, ServerMessageWebSocket socket) {
    this.session = session;
    this.socket = socket;
  }

  @Override
  public WebSocketSession session() {
    return session;
  }

  @Override
  public Optional<ServerMessageWebSocket> socket() {
    return Optional.of(socket);
  }

  @Override
  public Flux<Frame> frames() {
    return socket.frames();
  }

  @Override
  public Mono<Void> send(Frame frame) {
    return socket.send(frame);
  }

  @Override
  public Mono<Void> send(Publisher<? extends Frame> frames) {
    return socket.send(frames);
  }

  @Override
  public boolean isOpen() {
    return socket.isOpen();
  }

  @Override
  public Mono<Void> close(int code, String reason) {
    return socket.close(code, reason);
  }

  @Override
  public Mono<CloseStatus> closed() {
    return socket.closed().map(WebSocketClosed::status);
  }

  @Override
  public String toString() {
    return socket.toString();
  }
}
