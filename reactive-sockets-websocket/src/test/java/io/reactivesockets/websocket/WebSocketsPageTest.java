package io.reactivesockets.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivesockets.websocket.codec.Bytes;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.test.StepVerifier;

/** What docs/websockets.md shows, run. */
class WebSocketsPageTest {

  private static final Duration TIMEOUT = Duration.ofSeconds(20);

  private static <T> T now(Mono<T> mono) {
    return Objects.requireNonNull(mono.block(TIMEOUT));
  }

  @Test
  void a_client_gets_its_echo_from_a_route_and_from_a_listener() {
    DisposableServer server =
        HttpServer.create()
            .route(
                routes ->
                    routes.get(
                        "/echo",
                        ServerMessageWebSocket.route(socket -> socket.send(socket.frames()))))
            .host("127.0.0.1")
            .port(0)
            .bindNow(TIMEOUT);
    talk(URI.create("ws://127.0.0.1:" + server.port() + "/echo"));
    server.disposeNow(TIMEOUT);
  }

  @Test
  void an_echo_in_three_lines_is_cold() {
    Flux<Void> server =
        WebSocketListener.bind("127.0.0.1", 0)
            .flatMapMany(listener -> listener.messageSockets("/echo"))
            .flatMap(socket -> socket.send(socket.frames()).onErrorComplete());

    assertThat(server).isNotNull();
  }

  private static void talk(URI uri) {
    Flux<String> answers =
        MessageWebSocket.connect(uri)
            .flatMapMany(
                socket ->
                    socket
                        .send(Flux.just(Frame.text("hello"), Frame.text("there")))
                        .thenMany(socket.frames().take(2).map(Frame::text))
                        .concatWith(Mono.defer(() -> socket.close(1000, "").then(Mono.empty()))));

    StepVerifier.create(answers).expectNext("hello", "there").expectComplete().verify(TIMEOUT);
  }

  @Test
  void a_control_says_the_rest_and_a_lost_session_is_followed_by_another() throws IOException {
    MessageWebSocketControl control =
        MessageWebSocketControl.builder()
            .supportedProtocols(List.of("chat.v2", "chat"))
            .requestHeader("X-Trace", "17")
            .credentials(WebSocketCredentials.bearer("token"))
            .deflate(PermessageDeflate.defaults())
            .maxMessageBytes(4 << 20)
            .build();
    ReconnectControl reconnect =
        ReconnectControl.builder()
            .onOpen(session -> session.send(Frame.text("subscribe")))
            .maxDelay(Duration.ofSeconds(10))
            .build();
    ScriptedServer.Script say =
        peer -> {
          peer.upgrade("Sec-WebSocket-Protocol: chat\r\n");
          assertThat(peer.header("Authorization")).isEqualTo("Bearer token");
          assertThat(peer.readFrame()).isEqualTo("81 " + Bytes.hex(Bytes.utf8("subscribe")));
          peer.sendFrame(0x81, Bytes.utf8("news"));
        };
    try (ScriptedServer server = new ScriptedServer(say, say)) {
      URI uri = server.uri("/");
      Flux<Frame> frames =
          ReconnectingWebSocket.connect(uri, control, reconnect)
              .flatMapMany(ReconnectingWebSocket::frames);

      StepVerifier.create(frames.map(Frame::text).take(2))
          .expectNext("news", "news")
          .expectComplete()
          .verify(TIMEOUT);
    }
  }

  @Test
  void a_broadcast_reaches_who_has_joined() {
    WebSocketListener listener = now(WebSocketListener.bind("127.0.0.1", 0));
    Broadcast news = new Broadcast();
    listener
        .messageSockets("/news")
        .subscribe(socket -> news.join(socket, SlowConsumerPolicy.keepLatest(), 65_536));
    MessageWebSocket reader =
        now(MessageWebSocket.connect(URI.create("ws://127.0.0.1:" + listener.port() + "/news")));
    Flux<Long> ticks =
        Flux.interval(Duration.ofMillis(20)).filter(tick -> !news.members().isEmpty());
    ticks.blockFirst(TIMEOUT);
    news.publish(Frame.text("encoded and compressed once"));
    assertThat(reader.frames().blockFirst(TIMEOUT))
        .isEqualTo(Frame.text("encoded and compressed once"));
    reader.close().block(TIMEOUT);
    listener.shutdown(Duration.ofSeconds(1)).block(TIMEOUT);
  }
}
