package io.reactivesockets.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivesockets.testing.Peer;
import io.reactivesockets.testing.Tolerates;
import io.reactivesockets.testing.Tools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;
import reactor.netty.DisposableServer;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.WebsocketClientSpec;
import reactor.netty.http.server.HttpServer;
import reactor.netty.resources.ConnectionProvider;
import reactor.test.StepVerifier;

/** Server sockets on streams of HTTP/2 (RFC 8441), with Reactor Netty and Node as clients. */
class Http2RouteTest {

  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  private final Sinks.Many<WebSocketClosed> closed = Sinks.many().replay().all();
  private final ConnectionProvider connections =
      ConnectionProvider.builder("http2-test")
          .maxConnections(1)
          .pendingAcquireMaxCount(100)
          .build();
  private DisposableServer server;

  @BeforeEach
  void serve() {
    ServerMessageWebSocketControl control =
        ServerMessageWebSocketControl.builder()
            .supportedProtocols(List.of("chat"))
            .deflate(PermessageDeflate.defaults())
            .maxMessageBytes(200_000)
            .build();
    server =
        HttpServer.create()
            .host("127.0.0.1")
            .port(0)
            .protocol(HttpProtocol.H2C, HttpProtocol.HTTP11)
            .http2Settings(settings -> settings.connectProtocolEnabled(true))
            .route(
                routes ->
                    ServerMessageWebSocket.route(
                            control,
                            socket -> {
                              socket.closed().subscribe(closed::tryEmitNext);
                              return socket.send(socket.frames());
                            })
                        .addTo(routes, "/echo"))
            .bindNow(TIMEOUT);
  }

  @AfterEach
  void stop() {
    connections.disposeLater().block(TIMEOUT);
    server.disposeNow(TIMEOUT);
  }

  private WebSocketClosed end() {
    return Objects.requireNonNull(closed.asFlux().blockFirst(TIMEOUT));
  }

  private Flux<String> talk(Flux<String> texts, int answers) {
    return HttpClient.create(connections)
        .protocol(HttpProtocol.H2C)
        .websocket(
            WebsocketClientSpec.builder().protocols("chat").maxFramePayloadLength(1 << 20).build())
        .uri("http://127.0.0.1:" + server.port() + "/echo")
        .handle(
            (in, out) ->
                out.sendString(texts)
                    .then()
                    .thenMany(in.aggregateFrames(1 << 20).receive().asString().take(answers)));
  }

  @Test
  void reactor_nettys_client_gets_its_echo() {
    StepVerifier.create(talk(Flux.just("hello", "there"), 2))
        .expectNext("hello", "there")
        .expectComplete()
        .verify(TIMEOUT);
    // Cancelling its inbound makes that client send a close frame without a status.
    assertThat(end().clean()).isTrue();
  }

  @Test
  @Tag("once")
  void nodes_client_sees_an_orderly_end(@TempDir Path directory) throws IOException {
    Tools.require("node");
    Path script = directory.resolve("client.mjs");
    Files.writeString(
        script,
        """
        import { connect } from 'node:http2';
        const client = connect('http://127.0.0.1:%d');
        client.on('remoteSettings', settings => {
          console.log('connect protocol ' + settings.enableConnectProtocol);
          const stream = client.request({
            ':method': 'CONNECT', ':protocol': 'websocket', ':path': '/echo',
            'sec-websocket-version': '13', 'sec-websocket-protocol': 'chat' });
          let bytes = Buffer.alloc(0);
          stream.on('response', headers => {
            console.log('status ' + headers[':status'] + ' ' + headers['sec-websocket-protocol']);
            stream.write(Buffer.from('818200000000' + '6869', 'hex'));
          });
          stream.on('data', data => {
            bytes = Buffer.concat([bytes, data]);
            if (bytes.toString('hex') === '81026869') stream.write(Buffer.from('888200000000' + '03e8', 'hex'));
          });
          stream.on('end', () => { console.log('end ' + bytes.toString('hex')); stream.end(); });
          stream.on('error', error => console.log('error ' + error.message));
          stream.on('close', () => { console.log('reset code ' + stream.rstCode); client.close(); });
        });
        """
            .formatted(server.port()));
    try (Peer node = Peer.command("node", script.toString()).lifetime(TIMEOUT).start()) {
      assertThat(end().clean()).isTrue();
      assertThat(node.awaitExit(TIMEOUT).expectSuccess().output())
          .contains(
              "connect protocol true", "status 200 chat", "end 81026869880203e8", "reset code 0");
    }
  }

  @Test
  @Tolerates(
      value = "HttpClientConnect|FluxReceive",
      because = "Reactor Netty's client logs the refusal that the test provokes")
  void a_stream_from_a_page_of_another_origin_is_refused() {
    HttpClient client = HttpClient.create(connections).protocol(HttpProtocol.H2C);
    StepVerifier.create(
            client
                .headers(headers -> headers.set("Origin", "https://evil.example"))
                .websocket()
                .uri("http://127.0.0.1:" + server.port() + "/echo")
                .handle((in, out) -> in.receive()))
        .expectErrorSatisfies(refused -> assertThat(refused).hasMessageContaining("403"))
        .verify(TIMEOUT);
  }
}
