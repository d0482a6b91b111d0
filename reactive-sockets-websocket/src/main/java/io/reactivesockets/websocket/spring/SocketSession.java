package io.reactivesockets.websocket.spring;

import io.reactivesockets.websocket.AnyMessageWebSocket;
import io.reactivesockets.websocket.Frame;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.reactivestreams.Publisher;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferFactory;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.util.ObjectUtils;
import org.springframework.web.reactive.socket.CloseStatus;
import org.springframework.web.reactive.socket.HandshakeInfo;
import org.springframework.web.reactive.socket.WebSocketMessage;
import org.springframework.web.reactive.socket.WebSocketSession;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.publisher.SynchronousSink;

/**
 * Spring's session on one of our sockets.
 *
 * <p>Received payloads are heap data: to retain and release them changes nothing. Those that are
 * sent are released. Pings of the peer are answered below and not seen here; the answer to a ping
 * that was sent here is received as a pong with the same payload.
 */
final class SocketSession implements WebSocketSession {

  private static final DataBufferFactory BUFFERS = DefaultDataBufferFactory.sharedInstance;

  private final AnyMessageWebSocket socket;
  private final HandshakeInfo info;
  private final String id;
  private final Map<String, Object> attributes = new ConcurrentHashMap<>();
  private final Sinks.Many<WebSocketMessage> pongs = Sinks.many().multicast().directBestEffort();

  SocketSession(AnyMessageWebSocket socket, HandshakeInfo info) {
    this.socket = socket;
    this.info = info;
    id = ObjectUtils.getIdentityHexString(socket);
    info.getAttributes()
        .forEach(
            (name, value) -> {
              if (name != null && value != null) {
                attributes.put(name, value);
              }
            });
  }

  AnyMessageWebSocket socket() {
    return socket;
  }

  @Override
  public String getId() {
    return id;
  }

  @Override
  public HandshakeInfo getHandshakeInfo() {
    return info;
  }

  @Override
  public DataBufferFactory bufferFactory() {
    return BUFFERS;
  }

  @Override
  public Map<String, Object> getAttributes() {
    return attributes;
  }

  @Override
  public Flux<WebSocketMessage> receive() {
    return Flux.defer(
        () -> {
          Sinks.Empty<Void> end = Sinks.empty();
          Flux<WebSocketMessage> messages =
              socket
                  .frames()
                  .map(frame -> Messages.toMessage(frame, BUFFERS))
                  .doOnTerminate(end::tryEmitEmpty);
          // One message is asked for beyond demand, so that a pong may come between.
          return Flux.merge(1, messages, pongs.asFlux().takeUntilOther(end.asMono()));
        });
  }

  @Override
  public Mono<Void> send(Publisher<WebSocketMessage> messages) {
    return socket
        .send(Flux.from(messages).<Frame>handle(this::toFrame))
        .doOnDiscard(WebSocketMessage.class, WebSocketMessage::release);
  }

  private void toFrame(WebSocketMessage message, SynchronousSink<Frame> sink) {
    switch (message.getType()) {
      case PING -> ping(Messages.take(message));
      case PONG -> socket.pong(ByteBuffer.wrap(Messages.take(message))).subscribe(v -> {}, e -> {});
      default -> sink.next(Messages.toFrame(message));
    }
  }

  /** A ping that the end of the WebSocket overtakes is not answered; the end is told elsewhere. */
  private void ping(byte[] payload) {
    socket
        .ping()
        .subscribe(
            roundTrip ->
                pongs.tryEmitNext(
                    new WebSocketMessage(WebSocketMessage.Type.PONG, BUFFERS.wrap(payload))),
            ended -> {});
  }

  @Override
  public boolean isOpen() {
    return socket.isOpen();
  }

  @Override
  public Mono<Void> close(CloseStatus status) {
    if (status.getCode() == CloseStatus.NO_STATUS_CODE.getCode()) {
      return socket.close();
    }
    io.reactivesockets.websocket.CloseStatus ours = CloseStatuses.fromSpring(status);
    return socket.close(ours.code(), ours.reason());
  }

  @Override
  public Mono<CloseStatus> closeStatus() {
    return socket.closed().map(ended -> CloseStatuses.toSpring(ended.status()));
  }

  @Override
  public WebSocketMessage textMessage(String payload) {
    byte[] utf8 = payload.getBytes(StandardCharsets.UTF_8);
    return new WebSocketMessage(WebSocketMessage.Type.TEXT, BUFFERS.wrap(utf8));
  }

  @Override
  public WebSocketMessage binaryMessage(Function<DataBufferFactory, DataBuffer> payload) {
    return new WebSocketMessage(WebSocketMessage.Type.BINARY, payload.apply(BUFFERS));
  }

  @Override
  public WebSocketMessage pingMessage(Function<DataBufferFactory, DataBuffer> payload) {
    return new WebSocketMessage(WebSocketMessage.Type.PING, payload.apply(BUFFERS));
  }

  @Override
  public WebSocketMessage pongMessage(Function<DataBufferFactory, DataBuffer> payload) {
    return new WebSocketMessage(WebSocketMessage.Type.PONG, payload.apply(BUFFERS));
  }

  @Override
  public String toString() {
    return "WebSocketSession[" + id + ", " + info.getUri() + "]";
  }
}
