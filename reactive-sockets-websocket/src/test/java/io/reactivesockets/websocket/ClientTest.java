package io.reactivesockets.websocket;

import static io.reactivesockets.websocket.codec.Bytes.hex;
import static io.reactivesockets.websocket.codec.Bytes.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.reactivesockets.error.SocketErrorStatus;
import io.reactivesockets.error.SocketOperationException;
import io.reactivesockets.error.SocketPhase;
import io.reactivesockets.stream.StreamSocketControl;
import io.reactivesockets.transport.Transport;
import io.reactivesockets.websocket.codec.Bytes;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** Client sockets: RFC 6455 section 4.1, refusals, redirects, credentials, deadlines. */
class ClientTest {

  private static final Duration TIMEOUT = Duration.ofSeconds(20);

  static Stream<Transport> transports() {
    return Transport.available().stream().map(Transport::byName);
  }

  @ParameterizedTest(name = "over {0}")
  @MethodSource("transports")
  void a_client_talks_to_our_own_server(Transport transport) {
    MessageWebSocketControl control =
        MessageWebSocketControl.builder()
            .socket(StreamSocketControl.builder().transport(transport).build())
            .supportedProtocols(List.of("chat"))
            .deflate(PermessageDeflate.defaults())
            .build();
    ServerMessageWebSocketControl served =
        ServerMessageWebSocketControl.builder()
            .supportedProtocols(List.of("chat"))
            .deflate(PermessageDeflate.defaults())
            .build();
    String large = "The quick brown fox. ".repeat(20_000);
    try (TestServer server =
        TestServer.start(
            transport,
            ServerMessageWebSocket.route(served, socket -> socket.send(socket.frames())))) {
      MessageWebSocket socket =
          MessageWebSocket.connect(server.uri("/echo?a=b"), control).block(TIMEOUT);
      assertThat(socket).isNotNull();
      assertThat(socket.information().protocol()).contains("chat");
      assertThat(socket.information().extensions())
          .contains("permessage-deflate; server_no_context_takeover; client_no_context_takeover");
      StepVerifier.create(socket.frames().take(3).map(Frame::text))
          .then(
              () ->
                  socket
                      .send(Flux.just(Frame.text("a"), Frame.text("€"), Frame.text(large)))
                      .subscribe())
          .expectNext("a", "€", large)
          .expectComplete()
          .verify(TIMEOUT);
      Duration roundTrip = socket.ping().block(TIMEOUT);
      assertThat(roundTrip).isNotNull().isPositive();
      socket.close(1000, "done").block(TIMEOUT);
      WebSocketClosed closed = socket.closed().block(TIMEOUT);
      assertThat(closed).isNotNull();
      assertThat(closed.clean()).isTrue();
      assertThat(closed.initiator()).isEqualTo(WebSocketClosed.Initiator.LOCAL);
      assertThat(socket.information().connection()).isPresent();
    }
  }

  @Test
  void a_stream_client_carries_bytes_both_ways() {
    byte[] payload = Bytes.random(1_000_000, 3);
    try (TestServer server =
        TestServer.start(ServerStreamWebSocket.route(socket -> socket.send(socket.input())))) {
      StreamWebSocket socket = StreamWebSocket.connect(server.uri("/")).block(TIMEOUT);
      assertThat(socket).isNotNull();
      socket.send(ByteBuffer.wrap(payload)).subscribe();
      byte[] back = new byte[payload.length];
      ByteBuffer into = ByteBuffer.wrap(back);
      socket
          .input()
          .doOnNext(into::put)
          .takeUntil(bytes -> !into.hasRemaining())
          .blockLast(TIMEOUT);
      assertThat(back).isEqualTo(payload);
      socket.close().block(TIMEOUT);
      WebSocketClosed closed = socket.closed().block(TIMEOUT);
      assertThat(closed).isNotNull();
      assertThat(closed.status()).isEqualTo(CloseStatus.NO_STATUS);
    }
  }

  @Test
  void the_request_has_what_the_rfc_asks_for_and_what_the_application_adds() throws Exception {
    AtomicReference<String> request = new AtomicReference<>("");
    try (ScriptedServer server =
        new ScriptedServer(
            conversation -> {
              conversation.readRequest();
              request.set(conversation.header("x"));
              conversation.accept("Sec-WebSocket-Protocol: b\r\n");
              conversation.readFrame();
            })) {
      MessageWebSocketControl control =
          MessageWebSocketControl.builder()
              .supportedProtocols(List.of("a", "b"))
              .requestHeader("X", "y")
              .credentials(WebSocketCredentials.basic("Aladdin", "open sesame"))
              .build();
      MessageWebSocket socket =
          MessageWebSocket.connect(server.uri("/p?q=1"), control).block(TIMEOUT);
      assertThat(socket).isNotNull();
      assertThat(request.get()).isEqualTo("y");
      assertThat(socket.handshake().protocol()).contains("b");
      assertThat(control.toString()).doesNotContain("QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
      socket.close().onErrorComplete().block(TIMEOUT);
    }
  }

  @Test
  void every_request_header_is_as_it_should_be() throws Exception {
    AtomicReference<String> request = new AtomicReference<>("");
    try (ScriptedServer server =
        new ScriptedServer(conversation -> request.set(conversation.readRequest()))) {
      MessageWebSocketControl control =
          MessageWebSocketControl.builder()
              .deflate(PermessageDeflate.builder().clientContextTakeover(true).build())
              .credentials(WebSocketCredentials.bearer("secret"))
              .build();
      connectFailure(server.uri("/p?q=1"), control);
      assertThat(request.get())
          .startsWith("GET /p?q=1 HTTP/1.1\r\n")
          .containsIgnoringCase("\r\nhost: 127.0.0.1:" + server.port() + "\r\n")
          .containsIgnoringCase("\r\nupgrade: websocket\r\n")
          .containsIgnoringCase("\r\nconnection: upgrade\r\n")
          .containsIgnoringCase("\r\nsec-websocket-version: 13\r\n")
          .containsIgnoringCase(
              "\r\nsec-websocket-extensions: permessage-deflate; server_no_context_takeover;"
                  + " client_max_window_bits\r\n")
          .containsIgnoringCase("\r\nauthorization: bearer secret\r\n")
          .doesNotContainIgnoringCase("sec-websocket-protocol")
          .containsPattern("(?i)sec-websocket-key: [A-Za-z0-9+/]{22}==\r\n");
    }
  }

  @Test
  void two_connections_use_different_keys() throws Exception {
    AtomicReference<String> first = new AtomicReference<>("");
    AtomicReference<String> second = new AtomicReference<>("");
    try (ScriptedServer server =
        new ScriptedServer(
            conversation -> {
              conversation.readRequest();
              first.set(conversation.header("Sec-WebSocket-Key"));
            },
            conversation -> {
              conversation.readRequest();
              second.set(conversation.header("Sec-WebSocket-Key"));
            })) {
      connectFailure(server.uri("/"), MessageWebSocketControl.defaults());
      connectFailure(server.uri("/"), MessageWebSocketControl.defaults());
      assertThat(first.get()).isNotEqualTo(second.get());
    }
  }

  @Test
  void a_refusal_has_status_headers_and_a_bounded_body() throws Exception {
    try (ScriptedServer server =
        new ScriptedServer(
            conversation -> {
              conversation.readRequest();
              conversation.send(
                  "HTTP/1.1 403 Forbidden\r\nX-Why: because\r\nContent-Length: 1000000\r\n\r\n");
              conversation.send("x".repeat(1_000_000));
            })) {
      MessageWebSocketControl control =
          MessageWebSocketControl.builder().maxRefusalBytes(100).build();
      SocketOperationException failure = connectFailure(server.uri("/"), control);
      assertThat(failure.status()).isEqualTo(SocketErrorStatus.UPGRADE_REFUSED);
      assertThat(failure.phase()).isEqualTo(SocketPhase.UPGRADE);
      assertThat(failure.retryable()).isFalse();
      assertThat(WebSocketError.statusOf(failure)).isEqualTo(WebErrorStatus.FORBIDDEN);
      UpgradeRefusedException refused = (UpgradeRefusedException) failure.getCause();
      assertThat(Objects.requireNonNull(refused).statusCode()).isEqualTo(403);
      assertThat(refused.header("x-why")).contains("because");
      assertThat(refused.bodyText()).isEqualTo("x".repeat(100));
    }
  }

  @ParameterizedTest
  @CsvSource({"503, true", "429, true", "500, true", "404, false", "200, false", "308, false"})
  void whether_a_refusal_may_pass_is_told(int status, boolean retryable) throws Exception {
    try (ScriptedServer server =
        new ScriptedServer(
            conversation -> {
              conversation.readRequest();
              conversation.send("HTTP/1.1 " + status + " X\r\nContent-Length: 0\r\n\r\n");
            })) {
      SocketOperationException failure =
          connectFailure(server.uri("/"), MessageWebSocketControl.defaults());
      assertThat(failure.status()).isEqualTo(SocketErrorStatus.UPGRADE_REFUSED);
      assertThat(failure.retryable()).isEqualTo(retryable);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 101 X\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: OK\r\n\r\n",
        "HTTP/1.1 101 X\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: OK\r\n\r\n",
        "HTTP/1.1 101 X\r\nUpgrade: h2c\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: OK\r\n\r\n",
        "HTTP/1.1 101 X\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n",
        "HTTP/1.1 101 X\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + "Sec-WebSocket-Accept: AAAAAAAAAAAAAAAAAAAAAAAAAAA=\r\n\r\n",
        "HTTP/1.1 101 X\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + "Sec-WebSocket-Accept: OK\r\nSec-WebSocket-Protocol: none\r\n\r\n",
        "HTTP/1.1 101 X\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + "Sec-WebSocket-Accept: OK\r\nSec-WebSocket-Extensions: permessage-deflate\r\n\r\n",
        "RUBBISH\r\n\r\n",
        "HTTP/1.1 101 X\r\nX: " + "y" + "\r\nUpgrade\r\n\r\n",
      })
  void an_answer_that_is_not_one_to_our_request_is_refused(String answer) throws Exception {
    try (ScriptedServer server =
        new ScriptedServer(
            conversation -> {
              conversation.readRequest();
              conversation.send(
                  answer.replace(
                      "OK", ClientHandshake.acceptOf(conversation.header("Sec-WebSocket-Key"))));
              conversation.readToEnd();
            })) {
      SocketOperationException failure =
          connectFailure(server.uri("/"), MessageWebSocketControl.defaults());
      assertThat(failure.status()).isEqualTo(SocketErrorStatus.HTTP_INVALID_SERVER_RESPONSE);
      assertThat(WebSocketError.statusOf(failure))
          .isEqualTo(WebErrorStatus.ERROR_HTTP_INVALID_SERVER_RESPONSE);
    }
  }

  @Test
  void a_server_that_speaks_first_is_refused() throws Exception {
    try (ScriptedServer server =
        new ScriptedServer(
            conversation -> {
              conversation.send("HTTP/1.1 101 Switching Protocols\r\n\r\n");
              conversation.readToEnd();
            })) {
      SocketOperationException failure =
          connectFailure(server.uri("/"), MessageWebSocketControl.defaults());
      assertThat(failure.status()).isEqualTo(SocketErrorStatus.HTTP_INVALID_SERVER_RESPONSE);
    }
  }

  @Test
  void frames_that_follow_the_response_at_once_are_not_lost() throws Exception {
    try (ScriptedServer server =
        new ScriptedServer(
            conversation -> {
              conversation.readRequest();
              conversation.send(
                  "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 101 X\r\nUpgrade: websocket\r\n"
                      + "Connection: Upgrade\r\nSec-WebSocket-Accept: "
                      + ClientHandshake.acceptOf(conversation.header("Sec-WebSocket-Key"))
                      + "\r\n\r\n\u0081\u0005early\u0088\u0002\u0003\u00e8");
              conversation.readFrame();
            })) {
      MessageWebSocket socket = MessageWebSocket.connect(server.uri("/")).block(TIMEOUT);
      assertThat(socket).isNotNull();
      StepVerifier.create(socket.frames().map(Frame::text))
          .expectNext("early")
          .expectComplete()
          .verify(TIMEOUT);
      socket.closed().block(TIMEOUT);
    }
  }

  @Test
  void a_server_that_does_not_answer_is_given_up_at_the_deadline() throws Exception {
    try (ScriptedServer server = new ScriptedServer(ScriptedServer.Conversation::readToEnd)) {
      MessageWebSocketControl control =
          MessageWebSocketControl.builder().upgradeTimeout(Duration.ofMillis(200)).build();
      SocketOperationException failure = connectFailure(server.uri("/"), control);
      assertThat(failure.status()).isEqualTo(SocketErrorStatus.OPERATION_TIMED_OUT);
      assertThat(failure.phase()).isEqualTo(SocketPhase.UPGRADE);
    }
  }

  @Test
  void a_server_that_hangs_up_is_told_as_such() throws Exception {
    try (ScriptedServer server = new ScriptedServer(conversation -> conversation.readRequest())) {
      SocketOperationException failure =
          connectFailure(server.uri("/"), MessageWebSocketControl.defaults());
      assertThat(failure.status()).isEqualTo(SocketErrorStatus.UNEXPECTED_END_OF_STREAM);
      assertThat(WebSocketError.statusOf(failure)).isEqualTo(WebErrorStatus.DISCONNECTED);
    }
  }

  @Test
  void cancelling_abandons_the_handshake() throws Exception {
    Mono<Void> gone;
    reactor.core.publisher.Sinks.Empty<Void> asked = reactor.core.publisher.Sinks.empty();
    reactor.core.publisher.Sinks.Empty<Void> ended = reactor.core.publisher.Sinks.empty();
    try (ScriptedServer server =
        new ScriptedServer(
            conversation -> {
              conversation.readRequest();
              asked.tryEmitEmpty();
              conversation.readToEnd();
              ended.tryEmitEmpty();
            })) {
      gone = ended.asMono();
      reactor.core.Disposable attempt = MessageWebSocket.connect(server.uri("/")).subscribe();
      asked.asMono().block(TIMEOUT);
      attempt.dispose();
      gone.block(TIMEOUT);
    }
  }

  @Test
  void redirects_are_followed_only_if_asked_for() throws Exception {
    ScriptedServer.Script redirect =
        conversation -> {
          conversation.readRequest();
          conversation.send("HTTP/1.1 302 X\r\nLocation: /there\r\nContent-Length: 0\r\n\r\n");
        };
    ScriptedServer.Script target =
        conversation -> {
          conversation.upgrade("");
          conversation.readToEnd();
        };
    try (ScriptedServer server = new ScriptedServer(redirect, redirect, target)) {
      SocketOperationException failure =
          connectFailure(server.uri("/"), MessageWebSocketControl.defaults());
      assertThat(WebSocketError.statusOf(failure)).isEqualTo(WebErrorStatus.FOUND);
      MessageWebSocketControl control = MessageWebSocketControl.builder().maxRedirects(1).build();
      MessageWebSocket socket = MessageWebSocket.connect(server.uri("/"), control).block(TIMEOUT);
      assertThat(socket).isNotNull();
      assertThat(socket.handshake().requestUri()).endsWith("/there");
      socket.close().onErrorComplete().subscribe();
    }
  }

  @Test
  void credentials_and_cookies_do_not_leave_their_origin() throws Exception {
    AtomicReference<String> seen = new AtomicReference<>("");
    try (ScriptedServer other =
            new ScriptedServer(
                conversation -> {
                  conversation.readRequest();
                  seen.set(
                      conversation.header("authorization")
                          + conversation.header("cookie")
                          + conversation.header("x-kept"));
                  conversation.accept("");
                  conversation.readToEnd();
                });
        ScriptedServer first =
            new ScriptedServer(
                conversation -> {
                  conversation.readRequest();
                  conversation.send(
                      "HTTP/1.1 307 X\r\nLocation: "
                          + other.uri("/x").toString().replace("ws:", "http:")
                          + "\r\nContent-Length: 0\r\n\r\n");
                })) {
      MessageWebSocketControl control =
          MessageWebSocketControl.builder()
              .maxRedirects(1)
              .credentials(WebSocketCredentials.basic("u", "p"))
              .requestHeader("Cookie", "session=1")
              .requestHeader("X-Kept", "kept")
              .build();
      MessageWebSocket socket = MessageWebSocket.connect(first.uri("/"), control).block(TIMEOUT);
      assertThat(socket).isNotNull();
      assertThat(seen.get()).isEqualTo("kept");
      socket.close().onErrorComplete().subscribe();
    }
  }

  @Test
  void a_loop_of_redirects_ends() throws Exception {
    ScriptedServer.Script redirect =
        conversation -> {
          conversation.readRequest();
          conversation.send("HTTP/1.1 301 X\r\nLocation: /\r\nContent-Length: 0\r\n\r\n");
        };
    try (ScriptedServer server =
        new ScriptedServer(redirect, redirect, redirect, redirect, redirect)) {
      MessageWebSocketControl control = MessageWebSocketControl.builder().maxRedirects(3).build();
      connectFailure(server.uri("/"), control);
      assertThat(server.connections()).isEqualTo(4);
    }
  }

  @Test
  void a_challenge_may_be_answered() throws Exception {
    ScriptedServer.Script challenge =
        conversation -> {
          conversation.readRequest();
          conversation.send(
              "HTTP/1.1 401 X\r\nWWW-Authenticate: Token n=42\r\nContent-Length: 0\r\n\r\n");
        };
    AtomicReference<String> answered = new AtomicReference<>("");
    try (ScriptedServer server =
        new ScriptedServer(
            challenge,
            conversation -> {
              conversation.readRequest();
              answered.set(conversation.header("authorization"));
              conversation.accept("");
              conversation.readToEnd();
            })) {
      WebSocketCredentials token =
          (uri, asked) ->
              asked
                  .flatMap(refusal -> refusal.header("www-authenticate"))
                  .map(what -> Mono.just(what.replace("n=", "answer=")))
                  .orElseGet(Mono::empty);
      MessageWebSocketControl control =
          MessageWebSocketControl.builder().credentials(token).build();
      MessageWebSocket socket = MessageWebSocket.connect(server.uri("/"), control).block(TIMEOUT);
      assertThat(socket).isNotNull();
      assertThat(answered.get()).isEqualTo("Token answer=42");
      socket.close().onErrorComplete().subscribe();
    }
  }

  @Test
  void credentials_that_are_refused_are_not_tried_again() throws Exception {
    ScriptedServer.Script challenge =
        conversation -> {
          conversation.readRequest();
          conversation.send(
              "HTTP/1.1 401 X\r\nWWW-Authenticate: Basic\r\nContent-Length: 0\r\n\r\n");
        };
    try (ScriptedServer server = new ScriptedServer(challenge, challenge, challenge)) {
      MessageWebSocketControl control =
          MessageWebSocketControl.builder()
              .credentials(WebSocketCredentials.basic("u", "wrong"))
              .build();
      SocketOperationException failure = connectFailure(server.uri("/"), control);
      assertThat(WebSocketError.statusOf(failure)).isEqualTo(WebErrorStatus.UNAUTHORIZED);
      assertThat(server.connections()).isEqualTo(1);
    }
  }

  @Test
  void a_port_where_nobody_listens_is_a_connect_failure() throws Exception {
    int port;
    try (ScriptedServer server = new ScriptedServer()) {
      port = server.port();
    }
    SocketOperationException failure =
        connectFailure(
            URI.create("ws://127.0.0.1:" + port + "/"), MessageWebSocketControl.defaults());
    assertThat(failure.status()).isEqualTo(SocketErrorStatus.CONNECTION_REFUSED);
    assertThat(WebSocketError.statusOf(failure)).isEqualTo(WebErrorStatus.CANNOT_CONNECT);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://example.com/",
        "example.com",
        "ws:/path",
        "ws://example.com/#fragment",
        "ws://user@example.com/",
        "ws://example.com:70000/",
        "ws://example.com:0/",
      })
  void a_uri_that_is_none_of_a_websocket_is_refused_at_once(String uri) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> MessageWebSocket.connect(URI.create(uri)))
        .withMessageStartingWith("uri: ");
  }

  @ParameterizedTest
  @CsvSource({
    "Sec-WebSocket-Extensions, x",
    "Sec-WebSocket-Key, x",
    "Host, x",
    "Upgrade, x",
    "Content-Length, 1",
    "'Bad Name', x",
    "'', x",
  })
  void a_header_that_the_handshake_sets_itself_is_refused(String name, String value) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> MessageWebSocketControl.builder().requestHeader(name, value));
  }

  @Test
  void a_header_with_a_line_break_is_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> MessageWebSocketControl.builder().requestHeader("X", "a\r\nInjected: b"));
  }

  @Test
  void a_client_refuses_masked_frames_with_1002() throws Exception {
    AtomicReference<String> close = new AtomicReference<>("");
    try (ScriptedServer server =
        new ScriptedServer(
            conversation -> {
              conversation.upgrade("");
              conversation.send(Bytes.masked(0x81, utf8("x")));
              close.set(conversation.readFrame());
            })) {
      MessageWebSocket socket = MessageWebSocket.connect(server.uri("/")).block(TIMEOUT);
      assertThat(socket).isNotNull();
      StepVerifier.create(socket.frames())
          .expectErrorSatisfies(
              e ->
                  assertThat(((SocketOperationException) e).status())
                      .isEqualTo(SocketErrorStatus.PROTOCOL_VIOLATION))
          .verify(TIMEOUT);
      socket.closed().block(TIMEOUT);
      assertThat(close.get()).startsWith("88 03ea");
    }
  }

  @Test
  void a_close_frame_of_the_server_is_answered_and_then_the_server_closes() throws Exception {
    AtomicReference<String> close = new AtomicReference<>("");
    try (ScriptedServer server =
        new ScriptedServer(
            conversation -> {
              conversation.upgrade("");
              conversation.sendFrame(0x88, hex("03e9"));
              close.set(conversation.readFrame());
            })) {
      MessageWebSocket socket = MessageWebSocket.connect(server.uri("/")).block(TIMEOUT);
      assertThat(socket).isNotNull();
      WebSocketClosed closed = socket.closed().block(TIMEOUT);
      assertThat(closed)
          .isEqualTo(
              new WebSocketClosed(
                  WebSocketClosed.Initiator.REMOTE,
                  Optional.of(CloseStatus.GOING_AWAY),
                  Optional.of(CloseStatus.GOING_AWAY),
                  Optional.empty()));
      assertThat(close.get()).isEqualTo("88 03e9");
    }
  }

  private static SocketOperationException connectFailure(URI uri, MessageWebSocketControl control) {
    AtomicReference<SocketOperationException> failure = new AtomicReference<>();
    StepVerifier.create(MessageWebSocket.connect(uri, control))
        .expectErrorSatisfies(
            e -> {
              assertThat(e).isInstanceOf(SocketOperationException.class);
              failure.set((SocketOperationException) e);
            })
        .verify(TIMEOUT);
    return Objects.requireNonNull(failure.get());
  }
}
