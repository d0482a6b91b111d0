package io.reactivesockets.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.reactivesockets.testing.Peer;
import io.reactivesockets.testing.Tolerates;
import io.reactivesockets.testing.Tools;
import io.reactivesockets.tls.TestAuthority;
import io.reactivesockets.tls.TlsCredentials;
import io.reactivesockets.websocket.WebSocketClosed.Initiator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.reactivestreams.Publisher;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.netty.DisposableServer;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.WebsocketClientSpec;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.websocket.WebsocketInbound;
import reactor.netty.http.websocket.WebsocketOutbound;
import reactor.netty.resources.ConnectionProvider;
import reactor.test.StepVerifier;

/** Several server sockets on one connection of HTTP/2, its flow control, and how streams end. */
@Tolerates(
    value = "reached at the tail of the pipeline.*\\R?.*Connection reset by peer",
    because =
        "the client is disposed of with frames unread, and Reactor Netty's server logs the reset")
class Http2StreamsTest {

  private static final Duration TIMEOUT = Duration.ofSeconds(60);
  private static final int LARGE = 190_000;
  private static final int MUCH = 300_000;

  private static final String NODE_CLIENT =
      """
      import { connect } from 'node:http2';
      const [url, path] = process.argv.slice(2);
      const client = connect(url, { rejectUnauthorized: false });
      client.on('remoteSettings', () => {
        const closeFrame = Buffer.from('888200000000' + '03e8', 'hex');
        const stream = client.request({
          ':method': 'CONNECT', ':protocol': 'websocket', ':path': path, 'sec-websocket-version': '13' });
        let bytes = Buffer.alloc(0);
        stream.on('response', headers => {
          console.log(client.alpnProtocol + ' ' + headers[':status']);
          if (path === '/echo') {
            stream.end(closeFrame);
          } else {
            stream.pause();
            setTimeout(() => stream.resume(), 200);
          }
        });
        stream.on('data', data => {
          bytes = Buffer.concat([bytes, data]);
          if (path !== '/echo' && bytes.subarray(-4).toString('hex') === '880203e8') stream.end(closeFrame);
        });
        stream.on('end', () => console.log('end after ' + bytes.length));
        stream.on('error', error => console.log('error ' + error.message));
        stream.on('close', () => { console.log('reset code ' + stream.rstCode); client.close(); });
      });
      """;

  private final Sinks.Many<WebSocketClosed> closed = Sinks.many().replay().all();
  private final Sinks.Many<ServerMessageWebSocket> stalled = Sinks.many().replay().all();
  private final Set<String> ports = ConcurrentHashMap.newKeySet();
  private final Disposable.Composite senders = Disposables.composite();
  private final ConnectionProvider connections =
      ConnectionProvider.builder("http2-streams")
          .maxConnections(1)
          .pendingAcquireMaxCount(100)
          .build();
  // Each client of Reactor Netty has HTTP/2 connections of its own, so there is only one.
  private final HttpClient client = HttpClient.create(connections).protocol(HttpProtocol.H2C);
  private DisposableServer server =
      serve(HttpServer.create().protocol(HttpProtocol.H2C, HttpProtocol.HTTP11));

  private DisposableServer serve(HttpServer http) {
    ServerMessageWebSocketControl control =
        ServerMessageWebSocketControl.builder()
            .maxMessageBytes(2_000_000)
            .readAheadBytes(16_384)
            .build();
    return http.host("127.0.0.1")
        .port(0)
        .http2Settings(settings -> settings.connectProtocolEnabled(true))
        .route(
            routes -> {
              ServerMessageWebSocket.route(control, this::echo).addTo(routes, "/echo");
              ServerMessageWebSocket.route(control, this::stall).addTo(routes, "/stall");
              ServerMessageWebSocket.route(control, this::sayMuch).addTo(routes, "/much");
            })
        .bindNow(TIMEOUT);
  }

  private Mono<Void> echo(ServerMessageWebSocket socket) {
    opened(socket);
    return socket.send(socket.frames());
  }

  private Mono<Void> stall(ServerMessageWebSocket socket) {
    opened(socket);
    return socket.readable().doOnNext(some -> stalled.tryEmitNext(socket)).then(Mono.never());
  }

  private Mono<Void> sayMuch(ServerMessageWebSocket socket) {
    opened(socket);
    return socket.send(Frame.binary(new byte[MUCH]));
  }

  private void opened(ServerMessageWebSocket socket) {
    ports.add(socket.session().information().remotePort());
    socket.closed().subscribe(closed::tryEmitNext);
  }

  @AfterEach
  void stop() {
    senders.dispose();
    connections.disposeLater().block(TIMEOUT);
    server.disposeNow(TIMEOUT);
  }

  private WebSocketClosed end() {
    return Objects.requireNonNull(closed.asFlux().blockFirst(TIMEOUT));
  }

  private interface Handler<T> {
    Publisher<T> talk(WebsocketInbound in, WebsocketOutbound out);
  }

  private <T> Flux<T> open(String path, Handler<T> handler) {
    return client
        .websocket(WebsocketClientSpec.builder().maxFramePayloadLength(1 << 21).build())
        .uri("http://127.0.0.1:" + server.port() + path)
        .handle(handler::talk);
  }

  private Mono<String> answer(String text) {
    return open(
            "/echo",
            (in, out) ->
                out.sendString(Mono.just(text))
                    .then()
                    .thenMany(in.aggregateFrames(1 << 21).receive().asString().take(1)))
        .single();
  }

  private static String text(int length) {
    return "0123456789".repeat(length / 10 + 1).substring(0, length);
  }

  private void fivePass() {
    StepVerifier.create(
            Flux.range(0, 5)
                .flatMap(i -> answer(i + text(LARGE)).map(back -> back.equals(i + text(LARGE)))))
        .expectNext(true, true, true, true, true)
        .expectComplete()
        .verify(TIMEOUT);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 65_536, 1 << 20})
  void a_message_of_any_size_passes_both_ways(int size) {
    StepVerifier.create(answer(text(size))).expectNext(text(size)).expectComplete().verify(TIMEOUT);
    assertThat(end().clean()).isTrue();
  }

  @Test
  void five_sockets_with_large_messages_share_a_connection() {
    fivePass();
    fivePass();

    assertThat(ports).hasSize(1);
  }

  @Test
  void sockets_that_are_not_read_do_not_stop_the_others() {
    for (int i = 0; i < 3; i++) {
      Flux<String> flood = Flux.just(text(16_384)).repeat(63);
      senders.add(
          open("/stall", (in, out) -> out.sendString(flood)).subscribe(nothing -> {}, gone -> {}));
    }
    List<ServerMessageWebSocket> sockets =
        Objects.requireNonNull(stalled.asFlux().take(3).collectList().block(TIMEOUT));

    fivePass();

    assertThat(ports).hasSize(1);
    assertThat(sockets)
        .allSatisfy(
            socket ->
                assertThat(socket.session().information().bytesReceived()).isLessThan(200_000));
    Flux.fromIterable(sockets).flatMap(socket -> socket.session().cut()).blockLast(TIMEOUT);
  }

  @Test
  void a_stream_that_the_client_resets_ends_its_socket_only() {
    StepVerifier.create(
            open(
                "/echo",
                (in, out) ->
                    out.sendString(Mono.just("hello"))
                        .then()
                        .thenMany(in.receive().asString())
                        .doOnNext(text -> in.withConnection(stream -> stream.channel().close()))))
        .expectNext("hello")
        .thenCancel()
        .verify(TIMEOUT);

    WebSocketClosed end = end();
    assertThat(end.clean()).isFalse();
    assertThat(end.initiator()).isEqualTo(Initiator.NETWORK);
    fivePass();
    assertThat(ports).hasSize(1);
  }

  @Test
  @Tag("once")
  void a_client_that_ends_its_output_with_the_close_frame_sees_an_orderly_end(
      @TempDir Path directory) throws IOException {
    assertThat(node(directory, "http", "/echo")).contains("h2c 200", "end after 4", "reset code 0");
    assertThat(end().clean()).isTrue();
  }

  @Test
  @Tag("once")
  void a_server_that_closes_behind_much_data_delivers_it(@TempDir Path directory)
      throws IOException {
    assertThat(node(directory, "http", "/much"))
        .contains("h2c 200", "end after " + (10 + MUCH + 4), "reset code 0");
    assertThat(end().clean()).isTrue();
  }

  @Test
  @Tag("once")
  void streams_over_tls_are_served_where_the_client_asks_for_h2(@TempDir Path directory)
      throws IOException {
    TlsCredentials own =
        TestAuthority.root("HTTP/2").peer("localhost", spec -> spec.addresses.add("127.0.0.1"));
    SslContext tls =
        SslContextBuilder.forServer(
                own.privateKey(), own.certificateChain().toArray(X509Certificate[]::new))
            .applicationProtocolConfig(
                new ApplicationProtocolConfig(
                    ApplicationProtocolConfig.Protocol.ALPN,
                    ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
                    ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT,
                    ApplicationProtocolNames.HTTP_2,
                    ApplicationProtocolNames.HTTP_1_1))
            .build();
    server.disposeNow(TIMEOUT);
    server =
        serve(
            HttpServer.create()
                .protocol(HttpProtocol.H2, HttpProtocol.HTTP11)
                .secure(spec -> spec.sslContext(tls)));

    assertThat(node(directory, "https", "/much"))
        .contains("h2 200", "end after " + (10 + MUCH + 4), "reset code 0");
    assertThat(end().clean()).isTrue();
  }

  private String node(Path directory, String scheme, String path) throws IOException {
    Tools.require("node");
    Path script = Files.writeString(directory.resolve("client.mjs"), NODE_CLIENT);
    String url = scheme + "://127.0.0.1:" + server.port();
    try (Peer node = Peer.command("node", script.toString(), url, path).lifetime(TIMEOUT).start()) {
      return node.awaitExit(TIMEOUT).expectSuccess().output();
    }
  }
}
