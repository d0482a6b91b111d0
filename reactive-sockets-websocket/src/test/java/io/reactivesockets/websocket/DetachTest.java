package io.reactivesockets.websocket;

import static io.reactivesockets.websocket.codec.Bytes.concat;
import static io.reactivesockets.websocket.codec.Bytes.hex;
import static io.reactivesockets.websocket.codec.Bytes.masked;
import static io.reactivesockets.websocket.codec.Bytes.utf8;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.reactivesockets.descriptor.Descriptors;
import io.reactivesockets.descriptor.DetachedSocket;
import io.reactivesockets.error.SocketErrorStatus;
import io.reactivesockets.error.SocketOperationException;
import io.reactivesockets.stream.StreamSocketControl;
import io.reactivesockets.stream.StreamSocketListenerControl;
import io.reactivesockets.tls.CertificatePolicy;
import io.reactivesockets.tls.TestAuthority;
import io.reactivesockets.tls.TlsClientControl;
import io.reactivesockets.tls.TlsEngine;
import io.reactivesockets.tls.TlsServerControl;
import io.reactivesockets.transport.Transport;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.Deflater;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** A WebSocket leaves its event loop, and goes on as if nothing had happened. */
@Tag("once")
class DetachTest {

  private static final Duration TIMEOUT = Duration.ofSeconds(60);
  private static final Duration SHORT = Duration.ofMillis(200);
  private static final int TEXT = 0x81;
  private static final int TEXT_BEGINS = 0x01;
  private static final int LAST = 0x80;
  private static final int PING = 0x89;
  private static final int CLOSE = 0x88;
  private static final int COMPRESSED_TEXT_BEGINS = 0x41;

  private WebSocketListener listener;

  @BeforeAll
  static void needsEpoll() {
    assumeThat(Descriptors.areSupported()).isTrue();
  }

  @BeforeEach
  void listen() {
    listener = WebSocketListener.bind("127.0.0.1", 0).block(TIMEOUT);
  }

  @AfterEach
  void close() {
    listener.shutdown(Duration.ZERO).block(TIMEOUT);
  }

  private Mono<ServerMessageWebSocket> accepted(ServerMessageWebSocketControl control) {
    Mono<ServerMessageWebSocket> next = listener.messageSockets("/chat", control).next().cache();
    next.subscribe();
    return next;
  }

  private URI uri() {
    return URI.create("ws://127.0.0.1:" + listener.port() + "/chat");
  }

  /** As another process gets it: both parts through their bytes. */
  private static DetachedWebSocket carried(DetachedWebSocket detached) {
    return DetachedWebSocket.of(
        detached.state(),
        DetachedSocket.decode(detached.socket().encode(), detached.socket().take()));
  }

  private static ServerMessageWebSocket moved(ServerMessageWebSocket socket) {
    return socket
        .detach()
        .map(DetachTest::carried)
        .flatMap(ServerMessageWebSocket::adopt)
        .block(TIMEOUT);
  }

  /** What was sent before has been looked at when the answer to a ping comes. */
  private static void awaitLookedAt(RawPeer peer) throws IOException {
    peer.sendFrame(PING, utf8("?"));
    assertThat(peer.readFrame()).isEqualTo("8a 3f");
  }

  private static String next(ServerMessageWebSocket socket) {
    return socket.frames().next().map(Frame::text).block(TIMEOUT);
  }

  @Test
  void a_message_under_way_is_seen_as_one() throws IOException {
    Mono<ServerMessageWebSocket> accepted = accepted(ServerMessageWebSocketControl.defaults());
    try (RawPeer peer = RawPeer.open(listener.port(), "")) {
      // Given one fragment that ends within a character, and part of another one
      byte[] euro = utf8("€");
      byte[] rest = masked(LAST, concat(Arrays.copyOfRange(euro, 1, 3), utf8(" and more")));
      peer.sendFrame(TEXT_BEGINS, concat(utf8("one "), Arrays.copyOf(euro, 1)));
      awaitLookedAt(peer);
      peer.send(Arrays.copyOf(rest, 8));

      // When it moves twice, and the rest comes
      ServerMessageWebSocket socket = moved(moved(accepted.block(TIMEOUT)));
      peer.send(Arrays.copyOfRange(rest, 8, rest.length));

      // Then
      assertThat(next(socket)).isEqualTo("one € and more");
      assertThat(socket.information().messagesReceived()).isEqualTo(1);
    }
  }

  @Test
  void it_can_move_behind_every_byte() throws IOException {
    byte[] all =
        concat(
            masked(TEXT_BEGINS, utf8("ä")),
            masked(PING, utf8("p")),
            masked(LAST, utf8("x".repeat(130))));
    for (int cut = 0; cut <= all.length; cut += cut < 20 ? 1 : 29) {
      Mono<ServerMessageWebSocket> accepted = accepted(ServerMessageWebSocketControl.defaults());
      try (RawPeer peer = RawPeer.open(listener.port(), "")) {
        ServerMessageWebSocket socket = accepted.block(TIMEOUT);
        peer.send(Arrays.copyOf(all, cut));
        ServerMessageWebSocket again = moved(socket);
        peer.send(Arrays.copyOfRange(all, cut, all.length));

        assertThat(next(again)).isEqualTo("ä" + "x".repeat(130));
        assertThat(peer.readFrame()).isEqualTo("8a 70");
      }
    }
  }

  @Test
  void parts_go_on_as_parts_and_messages_that_nobody_took_come_first() throws IOException {
    ServerMessageWebSocketControl inParts =
        ServerMessageWebSocketControl.builder()
            .receiveMode(MessageWebSocketReceiveMode.PARTIAL_MESSAGE)
            .build();
    Mono<ServerMessageWebSocket> accepted = accepted(inParts);
    try (RawPeer peer = RawPeer.open(listener.port(), "")) {
      byte[] euro = utf8("€");
      peer.sendFrame(TEXT, utf8("whole"));
      peer.sendFrame(TEXT_BEGINS, concat(utf8("begun"), Arrays.copyOf(euro, 2)));
      awaitLookedAt(peer);

      DetachedWebSocket detached = accepted.block(TIMEOUT).detach().block(TIMEOUT);
      assertThat(detached.isClient()).isFalse();
      ServerMessageWebSocket socket =
          ServerMessageWebSocket.adopt(carried(detached), inParts).block(TIMEOUT);
      peer.sendFrame(LAST, Arrays.copyOfRange(euro, 2, 3));

      // Then
      List<Frame> parts = socket.frames().take(3).collectList().block(TIMEOUT);
      assertThat(parts).extracting(Frame::text).containsExactly("whole", "begun", "€");
      assertThat(parts).extracting(Frame::isMessageComplete).containsExactly(true, false, true);
    }
  }

  @Test
  void another_role_or_kind_is_refused_and_may_be_tried_again() throws IOException {
    Mono<ServerMessageWebSocket> accepted = accepted(ServerMessageWebSocketControl.defaults());
    try (RawPeer peer = RawPeer.open(listener.port(), "")) {
      DetachedWebSocket detached = accepted.block(TIMEOUT).detach().block(TIMEOUT);

      assertThatThrownBy(() -> MessageWebSocket.adopt(detached).block(TIMEOUT))
          .hasMessageContaining("the server's end of a WebSocket for messages");
      assertThatThrownBy(() -> ServerStreamWebSocket.adopt(detached).block(TIMEOUT))
          .hasMessageContaining("adopt it with the class");
      assertThatThrownBy(() -> DetachedWebSocket.of(new byte[] {1, 2, 3, 4}, detached.socket()))
          .isInstanceOf(IllegalArgumentException.class);
      byte[] cut = Arrays.copyOf(detached.state(), 60);
      assertThatThrownBy(() -> DetachedWebSocket.of(cut, detached.socket()))
          .isInstanceOf(IllegalArgumentException.class);

      ServerMessageWebSocket socket = ServerMessageWebSocket.adopt(detached).block(TIMEOUT);
      peer.sendFrame(TEXT, utf8("there"));
      assertThat(next(socket)).isEqualTo("there");
    }
  }

  @Test
  void protocol_headers_and_limits_stay() throws IOException {
    Mono<ServerMessageWebSocket> accepted =
        accepted(
            ServerMessageWebSocketControl.builder()
                .supportedProtocols(List.of("soap"))
                .maxMessageBytes(100)
                .build());
    try (RawPeer peer =
        RawPeer.open(listener.port(), "Sec-WebSocket-Protocol: soap\r\nX-Who: me\r\n")) {
      ServerMessageWebSocket socket = moved(accepted.block(TIMEOUT));

      assertThat(socket.handshake().protocol()).contains("soap");
      assertThat(socket.handshake().header("x-who")).contains("me");
      assertThat(socket.control().maxMessageBytes()).isEqualTo(100);
      peer.sendFrame(TEXT, utf8("x".repeat(101)));
      assertThat(peer.readFrame()).startsWith("88 03f1");
    }
  }

  @Test
  void a_message_that_we_have_begun_is_ended_by_the_next_owner() throws IOException {
    Mono<ServerMessageWebSocket> accepted = accepted(ServerMessageWebSocketControl.defaults());
    try (RawPeer peer = RawPeer.open(listener.port(), "")) {
      ServerMessageWebSocket socket = accepted.block(TIMEOUT);
      socket.sendNonfinalFrame(ByteBuffer.wrap(utf8("to be "))).block(TIMEOUT);

      ServerMessageWebSocket again = moved(socket);
      again.sendFinalFrame(ByteBuffer.wrap(utf8("continued"))).block(TIMEOUT);

      assertThat(peer.readFrame()).isEqualTo("2 " + hex(utf8("to be ")));
      assertThat(peer.readFrame()).isEqualTo("80 " + hex(utf8("continued")));
      assertThatThrownBy(() -> socket.send(Frame.text("late")).block(TIMEOUT))
          .isInstanceOf(SocketOperationException.class);
      assertThat(socket.closed().block(TIMEOUT).failure().get().status())
          .isEqualTo(SocketErrorStatus.OPERATION_ABORTED);
    }
  }

  @Test
  void an_echo_that_is_detached_loses_no_message() {
    Mono<ServerMessageWebSocket> accepted = accepted(ServerMessageWebSocketControl.defaults());
    MessageWebSocket client = MessageWebSocket.connect(uri()).block(TIMEOUT);
    ServerMessageWebSocket server = accepted.block(TIMEOUT);
    echo(server);
    int count = 2_000;
    Mono<Long> right =
        client
            .frames()
            .take(count)
            .index((i, frame) -> frame.text().equals("message " + i))
            .filter(Boolean::booleanValue)
            .count()
            .cache();
    right.subscribe();
    Mono<Void> sending =
        client.send(Flux.range(0, count).map(i -> Frame.text("message " + i))).cache();
    sending.subscribe();

    for (int i = 0; i < 10; i++) {
      server = moved(server);
      echo(server);
    }

    sending.block(TIMEOUT);
    assertThat(right.block(TIMEOUT)).isEqualTo(count);
    client.close().block(TIMEOUT);
    assertThat(server.closed().block(TIMEOUT).clean()).isTrue();
  }

  private static void echo(ServerMessageWebSocket socket) {
    socket.send(socket.frames()).onErrorComplete().subscribe();
  }

  @ParameterizedTest(name = "takeover {0}")
  @CsvSource({"true", "false"})
  void compression_goes_on_at_both_ends(boolean takeover) {
    PermessageDeflate deflate =
        PermessageDeflate.builder()
            .thresholdBytes(0)
            .serverContextTakeover(takeover)
            .clientContextTakeover(takeover)
            .build();
    Mono<ServerMessageWebSocket> accepted =
        accepted(ServerMessageWebSocketControl.builder().deflate(deflate).build());
    MessageWebSocket client =
        MessageWebSocket.connect(uri(), MessageWebSocketControl.builder().deflate(deflate).build())
            .block(TIMEOUT);
    ServerMessageWebSocket server = accepted.block(TIMEOUT);
    assertThat(server.handshake().extensions()).isPresent();

    // When messages that refer to those before pass, and the ends move between them
    for (String text : List.of("a", "ab", "the same again", words(60_000), words(60_000), "end")) {
      for (int i = 0; i < 2; i++) {
        client.send(Frame.text(text)).block(TIMEOUT);
        assertThat(next(server)).isEqualTo(text);
        server.send(Frame.text(text)).block(TIMEOUT);
        assertThat(client.frames().next().map(Frame::text).block(TIMEOUT)).isEqualTo(text);
        server = moved(server);
        if (i == 1) {
          client =
              client
                  .detach()
                  .map(DetachTest::carried)
                  .flatMap(MessageWebSocket::adopt)
                  .block(TIMEOUT);
        }
      }
    }

    client.close(1000, "done").block(TIMEOUT);
    assertThat(server.closed().block(TIMEOUT).received().get().reason()).isEqualTo("done");
  }

  /** Text that compresses, with references far back. */
  private static String words(int length) {
    Random random = new Random(7);
    StringBuilder text = new StringBuilder();
    while (text.length() < length) {
      text.append(Integer.toString(random.nextInt(100_000), 36)).append(' ');
    }
    return text.toString();
  }

  @Test
  void a_compressed_message_under_way_is_waited_for_and_then_refused() throws IOException {
    Mono<ServerMessageWebSocket> accepted =
        accepted(
            ServerMessageWebSocketControl.builder().deflate(PermessageDeflate.defaults()).build());
    try (RawPeer peer =
        RawPeer.open(listener.port(), "Sec-WebSocket-Extensions: permessage-deflate\r\n")) {
      ServerMessageWebSocket socket = accepted.block(TIMEOUT);
      byte[] compressed = deflated("compressed, and in two fragments");
      peer.sendFrame(COMPRESSED_TEXT_BEGINS, Arrays.copyOf(compressed, 7));
      awaitLookedAt(peer);

      assertThatThrownBy(() -> socket.detach(SHORT).block(TIMEOUT))
          .isInstanceOfSatisfying(
              SocketOperationException.class,
              e -> assertThat(e.status()).isEqualTo(SocketErrorStatus.OPERATION_NOT_SUPPORTED))
          .hasMessageContaining("compressed message")
          .hasMessageContaining("agree on no compression");

      // When the message ends while it is to be detached
      Mono<DetachedWebSocket> detached = socket.detach().cache();
      detached.subscribe();
      peer.sendFrame(LAST, Arrays.copyOfRange(compressed, 7, compressed.length));
      peer.sendFrame(TEXT, utf8("behind it"));

      // Then it goes, with the message, and what is behind it is looked at there
      ServerMessageWebSocket again =
          ServerMessageWebSocket.adopt(carried(detached.block(TIMEOUT))).block(TIMEOUT);
      assertThat(again.frames().take(2).map(Frame::text).collectList().block(TIMEOUT))
          .containsExactly("compressed, and in two fragments", "behind it");
    }
  }

  private static byte[] deflated(String text) {
    Deflater deflater = new Deflater(6, true);
    deflater.setInput(utf8(text));
    byte[] out = new byte[1_000];
    int count = deflater.deflate(out, 0, out.length, Deflater.SYNC_FLUSH);
    deflater.end();
    return Arrays.copyOf(out, count - 4);
  }

  @Test
  void one_that_is_closed_while_it_is_to_be_detached_closes() throws IOException {
    Mono<ServerMessageWebSocket> accepted = accepted(ServerMessageWebSocketControl.defaults());
    try (RawPeer peer = RawPeer.open(listener.port(), "")) {
      ServerMessageWebSocket socket = accepted.block(TIMEOUT);
      Mono<Void> stuck = socket.send(Flux.never()).cache();
      stuck.onErrorComplete().subscribe();
      Mono<DetachedWebSocket> detached = socket.detach().cache();
      detached.onErrorComplete().subscribe();
      socket.close(1000, "").subscribe();

      assertThatThrownBy(() -> detached.block(TIMEOUT)).hasMessageContaining("closing handshake");
      assertThat(peer.readFrame()).isEqualTo("88 03e8");
      peer.sendFrame(CLOSE, hex("03e8"));
      assertThat(socket.closed().block(TIMEOUT).clean()).isTrue();
    }
  }

  @Test
  void a_send_that_does_not_end_in_time_keeps_it_here() throws IOException {
    Mono<ServerMessageWebSocket> accepted = accepted(ServerMessageWebSocketControl.defaults());
    try (RawPeer peer = RawPeer.open(listener.port(), "")) {
      ServerMessageWebSocket socket = accepted.block(TIMEOUT);
      Sinks.One<Frame> later = Sinks.one();
      Mono<Void> sending = socket.send(later.asMono()).cache();
      sending.subscribe();

      assertThatThrownBy(() -> socket.detach(SHORT).block(TIMEOUT))
          .isInstanceOfSatisfying(
              SocketOperationException.class,
              e -> assertThat(e.status()).isEqualTo(SocketErrorStatus.OPERATION_TIMED_OUT));

      peer.sendFrame(TEXT, utf8("as before"));
      assertThat(next(socket)).isEqualTo("as before");
      later.tryEmitValue(Frame.text("at last"));
      sending.block(TIMEOUT);
      assertThat(peer.readFrame()).isEqualTo("81 " + hex(utf8("at last")));
      socket.send(Frame.text("and more")).block(TIMEOUT);
      assertThat(peer.readFrame()).isEqualTo("81 " + hex(utf8("and more")));
    }
  }

  @Test
  void it_closes_in_order_where_it_was_adopted() throws IOException {
    Mono<ServerMessageWebSocket> accepted = accepted(ServerMessageWebSocketControl.defaults());
    try (RawPeer peer = RawPeer.open(listener.port(), "")) {
      ServerMessageWebSocket socket = moved(accepted.block(TIMEOUT));
      Mono<Void> closing = socket.close(4001, "moved").cache();
      closing.subscribe();
      assertThat(peer.readFrame()).startsWith("88 0fa1");
      peer.sendFrame(CLOSE, hex("0fa1"));
      closing.block(TIMEOUT);
      assertThat(socket.closed().block(TIMEOUT).clean()).isTrue();
      assertThat(peer.readFrame()).isEqualTo("end");
    }
  }

  @Test
  void a_close_frame_that_waits_for_an_answer_is_answered_where_it_was_adopted()
      throws IOException {
    Mono<ServerMessageWebSocket> accepted = accepted(ServerMessageWebSocketControl.defaults());
    try (RawPeer peer = RawPeer.open(listener.port(), "")) {
      ServerMessageWebSocket socket = accepted.block(TIMEOUT);
      socket.frames().subscribe(new Reluctant());
      peer.sendFrame(TEXT, utf8("last words"));
      peer.sendFrame(CLOSE, hex("03e8"));
      Flux.interval(Duration.ofMillis(2)).takeUntil(tick -> !socket.isOpen()).blockLast(TIMEOUT);

      ServerMessageWebSocket again = moved(socket);

      assertThat(again.isOpen()).isFalse();
      assertThat(again.frames().map(Frame::text).collectList().block(TIMEOUT))
          .containsExactly("last words");
      assertThat(peer.readFrame()).isEqualTo("88 03e8");
      assertThat(again.closed().block(TIMEOUT).clean()).isTrue();
    }
  }

  /** Asks for nothing. */
  private static final class Reluctant extends BaseSubscriber<Frame> {

    @Override
    protected void hookOnSubscribe(Subscription subscription) {
      // Nothing is asked for.
    }

    @Override
    protected void hookOnError(Throwable failure) {
      assertThat(failure).hasMessageContaining("detached");
    }
  }

  @Test
  void a_stream_of_bytes_moves_in_the_middle_of_a_frame() throws IOException {
    Mono<ServerStreamWebSocket> accepted = listener.streamSockets("/chat").next().cache();
    accepted.subscribe();
    try (RawPeer peer = RawPeer.open(listener.port(), "")) {
      byte[] frame = masked(0x82, utf8("0123456789"));
      peer.send(Arrays.copyOf(frame, 9));
      ServerStreamWebSocket socket =
          accepted
              .flatMap(ServerStreamWebSocket::detach)
              .map(DetachTest::carried)
              .flatMap(ServerStreamWebSocket::adopt)
              .block(TIMEOUT);
      peer.send(Arrays.copyOfRange(frame, 9, frame.length));

      StringBuilder text = new StringBuilder();
      socket
          .input()
          .doOnNext(bytes -> text.append(UTF_8.decode(bytes)))
          .takeUntil(bytes -> text.length() == 10)
          .blockLast(TIMEOUT);
      assertThat(text).hasToString("0123456789");
    }
  }

  @Test
  void a_websocket_in_tls_stays_and_says_what_can_be_done() {
    TestAuthority root = TestAuthority.root("Stays");
    WebSocketListener secure =
        WebSocketListener.bind(
                "127.0.0.1",
                0,
                WebSocketListenerControl.builder()
                    .socket(
                        StreamSocketListenerControl.builder()
                            .tls(
                                TlsServerControl.builder(root.peer("localhost"))
                                    .engine(TlsEngine.JDK)
                                    .build())
                            .build())
                    .build())
            .block(TIMEOUT);
    Mono<ServerMessageWebSocket> accepted = secure.messageSockets("/chat").next().cache();
    accepted.subscribe();
    MessageWebSocket client =
        MessageWebSocket.connect(
                URI.create("wss://localhost:" + secure.port() + "/chat"),
                MessageWebSocketControl.builder()
                    .socket(
                        StreamSocketControl.builder()
                            .tls(
                                TlsClientControl.builder()
                                    .engine(TlsEngine.JDK)
                                    .certificatePolicy(
                                        CertificatePolicy.builder().trust(root.trust()).build())
                                    .build())
                            .build())
                    .build())
            .block(TIMEOUT);
    for (WebSocket socket : List.of(client, accepted.block(TIMEOUT))) {
      assertThatThrownBy(() -> socket.detach().block(TIMEOUT))
          .hasMessageContaining("a TLS session cannot leave its process")
          .hasMessageContaining("close it with 1012")
          .hasMessageContaining("end TLS in a proxy");
    }
    client.close().block(TIMEOUT);
    secure.shutdown(Duration.ZERO).block(TIMEOUT);
  }

  @Test
  void a_websocket_on_a_route_of_an_http_server_stays() {
    Sinks.One<Throwable> failure = Sinks.one();
    try (TestServer server =
        TestServer.start(
            Transport.epoll(),
            ServerMessageWebSocket.route(
                socket ->
                    socket
                        .detach()
                        .doOnError(failure::tryEmitValue)
                        .onErrorComplete()
                        .then(socket.close())))) {
      MessageWebSocket client = MessageWebSocket.connect(server.uri("/echo")).block(TIMEOUT);

      assertThat(failure.asMono().block(TIMEOUT))
          .hasMessageContaining("the connection is not its own")
          .hasMessageContaining("with a WebSocketListener");
      client.closed().block(TIMEOUT);
    }
  }
}
