package io.reactivesockets.websocket;

import static io.reactivesockets.websocket.codec.Bytes.hex;
import static org.assertj.core.api.Assertions.assertThat;

import io.reactivesockets.stream.StreamSocketControl;
import io.reactivesockets.stream.StreamSocketListenerControl;
import io.reactivesockets.transport.Transport;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** An open WebSocket of ours, of either role and kind, and a peer that says what it is told. */
final class OpenEnds implements AutoCloseable {

  static final Duration LIMIT = Duration.ofSeconds(60);

  /** What is carried. */
  enum Kind {
    MESSAGES,
    BYTES
  }

  /** Which end is ours. */
  enum Role {
    CLIENT,
    SERVER
  }

  /** Closes what an end stands on. */
  interface Ground {
    void close() throws IOException;
  }

  final WebSocket ours;
  final FramePeer peer;
  private final Ground ground;

  private OpenEnds(WebSocket ours, FramePeer peer, Ground ground) {
    this.ours = ours;
    this.peer = peer;
    this.ground = ground;
  }

  static OpenEnds open(Role role, Kind kind, Transport transport) throws IOException {
    return role == Role.CLIENT ? client(kind, transport) : server(kind, transport);
  }

  static StreamSocketControl socket(Transport transport) {
    return StreamSocketControl.builder().transport(transport).outboundBufferBytes(16_384).build();
  }

  static Mono<? extends WebSocket> connect(Kind kind, java.net.URI uri, StreamSocketControl below) {
    return kind == Kind.MESSAGES
        ? MessageWebSocket.connect(
            uri,
            MessageWebSocketControl.builder().socket(below).pendingOutboundBytes(65_536).build())
        : StreamWebSocket.connect(
            uri,
            StreamWebSocketControl.builder().socket(below).pendingOutboundBytes(65_536).build());
  }

  private static OpenEnds client(Kind kind, Transport transport) throws IOException {
    CompletableFuture<FramePeer> accepted = new CompletableFuture<>();
    CountDownLatch over = new CountDownLatch(1);
    ScriptedServer server =
        new ScriptedServer(
            conversation -> {
              conversation.upgrade("");
              accepted.complete(conversation);
              awaitQuietly(over);
            });
    WebSocket ours =
        Objects.requireNonNull(connect(kind, server.uri("/"), socket(transport)).block(LIMIT));
    return new OpenEnds(
        ours,
        accepted.join(),
        () -> {
          over.countDown();
          server.close();
        });
  }

  static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  static WebSocketListener listener(Transport transport) {
    return Objects.requireNonNull(
        WebSocketListener.bind("127.0.0.1", 0, listenerControl(transport)).block(LIMIT));
  }

  static WebSocketListenerControl listenerControl(Transport transport) {
    return WebSocketListenerControl.builder()
        .socket(
            StreamSocketListenerControl.builder()
                .transport(transport)
                .accepted(socket(transport))
                .build())
        .build();
  }

  /** The sockets of the path that peers ask for. */
  static Flux<? extends WebSocket> sockets(WebSocketListener listener, Kind kind) {
    return kind == Kind.MESSAGES
        ? listener.messageSockets(
            "/chat", ServerMessageWebSocketControl.builder().pendingOutboundBytes(65_536).build())
        : listener.streamSockets(
            "/chat", ServerStreamWebSocketControl.builder().pendingOutboundBytes(65_536).build());
  }

  private static OpenEnds server(Kind kind, Transport transport) throws IOException {
    WebSocketListener listener = listener(transport);
    CompletableFuture<WebSocket> opened =
        sockets(listener, kind).cast(WebSocket.class).next().toFuture();
    RawPeer peer = RawPeer.open(listener.port(), "");
    return new OpenEnds(
        opened.join(), peer, () -> assertThat(listener.shutdown(LIMIT).block(LIMIT)).isZero());
  }

  /** Emits the bytes of a message at a time, or what has arrived of a stream. */
  Flux<ByteBuffer> receive() {
    return ours instanceof AnyMessageWebSocket messages
        ? messages.frames().map(Frame::data)
        : ((AnyStreamWebSocket) ours).input();
  }

  Mono<Void> send(Flux<byte[]> messages) {
    return ours instanceof AnyMessageWebSocket socket
        ? socket.send(messages.map(Frame::binary))
        : ((AnyStreamWebSocket) ours).send(messages.map(ByteBuffer::wrap));
  }

  /** Closes in good order, whatever the peer still has to read before. */
  void closeInOrder() throws IOException {
    ours.close(1000, "").subscribe(nothing -> {}, failure -> {});
    String frame;
    do {
      frame = peer.readFrame();
    } while (!frame.equals("88 03e8"));
    peer.sendFrame(0x88, hex("03e8"));
    peer.close();
    assertThat(Objects.requireNonNull(ours.closed().block(LIMIT)).clean()).isTrue();
  }

  @Override
  public void close() throws IOException {
    peer.close();
    ground.close();
  }
}
