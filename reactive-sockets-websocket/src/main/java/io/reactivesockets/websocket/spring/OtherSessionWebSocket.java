package io.reactivesockets.websocket.spring;

import io.reactivesockets.error.SocketErrorStatus;
import io.reactivesockets.error.SocketOperationException;
import io.reactivesockets.error.SocketPhase;
import io.reactivesockets.websocket.CloseStatus;
import io.reactivesockets.websocket.Frame;
import io.reactivesockets.websocket.ServerMessageWebSocket;
import io.reactivesockets.websocket.SocketMessageType;
import java.util.Optional;
import java.util.function.Function;
import org.reactivestreams.Publisher;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.web.reactive.socket.WebSocketMessage;
import org.springframework.web.reactive.socket.WebSocketSession;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.SynchronousSink;

/** What can be done on the session of a server that is not ours. */
final class OtherSessionWebSocket implements SessionWebSocket {

  private final WebSocketSession session;
  private final long maxMessageBytes;
  private final SessionSends sends = new SessionSends(this::toMessage);

  private OtherSessionWebSocket(WebSocketSession session, long maxMessageBytes) {
    this.session = session;
    this.maxMessageBytes = maxMessageBytes;
  }

  /**
   * Serves a session until the handler is done or the session has ended.
   *
   * @param maxMessageBytes the largest message that is taken
   */
  static Mono<Void> serve(
      WebSocketSession session,
      long maxMessageBytes,
      Function<? super SessionWebSocket, ? extends Publisher<Void>> handler) {
    return Mono.defer(
        () -> {
          OtherSessionWebSocket socket = new OtherSessionWebSocket(session, maxMessageBytes);
          Mono<Void> handled =
              Mono.defer(() -> Mono.<Void>from(handler.apply(socket)))
                  .doOnTerminate(socket.sends::complete);
          Mono<Void> sent =
              session.send(socket.sends.messages()).doFinally(signal -> socket.sends.fail());
          return Mono.when(handled, sent);
        });
  }

  @Override
  public WebSocketSession session() {
    return session;
  }

  @Override
  public Optional<ServerMessageWebSocket> socket() {
    return Optional.empty();
  }

  @Override
  public Flux<Frame> frames() {
    return session.receive().handle(this::toFrame);
  }

  private void toFrame(WebSocketMessage message, SynchronousSink<Frame> sink) {
    int size = message.getPayload().readableByteCount();
    if (message.getType() != WebSocketMessage.Type.TEXT
        && message.getType() != WebSocketMessage.Type.BINARY) {
      message.release();
    } else if (size > maxMessageBytes) {
      message.release();
      session
          .close(CloseStatuses.toSpring(CloseStatus.TOO_BIG))
          .subscribe(nothing -> {}, failure -> {});
      sink.error(tooLong(size));
    } else {
      sink.next(Messages.toFrame(message));
    }
  }

  private SocketOperationException tooLong(int size) {
    return SocketOperationException.builder(SocketPhase.OPEN, SocketOperationException.RECEIVE)
        .status(SocketErrorStatus.FRAME_TOO_LONG)
        .reason("the peer sent a message of " + size + " bytes, more than " + maxMessageBytes)
        .hint("the WebSocket was closed with 1009; raise maxMessageBytes if that is too little")
        .build();
  }

  @Override
  public Mono<Void> send(Frame frame) {
    return send(Mono.just(frame));
  }

  @Override
  public Mono<Void> send(Publisher<? extends Frame> frames) {
    return sends.send(frames);
  }

  private WebSocketMessage toMessage(Frame frame) {
    if (!frame.isMessageComplete()) {
      throw new IllegalArgumentException(
          "frame: " + frame + " (expected: a complete message, since this server sends no parts)");
    }
    WebSocketMessage.Type type =
        frame.messageType() == SocketMessageType.UTF8
            ? WebSocketMessage.Type.TEXT
            : WebSocketMessage.Type.BINARY;
    DataBuffer payload = session.bufferFactory().allocateBuffer(frame.size());
    return new WebSocketMessage(type, payload.write(frame.data()));
  }

  @Override
  public boolean isOpen() {
    return session.isOpen();
  }

  @Override
  public Mono<Void> close(int code, String reason) {
    CloseStatus status = new CloseStatus(code, reason);
    if (!status.isSendable()) {
      throw new IllegalArgumentException("status: " + status + " (expected: one that may be sent)");
    }
    // Some servers close when they are asked, not when there is a subscriber.
    return Mono.defer(() -> session.close(CloseStatuses.toSpring(status)));
  }

  @Override
  public Mono<CloseStatus> closed() {
    return session.closeStatus().map(CloseStatuses::fromSpring);
  }

  @Override
  public String toString() {
    return session.toString();
  }
}
