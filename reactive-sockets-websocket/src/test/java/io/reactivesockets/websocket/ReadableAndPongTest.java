package io.reactivesockets.websocket;

import static io.reactivesockets.websocket.codec.Bytes.hex;
import static io.reactivesockets.websocket.codec.Bytes.utf8;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.reactivesockets.error.SocketErrorStatus;
import io.reactivesockets.error.SocketOperationException;
import io.reactivesockets.stream.StreamSocketControl;
import io.reactivesockets.stream.StreamSocketListenerControl;
import io.reactivesockets.testing.OnEachTransport;
import io.reactivesockets.transport.Transport;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** On each kind of WebSocket: what waits is told and not taken, and pongs that answer nothing. */
class ReadableAndPongTest {

  private static final Duration TIMEOUT = Duration.ofSeconds(60);
  private static final Duration MOMENT = Duration.ofMillis(50);

  /** What a peer does, and may fail at. */
  @FunctionalInterface
  private interface Deed {
    void run() throws IOException;
  }

  private static Runnable unchecked(Deed deed) {
    return () -> {
      try {
        deed.run();
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    };
  }

  /** Is told of a message, twice, and of the end when the message is taken. */
  private static void expectAll(WebSocket socket, Mono<String> taken, FramePeer peer, int kind)
      throws IOException {
    StepVerifier.create(socket.readable())
        .expectSubscription()
        .expectNoEvent(MOMENT)
        .then(unchecked(() -> peer.sendFrame(kind, utf8("news"))))
        .expectNext(true)
        .expectComplete()
        .verify(TIMEOUT);
    StepVerifier.create(socket.readable()).expectNext(true).expectComplete().verify(TIMEOUT);
    assertThat(taken.block(TIMEOUT)).isEqualTo("news");

    socket.pong().block(TIMEOUT);
    assertThat(peer.readFrame()).isEqualTo("8a ");
    socket.pong(ByteBuffer.wrap(hex("0102"))).block(TIMEOUT);
    assertThat(peer.readFrame()).isEqualTo("8a 0102");
    assertThatThrownBy(() -> socket.pong(ByteBuffer.allocate(126)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("126");

    StepVerifier.create(socket.readable())
        .expectSubscription()
        .expectNoEvent(MOMENT)
        .then(unchecked(() -> peer.sendFrame(0x88, hex("03e8"))))
        .expectNext(false)
        .expectComplete()
        .verify(TIMEOUT);
    socket.closed().block(TIMEOUT);
    StepVerifier.create(socket.pong())
        .expectErrorSatisfies(
            e ->
                assertThat(((SocketOperationException) e).status())
                    .isEqualTo(SocketErrorStatus.ALREADY_CLOSED))
        .verify(TIMEOUT);
  }

  private static Mono<String> first(AnyMessageWebSocket socket) {
    return socket.frames().next().map(Frame::text);
  }

  private static Mono<String> first(AnyStreamWebSocket socket) {
    return socket.input().next().map(bytes -> UTF_8.decode(bytes).toString());
  }

  private static StreamSocketControl on(Transport transport) {
    return StreamSocketControl.builder().transport(transport).build();
  }

  @OnEachTransport
  void a_message_client(Transport transport) throws IOException {
    MessageWebSocketControl control =
        MessageWebSocketControl.builder().socket(on(transport)).closeTimeout(MOMENT).build();
    asClient(
        0x81,
        server -> MessageWebSocket.connect(server.uri("/"), control),
        ReadableAndPongTest::first);
  }

  @OnEachTransport
  void a_stream_client(Transport transport) throws IOException {
    StreamWebSocketControl control =
        StreamWebSocketControl.builder().socket(on(transport)).closeTimeout(MOMENT).build();
    asClient(
        0x82,
        server -> StreamWebSocket.connect(server.uri("/"), control),
        ReadableAndPongTest::first);
  }

  private static <W extends WebSocket> void asClient(
      int kind, Function<ScriptedServer, Mono<W>> connect, Function<W, Mono<String>> first)
      throws IOException {
    CompletableFuture<FramePeer> upgraded = new CompletableFuture<>();
    CountDownLatch over = new CountDownLatch(1);
    try (ScriptedServer server =
        new ScriptedServer(
            peer -> {
              peer.upgrade("");
              upgraded.complete(peer);
              try {
                over.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            })) {
      try {
        W socket = Objects.requireNonNull(connect.apply(server).block(TIMEOUT));
        expectAll(socket, first.apply(socket), upgraded.join(), kind);
      } finally {
        over.countDown();
      }
    }
  }

  @OnEachTransport
  void a_message_server(Transport transport) throws IOException {
    WebSocketListener listener = listen(transport);
    try (RawPeer peer = new RawPeer(listener.port())) {
      peer.send(RawPeer.request(listener.port(), ""));
      ServerMessageWebSocket socket =
          Objects.requireNonNull(listener.messageSockets("/chat").blockFirst(TIMEOUT));
      assertThat(peer.readHead()).startsWith("HTTP/1.1 101 ");
      expectAll(socket, first(socket), peer, 0x81);
    } finally {
      listener.close().block(TIMEOUT);
    }
  }

  @OnEachTransport
  void a_stream_server(Transport transport) throws IOException {
    WebSocketListener listener = listen(transport);
    try (RawPeer peer = new RawPeer(listener.port())) {
      peer.send(RawPeer.request(listener.port(), ""));
      ServerStreamWebSocket socket =
          Objects.requireNonNull(listener.streamSockets("/chat").blockFirst(TIMEOUT));
      assertThat(peer.readHead()).startsWith("HTTP/1.1 101 ");
      expectAll(socket, first(socket), peer, 0x82);
    } finally {
      listener.close().block(TIMEOUT);
    }
  }

  private static WebSocketListener listen(Transport transport) {
    WebSocketListenerControl control =
        WebSocketListenerControl.builder()
            .socket(StreamSocketListenerControl.builder().transport(transport).build())
            .build();
    return Objects.requireNonNull(WebSocketListener.bind("127.0.0.1", 0, control).block(TIMEOUT));
  }
}
