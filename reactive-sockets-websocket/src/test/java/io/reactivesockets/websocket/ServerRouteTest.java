package io.reactivesockets.websocket;

import static io.reactivesockets.websocket.codec.Bytes.hex;
import static io.reactivesockets.websocket.codec.Bytes.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import io.reactivesockets.transport.Transport;
import io.reactivesockets.websocket.codec.Bytes;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** Server sockets on real connections: RFC 6455 section 4.2 and the JDK's client as a peer. */
class ServerRouteTest {

  private static final int TEXT = 0x81;
  private static final Duration TIMEOUT = Duration.ofSeconds(20);

  static Stream<Transport> transports() {
    return Transport.available().stream().map(Transport::byName);
  }

  @ParameterizedTest(name = "over {0}")
  @MethodSource("transports")
  void the_jdks_client_gets_its_echo(Transport transport) throws Exception {
    try (TestServer server =
        TestServer.start(
            transport, ServerMessageWebSocket.route(socket -> socket.send(socket.frames())))) {
      JdkListener listener = new JdkListener();
      WebSocket client =
          HttpClient.newHttpClient()
              .newWebSocketBuilder()
              .buildAsync(server.uri("/echo"), listener)
              .get(20, TimeUnit.SECONDS);
      client.sendText("Hello €", true).get(20, TimeUnit.SECONDS);
      assertThat(listener.next()).isEqualTo("text Hello €");
      String large = "x".repeat(300_000);
      client.sendText(large, true).get(20, TimeUnit.SECONDS);
      assertThat(listener.next()).isEqualTo("text " + large);
      client.sendBinary(ByteBuffer.wrap(hex("0102")), false).get(20, TimeUnit.SECONDS);
      client.sendPing(ByteBuffer.wrap(hex("09"))).get(20, TimeUnit.SECONDS);
      assertThat(listener.next()).isEqualTo("pong 09");
      client.sendBinary(ByteBuffer.wrap(hex("03")), true).get(20, TimeUnit.SECONDS);
      assertThat(listener.next()).isEqualTo("binary 010203");
      client.sendClose(4000, "bye").get(20, TimeUnit.SECONDS);
      assertThat(listener.next()).isEqualTo("close 4000");
    }
  }

  @Test
  void the_response_is_that_of_the_rfcs_example() throws IOException {
    ServerMessageWebSocketControl control =
        ServerMessageWebSocketControl.builder()
            .supportedProtocols(List.of("superchat", "chat"))
            .responseHeader("X-Served-By", "test")
            .build();
    Sinks.One<ServerMessageWebSocket> opened = Sinks.one();
    try (TestServer server =
            TestServer.start(
                ServerMessageWebSocket.route(
                    control,
                    socket -> {
                      opened.tryEmitValue(socket);
                      return socket.closed().then();
                    }));
        RawPeer peer = new RawPeer(server.port())) {
      peer.send(
          RawPeer.request(
              server.port(), "Sec-WebSocket-Protocol: chat, superchat\r\nX-From: here\r\n"));
      String head = peer.readHead().toLowerCase(java.util.Locale.ROOT);
      assertThat(head)
          .startsWith("http/1.1 101 switching protocols\r\n")
          .contains("sec-websocket-accept: s3pplmbitxaq9kygzzhzrbk+xoo=\r\n")
          .contains("upgrade: websocket\r\n")
          .contains("connection: upgrade\r\n")
          .contains("sec-websocket-protocol: chat\r\n")
          .contains("x-served-by: test\r\n")
          .doesNotContain("sec-websocket-extensions")
          .doesNotContain("transfer-encoding");
      ServerMessageWebSocket socket = opened.asMono().block(TIMEOUT);
      assertThat(socket).isNotNull();
      assertThat(socket.handshake().requestUri()).isEqualTo("/chat");
      assertThat(socket.handshake().header("x-FROM")).contains("here");
      assertThat(socket.information().protocol()).contains("chat");
      assertThat(socket.information().localAddress().map(Object::toString)).contains("127.0.0.1");
      peer.sendFrame(0x88, hex("03e8"));
      assertThat(peer.readFrame()).isEqualTo("88 03e8");
      assertThat(peer.readFrame()).isEqualTo("end");
    }
  }

  @ParameterizedTest(name = "{0} becomes {1} is refused with {2}")
  @CsvSource(
      delimiter = '|',
      value = {
        "GET /chat HTTP/1.1          | POST /chat HTTP/1.1                 | 405",
        "GET /chat HTTP/1.1          | GET /chat HTTP/1.0                  | 400",
        "Upgrade: websocket          | Upgrade: h2c                        | 426",
        "Connection: keep-alive, Upgrade | Connection: keep-alive          | 426",
        "Sec-WebSocket-Version: 13   | Sec-WebSocket-Version: 8            | 426",
        "Sec-WebSocket-Version: 13   | Sec-WebSocket-Version: 13, 8        | 426",
        "Sec-WebSocket-Version: 13   | X-None: 1                           | 426",
        "Sec-WebSocket-Key: dGhl     | X-Key: dGhl                         | 400",
        "Sec-WebSocket-Key: dGhl     | Sec-WebSocket-Key: AAAAdGhl         | 400",
        "Sec-WebSocket-Key: dGhl     | Sec-WebSocket-Key: !!!!             | 400",
        "X-Last: 1                   | Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA== | 400",
        "X-Last: 1                   | Content-Length: 5                   | 400",
        "X-Last: 1                   | Sec-WebSocket-Protocol: a b         | 400",
        "X-Last: 1                   | Sec-WebSocket-Protocol: a, a        | 400",
        "X-Last: 1                   | Sec-WebSocket-Extensions: a;        | 400",
        "X-Last: 1                   | Origin: http://evil.example         | 403",
        "X-Last: 1                   | Origin: null                        | 403",
        "X-Last: 1                   | Origin: http://127.0.0.1            | 403",
      })
  void a_request_that_is_no_valid_opening_handshake_is_refused(String from, String to, int status)
      throws IOException {
    try (TestServer server =
            TestServer.start(ServerMessageWebSocket.route(socket -> socket.closed().then()));
        RawPeer peer = new RawPeer(server.port())) {
      String request = RawPeer.request(server.port(), "X-Last: 1\r\n");
      assertThat(request).contains(from);
      peer.send(request.replace(from, to) + (to.startsWith("Content-Length") ? "12345" : ""));
      String head = peer.readHead();
      assertThat(head).matches("(?s)HTTP/1\\.[01] " + status + " .*");
      if (status == 426) {
        assertThat(head.toLowerCase(java.util.Locale.ROOT)).contains("sec-websocket-version: 13");
      }
    }
  }

  @Test
  void too_many_headers_are_refused() throws IOException {
    try (TestServer server =
            TestServer.start(ServerMessageWebSocket.route(socket -> socket.closed().then()));
        RawPeer peer = new RawPeer(server.port())) {
      peer.send(RawPeer.request(server.port(), "X-A: 1\r\n".repeat(120)));
      assertThat(peer.readHead()).startsWith("HTTP/1.1 431 ");
    }
  }

  @Test
  void pages_of_this_host_and_of_allowed_origins_may_connect() throws IOException {
    ServerMessageWebSocketControl control =
        ServerMessageWebSocketControl.builder()
            .allowedOrigins(Set.of("https://App.example:8443"))
            .build();
    try (TestServer server =
        TestServer.start(
            ServerMessageWebSocket.route(control, socket -> socket.send(socket.frames())))) {
      for (String origin :
          List.of("http://127.0.0.1:" + server.port(), "https://app.example:8443")) {
        try (RawPeer peer = RawPeer.open(server.port(), "Origin: " + origin + "\r\n")) {
          peer.sendFrame(TEXT, utf8("hi"));
          assertThat(peer.readFrame()).isEqualTo("81 " + Bytes.hex(utf8("hi")));
        }
      }
    }
  }

  @Test
  void a_handler_that_completes_closes_with_1000_and_one_that_fails_with_1011() throws IOException {
    try (TestServer server =
        TestServer.start(
            ServerMessageWebSocket.route(
                socket ->
                    socket
                        .frames()
                        .next()
                        .flatMap(
                            frame ->
                                frame.text().equals("fail")
                                    ? Mono.error(new IllegalStateException("as asked"))
                                    : socket.send(Frame.text("done")))))) {
      try (RawPeer peer = RawPeer.open(server.port(), "")) {
        peer.sendFrame(TEXT, utf8("go"));
        assertThat(peer.readFrame()).isEqualTo("81 " + Bytes.hex(utf8("done")));
        assertThat(peer.readFrame()).isEqualTo("88 03e8");
        peer.sendFrame(0x88, hex("03e8"));
        assertThat(peer.readFrame()).isEqualTo("end");
      }
      try (RawPeer peer = RawPeer.open(server.port(), "")) {
        peer.sendFrame(TEXT, utf8("fail"));
        assertThat(peer.readFrame()).isEqualTo("88 03f3");
      }
    }
  }

  @Test
  void compression_is_negotiated_and_used() throws IOException {
    ServerMessageWebSocketControl control =
        ServerMessageWebSocketControl.builder().deflate(PermessageDeflate.defaults()).build();
    try (TestServer server =
            TestServer.start(
                ServerMessageWebSocket.route(control, socket -> socket.send(socket.frames())));
        RawPeer peer = new RawPeer(server.port())) {
      peer.send(
          RawPeer.request(
              server.port(),
              "Sec-WebSocket-Extensions: foo, permessage-deflate; client_max_window_bits\r\n"));
      assertThat(peer.readHead())
          .contains("permessage-deflate; server_no_context_takeover; client_no_context_takeover");
      peer.sendFrame(0xC1, hex("f248cdc9c90700"));
      assertThat(peer.readFrame()).isEqualTo("81 " + Bytes.hex(utf8("Hello")));
      peer.sendFrame(TEXT, utf8("ab".repeat(500)));
      String echoed = peer.readFrame();
      assertThat(echoed).startsWith("c1 ").hasSizeLessThan(200);
    }
  }

  @Test
  void a_stream_socket_echoes_bytes_and_refuses_text() throws IOException {
    try (TestServer server =
        TestServer.start(
            ServerStreamWebSocket.route(
                socket -> socket.send(socket.input().map(ByteBuffer::asReadOnlyBuffer))))) {
      try (RawPeer peer = RawPeer.open(server.port(), "")) {
        peer.sendFrame(0x02, hex("0102"));
        assertThat(peer.readFrame()).isEqualTo("82 0102");
        peer.sendFrame(0x80, hex("03"));
        assertThat(peer.readFrame()).isEqualTo("82 03");
        peer.sendFrame(TEXT, utf8("x"));
        assertThat(peer.readFrame()).startsWith("88 03eb");
      }
    }
  }

  @Test
  void a_violation_is_told_by_its_code_though_the_peer_is_still_sending() throws IOException {
    ServerMessageWebSocketControl control =
        ServerMessageWebSocketControl.builder().maxMessageBytes(1_000).build();
    try (TestServer server =
            TestServer.start(
                ServerMessageWebSocket.route(control, socket -> socket.send(socket.frames())));
        RawPeer peer = RawPeer.open(server.port(), "")) {
      peer.sendFrame(TEXT, new byte[2_000_000]);
      assertThat(peer.readFrame()).startsWith("88 03f1");
      assertThat(peer.readFrame()).isEqualTo("end");
    }
  }

  @Test
  void a_peer_that_vanishes_ends_the_flow_with_an_error() throws IOException {
    Sinks.One<WebSocketClosed> closed = Sinks.one();
    try (TestServer server =
        TestServer.start(
            ServerMessageWebSocket.route(
                socket -> {
                  socket.closed().subscribe(closed::tryEmitValue);
                  return socket.frames().then().onErrorComplete();
                }))) {
      RawPeer peer = RawPeer.open(server.port(), "");
      peer.close();
      WebSocketClosed end = closed.asMono().block(TIMEOUT);
      assertThat(end).isNotNull();
      assertThat(end.status()).isEqualTo(CloseStatus.ABNORMAL);
      assertThat(end.failure()).isPresent();
    }
  }

  /** Writes down what the JDK's client receives. */
  private static final class JdkListener implements WebSocket.Listener {

    private final BlockingQueue<String> events = new LinkedTransferQueue<>();
    private final StringBuilder text = new StringBuilder();
    private final StringBuilder binary = new StringBuilder();

    String next() throws InterruptedException {
      return String.valueOf(events.poll(20, TimeUnit.SECONDS));
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
      text.append(data);
      if (last) {
        events.add("text " + text);
        text.setLength(0);
      }
      socket.request(1);
      return null;
    }

    @Override
    public @Nullable CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
      byte[] bytes = new byte[data.remaining()];
      data.get(bytes);
      binary.append(Bytes.hex(bytes));
      if (last) {
        events.add("binary " + binary);
        binary.setLength(0);
      }
      socket.request(1);
      return null;
    }

    @Override
    public @Nullable CompletionStage<?> onPong(WebSocket socket, ByteBuffer message) {
      byte[] bytes = new byte[message.remaining()];
      message.get(bytes);
      events.add("pong " + Bytes.hex(bytes));
      socket.request(1);
      return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
      events.add("close " + status);
      return CompletableFuture.completedFuture(null);
    }
  }
}
