package io.reactivesockets.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.reactivesockets.error.SocketErrorStatus;
import io.reactivesockets.error.SocketOperationException;
import io.reactivesockets.stream.StreamSocketControl;
import io.reactivesockets.stream.StreamSocketListenerControl;
import io.reactivesockets.testing.Peer;
import io.reactivesockets.testing.Tools;
import io.reactivesockets.testing.Transports;
import io.reactivesockets.tls.CertificatePolicy;
import io.reactivesockets.tls.TestAuthority;
import io.reactivesockets.tls.TlsClientControl;
import io.reactivesockets.tls.TlsCredentials;
import io.reactivesockets.tls.TlsInformation;
import io.reactivesockets.tls.TlsServerControl;
import io.reactivesockets.transport.Transport;
import io.reactivesockets.transport.netty.NettyTransport;
import io.reactivesockets.websocket.WebSocketClosed.Initiator;
import io.reactivesockets.websocket.codec.Bytes;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.netty.DisposableServer;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.server.HttpServer;
import reactor.test.StepVerifier;

/** Client sockets over HTTP/2: RFC 8441, and what is done where a server does not have it. */
class Http2ClientTest {

  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final String H2 = ApplicationProtocolNames.HTTP_2;
  private static final TestAuthority AUTHORITY = TestAuthority.root("HTTP/2 client");
  private static final TlsCredentials OWN =
      AUTHORITY.peer("localhost", spec -> spec.addresses.add("127.0.0.1"));

  private final Sinks.Many<ServerMessageWebSocket> opened = Sinks.many().replay().all();
  private DisposableServer server;

  /** Where a server is reached: in clear text or by TLS. */
  record Ground(Transport transport, boolean tls) {

    URI uri(int port, String path) {
      return URI.create((tls ? "wss" : "ws") + "://127.0.0.1:" + port + path);
    }

    @Override
    public String toString() {
      return (tls ? "wss on " : "ws on ") + transport;
    }
  }

  private static final Ground PLAIN = new Ground(Transport.system(), false);
  private static final Ground TLS = new Ground(Transport.system(), true);

  static Stream<Ground> grounds() {
    return Transports.all()
        .flatMap(transport -> Stream.of(new Ground(transport, false), new Ground(transport, true)));
  }

  private void serve(Ground ground, boolean extendedConnect) {
    HttpServer http = HttpServer.create().host("127.0.0.1").port(0);
    http =
        ground.tls
            ? http.protocol(HttpProtocol.H2, HttpProtocol.HTTP11)
                .secure(spec -> spec.sslContext(serverTls()))
            : http.protocol(HttpProtocol.H2C, HttpProtocol.HTTP11);
    ServerMessageWebSocketControl control =
        ServerMessageWebSocketControl.builder()
            .supportedProtocols(List.of("chat"))
            .deflate(PermessageDeflate.defaults())
            .build();
    server =
        http.runOn(NettyTransport.of(ground.transport).loopResources())
            .http2Settings(
                settings -> {
                  if (extendedConnect) {
                    settings.connectProtocolEnabled(true);
                  }
                })
            .route(
                routes -> {
                  ServerMessageWebSocket.route(
                          control,
                          socket -> {
                            opened.tryEmitNext(socket);
                            return socket.send(socket.frames());
                          })
                      .addTo(routes, "/echo");
                  ServerStreamWebSocket.route(socket -> socket.send(socket.input()))
                      .addTo(routes, "/bytes");
                })
            .bindNow(TIMEOUT);
  }

  private static SslContext serverTls() {
    try {
      return SslContextBuilder.forServer(
              OWN.privateKey(), OWN.certificateChain().toArray(X509Certificate[]::new))
          .applicationProtocolConfig(
              new ApplicationProtocolConfig(
                  ApplicationProtocolConfig.Protocol.ALPN,
                  ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
                  ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT,
                  H2,
                  ApplicationProtocolNames.HTTP_1_1))
          .build();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @AfterEach
  void stop() {
    if (server != null) {
      server.disposeNow(TIMEOUT);
    }
  }

  private static MessageWebSocketControl.Builder control(Ground ground, WebSocketHttpVersion http) {
    return MessageWebSocketControl.builder().socket(socket(ground)).httpVersion(http);
  }

  private static StreamSocketControl socket(Ground ground) {
    CertificatePolicy policy = CertificatePolicy.builder().trust(AUTHORITY.trust()).build();
    return StreamSocketControl.builder()
        .transport(ground.transport)
        .tls(TlsClientControl.builder().certificatePolicy(policy).build())
        .build();
  }

  private static <T> T now(Mono<T> mono) {
    return Objects.requireNonNull(mono.block(TIMEOUT));
  }

  private static Optional<String> applicationProtocol(WebSocket socket) {
    return socket
        .session()
        .information()
        .connection()
        .flatMap(connection -> connection.tls().flatMap(TlsInformation::applicationProtocol));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("grounds")
  void a_client_talks_to_our_own_route(Ground ground) {
    serve(ground, true);
    MessageWebSocketControl control =
        control(ground, WebSocketHttpVersion.HTTP_2)
            .supportedProtocols(List.of("chat"))
            .deflate(PermessageDeflate.defaults())
            .requestHeader("X-Trace", "17")
            .build();
    List<Frame> messages =
        List.of(
            Frame.text("Grüße €"),
            Frame.text(""),
            Frame.text("no longer than any other text ".repeat(5_000)),
            Frame.binary(Bytes.random(100_000, 1)));

    MessageWebSocket socket =
        now(MessageWebSocket.connect(ground.uri(server.port(), "/echo?a=b"), control));

    assertThat(socket.information().protocol()).contains("chat");
    assertThat(socket.information().extensions()).isPresent();
    assertThat(applicationProtocol(socket))
        .isEqualTo(ground.tls ? Optional.of(H2) : Optional.empty());
    assertThat(socket.handshake().headers()).doesNotContainKey("transfer-encoding");
    ServerMessageWebSocket there = now(opened.asFlux().next());
    assertThat(there.handshake().header("x-trace")).contains("17");
    assertThat(there.handshake().requestUri()).isEqualTo("/echo?a=b");
    StepVerifier.create(socket.frames().take(messages.size()))
        .then(() -> socket.send(Flux.fromIterable(messages)).subscribe())
        .expectNextSequence(messages)
        .expectComplete()
        .verify(TIMEOUT);
    assertThat(now(socket.ping())).isPositive();
    socket.close(4001, "done").block(TIMEOUT);
    assertThat(now(socket.closed()).clean()).isTrue();
    assertThat(now(there.closed()).status().toString()).isEqualTo("4001 done");
    assertThat(now(there.closed()).clean()).isTrue();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("grounds")
  void a_stream_client_carries_bytes_both_ways(Ground ground) {
    serve(ground, true);
    byte[] payload = Bytes.random(300_000, 3);
    byte[] back = new byte[payload.length];
    ByteBuffer into = ByteBuffer.wrap(back);
    StreamWebSocketControl control =
        StreamWebSocketControl.builder()
            .socket(socket(ground))
            .httpVersion(WebSocketHttpVersion.HTTP_2)
            .build();

    StreamWebSocket socket =
        now(StreamWebSocket.connect(ground.uri(server.port(), "/bytes"), control));
    socket.send(ByteBuffer.wrap(payload)).subscribe();
    socket.input().doOnNext(into::put).takeUntil(bytes -> !into.hasRemaining()).blockLast(TIMEOUT);

    assertThat(back).isEqualTo(payload);
    socket.close().block(TIMEOUT);
    assertThat(now(socket.closed()).clean()).isTrue();
  }

  @Test
  void a_client_that_does_not_read_holds_up_the_server() {
    serve(PLAIN, true);
    MessageWebSocket socket =
        now(
            MessageWebSocket.connect(
                PLAIN.uri(server.port(), "/echo"),
                control(PLAIN, WebSocketHttpVersion.HTTP_2).readAheadBytes(16_384).build()));
    socket.send(Flux.range(0, 60).map(i -> Frame.binary(new byte[10_000]))).subscribe();

    StepVerifier.create(socket.readable()).expectNext(true).expectComplete().verify(TIMEOUT);
    assertThat(socket.information().bytesReceived()).isLessThan(200_000);
    StepVerifier.create(socket.frames().take(60))
        .expectNextCount(60)
        .expectComplete()
        .verify(TIMEOUT);
    socket.close().block(TIMEOUT);
  }

  @Test
  void a_refusal_is_told_as_over_http_1_1() {
    serve(PLAIN, true);
    MessageWebSocketControl control =
        control(PLAIN, WebSocketHttpVersion.HTTP_2)
            .requestHeader("Origin", "https://evil.example")
            .build();

    SocketOperationException failure = failure(PLAIN.uri(server.port(), "/echo"), control);

    assertThat(failure.status()).isEqualTo(SocketErrorStatus.UPGRADE_REFUSED);
    assertThat(WebSocketError.statusOf(failure)).isEqualTo(WebErrorStatus.FORBIDDEN);
    UpgradeRefusedException refused =
        (UpgradeRefusedException) Objects.requireNonNull(failure.getCause());
    assertThat(refused.bodyText()).contains("origin");
  }

  @Test
  void a_path_that_nobody_serves_is_refused_with_404() {
    serve(TLS, true);

    SocketOperationException failure =
        failure(
            TLS.uri(server.port(), "/nothing"), control(TLS, WebSocketHttpVersion.HTTP_2).build());

    assertThat(WebSocketError.statusOf(failure)).isEqualTo(WebErrorStatus.NOT_FOUND);
  }

  @Test
  void a_server_of_http_2_without_extended_connect_is_asked_again_over_http_1_1() {
    serve(TLS, false);
    URI uri = TLS.uri(server.port(), "/echo");

    MessageWebSocket socket =
        now(
            MessageWebSocket.connect(
                uri, control(TLS, WebSocketHttpVersion.HTTP_2_IF_OFFERED).build()));
    SocketOperationException failure =
        failure(uri, control(TLS, WebSocketHttpVersion.HTTP_2).build());

    assertThat(applicationProtocol(socket)).isEmpty();
    assertThat(socket.handshake().header("sec-websocket-accept")).isPresent();
    socket.close(1000, "").block(TIMEOUT);
    assertThat(failure.status()).isEqualTo(SocketErrorStatus.OPERATION_NOT_SUPPORTED);
  }

  @Test
  void a_server_that_offers_http_2_gets_it_and_one_that_does_not_gets_http_1_1() {
    serve(TLS, true);
    WebSocketListener listener = listener();
    Disposable served =
        listener
            .messageSockets("/echo")
            .flatMap(each -> each.send(each.frames()).onErrorComplete())
            .subscribe();
    MessageWebSocketControl either = control(TLS, WebSocketHttpVersion.HTTP_2_IF_OFFERED).build();

    MessageWebSocket over2 = now(MessageWebSocket.connect(TLS.uri(server.port(), "/echo"), either));
    MessageWebSocket over1 =
        now(MessageWebSocket.connect(TLS.uri(listener.port(), "/echo"), either));
    SocketOperationException failure =
        failure(
            TLS.uri(listener.port(), "/echo"), control(TLS, WebSocketHttpVersion.HTTP_2).build());

    assertThat(applicationProtocol(over2)).contains(H2);
    assertThat(applicationProtocol(over1)).isEmpty();
    assertThat(failure.status()).isEqualTo(SocketErrorStatus.OPERATION_NOT_SUPPORTED);
    over1.close(1000, "").block(TIMEOUT);
    over2.close(1000, "").block(TIMEOUT);
    listener.shutdown(TIMEOUT).block(TIMEOUT);
    served.dispose();
  }

  private static WebSocketListener listener() {
    return now(
        WebSocketListener.bind(
            "127.0.0.1",
            0,
            WebSocketListenerControl.builder()
                .socket(
                    StreamSocketListenerControl.builder()
                        .tls(TlsServerControl.builder(OWN).build())
                        .build())
                .build()));
  }

  @Test
  void a_server_that_says_nothing_is_given_up_at_the_deadline() throws IOException {
    try (ScriptedServer silent = new ScriptedServer(ScriptedServer.Conversation::readToEnd)) {
      SocketOperationException failure =
          failure(
              silent.uri("/"),
              control(PLAIN, WebSocketHttpVersion.HTTP_2)
                  .upgradeTimeout(Duration.ofMillis(200))
                  .build());

      assertThat(failure.status()).isEqualTo(SocketErrorStatus.OPERATION_TIMED_OUT);
    }
  }

  @Test
  void a_server_that_takes_the_request_and_does_not_answer_is_given_up_too() throws IOException {
    try (ScriptedServer silent =
        new ScriptedServer(
            conversation -> {
              // SETTINGS_ENABLE_CONNECT_PROTOCOL
              conversation.send(Bytes.hex("000006 04 00 00000000 0008 00000001"));
              conversation.readToEnd();
            })) {
      SocketOperationException failure =
          failure(
              silent.uri("/"),
              control(PLAIN, WebSocketHttpVersion.HTTP_2)
                  .upgradeTimeout(Duration.ofMillis(300))
                  .build());

      assertThat(failure.status()).isEqualTo(SocketErrorStatus.OPERATION_TIMED_OUT);
    }
  }

  @Test
  void a_server_that_hangs_up_is_told_as_such() throws IOException {
    try (ScriptedServer brief = new ScriptedServer(conversation -> conversation.read(24))) {
      SocketOperationException failure =
          failure(brief.uri("/"), control(PLAIN, WebSocketHttpVersion.HTTP_2).build());

      assertThat(failure.status()).isEqualTo(SocketErrorStatus.UNEXPECTED_END_OF_STREAM);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        // HTTP/1.1
        "485454502f312e3120343030204261642052657175657374 0d0a0d0a",
        // A PING comes before SETTINGS.
        "000008 06 00 00000000 0000000000000000",
        // SETTINGS_ENABLE_CONNECT_PROTOCOL is 2.
        "000006 04 00 00000000 0008 00000002",
        // SETTINGS on a stream.
        "000006 04 00 00000001 0008 00000001",
        // HEADERS with a status that HTTP/2 does not know: 101.
        "000006 04 00 00000000 0008 00000001 wait 000005 01 04 00000003 0803 313031",
      })
  void an_answer_that_is_none_of_http_2_is_refused(String answer) throws IOException {
    try (ScriptedServer odd =
        new ScriptedServer(
            conversation -> {
              String[] parts = answer.split("wait", -1);
              conversation.send(Bytes.hex(parts[0]));
              if (parts.length > 1) {
                // The preface, SETTINGS and their acknowledgement, and the head of HEADERS.
                conversation.read(24 + 9 + 9);
                conversation.send(Bytes.hex(parts[1]));
              }
              conversation.readToEnd();
            })) {
      SocketOperationException failure =
          failure(
              odd.uri("/"),
              control(PLAIN, WebSocketHttpVersion.HTTP_2)
                  .upgradeTimeout(Duration.ofSeconds(10))
                  .build());

      assertThat(failure.status())
          .as("%s", failure)
          .isIn(
              SocketErrorStatus.HTTP_INVALID_SERVER_RESPONSE,
              SocketErrorStatus.UNEXPECTED_END_OF_STREAM);
    }
  }

  @Test
  void cancelling_abandons_the_handshake() throws IOException {
    Sinks.Empty<Void> asked = Sinks.empty();
    Sinks.Empty<Void> ended = Sinks.empty();
    try (ScriptedServer silent =
        new ScriptedServer(
            conversation -> {
              conversation.read(24);
              asked.tryEmitEmpty();
              conversation.readToEnd();
              ended.tryEmitEmpty();
            })) {
      Disposable attempt =
          MessageWebSocket.connect(
                  silent.uri("/"), control(PLAIN, WebSocketHttpVersion.HTTP_2).build())
              .subscribe();
      asked.asMono().block(TIMEOUT);

      attempt.dispose();

      ended.asMono().block(TIMEOUT);
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("grounds")
  void a_server_that_cuts_the_stream_ends_the_flow_with_an_error(Ground ground) {
    serve(ground, true);
    MessageWebSocket socket =
        now(
            MessageWebSocket.connect(
                ground.uri(server.port(), "/echo"),
                control(ground, WebSocketHttpVersion.HTTP_2).build()));
    ServerMessageWebSocket there = now(opened.asFlux().next());

    there.session().cut().block(TIMEOUT);

    StepVerifier.create(socket.frames())
        .expectErrorSatisfies(e -> assertThat(e).isInstanceOf(SocketOperationException.class))
        .verify(TIMEOUT);
    WebSocketClosed end = now(socket.closed());
    assertThat(end.status()).isEqualTo(CloseStatus.ABNORMAL);
    assertThat(end.initiator()).isEqualTo(Initiator.NETWORK);
  }

  @Test
  @Tag("once")
  void nodes_server_is_talked_to(@TempDir Path directory) throws IOException {
    Tools.require("node");
    Path script =
        Files.writeString(
            directory.resolve("server.mjs"),
            """
            import { createServer } from 'node:http2';
            const server = createServer({ settings: { enableConnectProtocol: true } });
            server.on('stream', (stream, headers) => {
              console.log([headers[':method'], headers[':protocol'], headers[':scheme'], headers[':path'],
                headers['sec-websocket-version'], headers['sec-websocket-key']].join(' '));
              stream.respond({ ':status': 200, 'sec-websocket-protocol': 'chat' });
              stream.write(Buffer.from('81026869', 'hex'));
              stream.on('data', data => {
                if ((data[0] & 0x0f) === 8) stream.end(Buffer.from('880203e8', 'hex'));
              });
              stream.on('error', error => console.log('error ' + error.message));
              stream.on('close', () => { console.log('reset code ' + stream.rstCode); server.close(); });
            });
            server.listen(0, '127.0.0.1', () => console.log('port ' + server.address().port));
            """);
    try (Peer node = Peer.command("node", script.toString()).lifetime(TIMEOUT).start()) {
      int port = Integer.parseInt(node.awaitLine("port (\\d+)", TIMEOUT).group(1));
      MessageWebSocketControl control =
          control(PLAIN, WebSocketHttpVersion.HTTP_2).supportedProtocols(List.of("chat")).build();

      MessageWebSocket socket = now(MessageWebSocket.connect(PLAIN.uri(port, "/x"), control));

      assertThat(now(socket.frames().next())).isEqualTo(Frame.text("hi"));
      socket.close(1000, "").block(TIMEOUT);
      assertThat(now(socket.closed()).clean()).isTrue();
      assertThat(node.awaitExit(TIMEOUT).expectSuccess().output())
          .contains("CONNECT websocket http /x 13 ", "reset code 0");
    }
  }

  private static SocketOperationException failure(URI uri, MessageWebSocketControl control) {
    AtomicReference<SocketOperationException> failure = new AtomicReference<>();
    StepVerifier.create(MessageWebSocket.connect(uri, control))
        .expectErrorSatisfies(e -> failure.set((SocketOperationException) e))
        .verify(TIMEOUT);
    return Objects.requireNonNull(failure.get());
  }
}
