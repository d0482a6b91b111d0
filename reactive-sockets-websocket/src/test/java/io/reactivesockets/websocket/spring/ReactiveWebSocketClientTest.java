package io.reactivesockets.websocket.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.netty.buffer.PooledByteBufAllocator;
import io.reactivesockets.error.SocketErrorStatus;
import io.reactivesockets.error.SocketOperationException;
import io.reactivesockets.websocket.CloseStatus;
import io.reactivesockets.websocket.Frame;
import io.reactivesockets.websocket.ServerMessageWebSocket;
import io.reactivesockets.websocket.ServerMessageWebSocketControl;
import io.reactivesockets.websocket.WebSocketListener;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.core.io.buffer.NettyDataBufferFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.web.reactive.socket.WebSocketHandler;
import org.springframework.web.reactive.socket.WebSocketMessage;
import org.springframework.web.reactive.socket.WebSocketSession;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.test.StepVerifier;

/** Our client behind Spring's interface, and Spring's session on our sockets. */
class ReactiveWebSocketClientTest {

  private static final Duration TIMEOUT = Duration.ofSeconds(20);

  private final ReactiveWebSocketClient client = new ReactiveWebSocketClient();
  private final BlockingQueue<ServerMessageWebSocket> accepted = new LinkedTransferQueue<>();
  private WebSocketListener listener;

  @BeforeEach
  void listen() {
    listener = Objects.requireNonNull(WebSocketListener.bind("127.0.0.1", 0).block(TIMEOUT));
    ServerMessageWebSocketControl control =
        ServerMessageWebSocketControl.builder().supportedProtocols(List.of("chat")).build();
    listener.messageSockets("/", control).subscribe(accepted::add);
  }

  @AfterEach
  void stop() {
    listener.shutdown(Duration.ofSeconds(5)).block(TIMEOUT);
  }

  private URI uri() {
    return URI.create("ws://127.0.0.1:" + listener.port() + "/");
  }

  private ServerMessageWebSocket peer() throws InterruptedException {
    return Objects.requireNonNull(accepted.poll(20, TimeUnit.SECONDS));
  }

  private static CloseStatus closed(ServerMessageWebSocket socket) {
    return Objects.requireNonNull(socket.closed().block(TIMEOUT)).status();
  }

  /** Runs a handler against an echo and waits for the end of both. */
  private void withEcho(WebSocketHandler handler) throws InterruptedException {
    Sinks.Empty<Void> end = Sinks.empty();
    client.execute(uri(), handler).subscribe(v -> {}, end::tryEmitError, end::tryEmitEmpty);
    ServerMessageWebSocket peer = peer();
    peer.send(peer.frames()).subscribe(v -> {}, e -> {});
    end.asMono().block(TIMEOUT);
    assertThat(closed(peer)).isEqualTo(CloseStatus.NORMAL);
  }

  @Test
  void a_handler_sends_and_receives_and_the_socket_is_closed_with_1000() throws Exception {
    BlockingQueue<WebSocketMessage> received = new LinkedTransferQueue<>();
    withEcho(
        session ->
            session
                .send(
                    Flux.just(
                        session.textMessage("hellö"),
                        session.binaryMessage(buffers -> buffers.wrap(new byte[] {1, 2}))))
                .thenMany(session.receive().take(2))
                .doOnNext(received::add)
                .then());
    assertThat(received.remove().getPayloadAsText()).isEqualTo("hellö");
    assertThat(received.remove().getType()).isEqualTo(WebSocketMessage.Type.BINARY);
  }

  @Test
  void headers_and_sub_protocols_go_along_and_the_answer_is_known() throws Exception {
    HttpHeaders headers = new HttpHeaders();
    headers.add("X-Trace", "17");
    headers.add("Sec-WebSocket-Protocol", "talk, chat");
    Sinks.One<String> protocol = Sinks.one();
    client
        .execute(
            uri(),
            headers,
            session -> {
              protocol.tryEmitValue(
                  session.getHandshakeInfo().getSubProtocol()
                      + " "
                      + session.getHandshakeInfo().getHeaders().getUpgrade());
              return session.send(Mono.just(session.textMessage("bye")));
            })
        .subscribe();
    ServerMessageWebSocket peer = peer();
    assertThat(peer.handshake().header("x-trace")).contains("17");
    assertThat(peer.frames().map(Frame::text).collectList().block(TIMEOUT)).containsExactly("bye");
    assertThat(protocol.asMono().block(TIMEOUT)).isEqualTo("chat websocket");
  }

  @Test
  void pooled_payloads_are_released_when_they_are_sent_or_cannot_be() throws Exception {
    NettyDataBufferFactory pooled = new NettyDataBufferFactory(PooledByteBufAllocator.DEFAULT);
    withEcho(
        session -> {
          Flux<WebSocketMessage> messages =
              Flux.range(0, 200)
                  .map(
                      i ->
                          new WebSocketMessage(
                              WebSocketMessage.Type.TEXT,
                              pooled.allocateBuffer(64).write("m" + i, StandardCharsets.UTF_8)));
          WebSocketMessage broken =
              new WebSocketMessage(
                  WebSocketMessage.Type.TEXT,
                  pooled.allocateBuffer(1).write(new byte[] {(byte) 0xFF}));
          return session
              .send(messages)
              .thenMany(session.receive().take(200))
              .map(WebSocketMessage::getPayloadAsText)
              .last()
              .doOnNext(last -> assertThat(last).isEqualTo("m199"))
              .then(
                  session.send(Mono.just(broken)).onErrorComplete(IllegalArgumentException.class));
        });
    // LeftoverGuard finds a buffer that was not released.
  }

  @Test
  void a_ping_is_answered_by_a_pong_with_its_payload_and_a_pong_is_sent() throws Exception {
    Sinks.One<String> pong = Sinks.one();
    withEcho(
        session ->
            session
                .receive()
                .filter(message -> message.getType() == WebSocketMessage.Type.PONG)
                .next()
                .map(WebSocketMessage::getPayloadAsText)
                .doOnNext(pong::tryEmitValue)
                .and(
                    session.send(
                        Flux.just(
                            session.pongMessage(buffers -> buffers.wrap(new byte[] {7})),
                            session.pingMessage(
                                buffers ->
                                    buffers.wrap("tick".getBytes(StandardCharsets.UTF_8)))))));
    assertThat(pong.asMono().block(TIMEOUT)).isEqualTo("tick");
  }

  @Test
  void nothing_is_emitted_beyond_demand() throws Exception {
    Sinks.One<WebSocketSession> opened = Sinks.one();
    client
        .execute(
            uri(),
            session -> {
              opened.tryEmitValue(session);
              return session.closeStatus().then();
            })
        .subscribe();
    ServerMessageWebSocket peer = peer();
    Frame big = Frame.binary(new byte[60_000]);
    Mono<Void> sent = peer.send(Flux.range(0, 500).map(i -> big)).cache();
    sent.subscribe(v -> {}, e -> {});
    WebSocketSession session = Objects.requireNonNull(opened.asMono().block(TIMEOUT));
    // A verifier that asked for a number fails if it gets more.
    StepVerifier.create(session.receive(), 1)
        .expectNextCount(1)
        .thenRequest(9)
        .expectNextCount(9)
        .thenRequest(490)
        .expectNextCount(490)
        .then(() -> peer.close(1000, "").subscribe())
        .expectComplete()
        .verify(TIMEOUT);
    sent.block(TIMEOUT);
    assertThat(closed(peer)).isEqualTo(CloseStatus.NORMAL);
  }

  @Test
  void a_handler_that_fails_closes_with_1011_and_its_error_comes_out() throws Exception {
    Sinks.Empty<Void> end = Sinks.empty();
    client
        .execute(uri(), session -> Mono.error(new IllegalStateException("bug")))
        .subscribe(v -> {}, end::tryEmitError, end::tryEmitEmpty);
    assertThat(closed(peer())).isEqualTo(CloseStatus.INTERNAL_ERROR);
    StepVerifier.create(end.asMono()).expectErrorMessage("bug").verify(TIMEOUT);
  }

  @Test
  void cancelling_closes_with_1001() throws Exception {
    Disposable running = client.execute(uri(), session -> session.receive().then()).subscribe();
    ServerMessageWebSocket peer = peer();
    peer.ping().block(TIMEOUT);
    running.dispose();
    assertThat(closed(peer)).isEqualTo(CloseStatus.GOING_AWAY);
  }

  @Test
  void the_close_status_of_the_peer_is_seen() throws Exception {
    Sinks.One<String> status = Sinks.one();
    client
        .execute(
            uri(),
            session ->
                session
                    .receive()
                    .then(session.closeStatus())
                    .doOnNext(end -> status.tryEmitValue(end.getCode() + " " + end.getReason()))
                    .then())
        .subscribe();
    peer().close(4_000, "enough").block(TIMEOUT);
    assertThat(status.asMono().block(TIMEOUT)).isEqualTo("4000 enough");
  }

  @Test
  void a_connection_that_cannot_be_opened_fails_with_its_status() {
    URI gone = uri().resolve("/nowhere");
    Throwable failure =
        catchThrowable(() -> client.execute(gone, WebSocketSession::close).block(TIMEOUT));
    assertThat(failure)
        .isInstanceOfSatisfying(
            SocketOperationException.class,
            e -> assertThat(e.status()).isEqualTo(SocketErrorStatus.UPGRADE_REFUSED));
  }
}
