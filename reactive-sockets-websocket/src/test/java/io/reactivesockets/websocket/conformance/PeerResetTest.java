package io.reactivesockets.websocket.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.reactivesockets.error.SocketErrorStatus;
import io.reactivesockets.error.SocketOperationException;
import io.reactivesockets.stream.StreamSocketControl;
import io.reactivesockets.testing.OnEachTransport;
import io.reactivesockets.testing.UnseenReset;
import io.reactivesockets.transport.Transport;
import io.reactivesockets.websocket.Frame;
import io.reactivesockets.websocket.MessageWebSocket;
import io.reactivesockets.websocket.MessageWebSocketControl;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** A reset under a WebSocket is told as one, though a send or the close is the first to meet it. */
class PeerResetTest {

  private static final Duration LIMIT = Duration.ofSeconds(60);

  @OnEachTransport
  void a_send_is_the_first_to_meet_it(Transport transport) throws Exception {
    meeting(
        transport,
        socket ->
            socket
                .send(Frame.text("too late"))
                .doOnSuccess(sent -> fail("sent what nobody received"))
                .onErrorResume(
                    failure -> {
                      isReset(failure);
                      return Mono.empty();
                    }));
  }

  @OnEachTransport
  void the_close_is_the_first_to_meet_it(Transport transport) throws Exception {
    meeting(transport, MessageWebSocket::close);
  }

  /** The peer resets while our event loop is kept from looking, and somebody does something. */
  private static void meeting(Transport transport, Function<MessageWebSocket, Mono<Void>> act)
      throws Exception {
    try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      CompletableFuture<MessageWebSocket> opened =
          MessageWebSocket.connect(
                  URI.create("ws://127.0.0.1:" + listener.getLocalPort() + "/"),
                  MessageWebSocketControl.builder()
                      .socket(StreamSocketControl.builder().transport(transport).build())
                      .build())
              .toFuture();
      try (Socket peer = listener.accept();
          Wire wire = Wire.server(peer, (path, offer) -> "")) {
        MessageWebSocket socket = opened.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        UnseenReset reset = new UnseenReset();
        CompletableFuture<Void> received =
            socket.frames().doOnNext(frame -> reset.keep()).then().toFuture();
        wire.say(Wire.TEXT, "hold on".getBytes(StandardCharsets.UTF_8));
        reset.awaitBusy();

        CompletableFuture<Void> acted = act.apply(socket).toFuture();
        reset.by(peer);

        StepVerifier.create(Mono.fromFuture(acted)).expectComplete().verify(LIMIT);
        StepVerifier.create(Mono.fromFuture(received))
            .expectErrorSatisfies(PeerResetTest::isReset)
            .verify(LIMIT);
        StepVerifier.create(socket.closed())
            .assertNext(closed -> isReset(closed.failure().orElseThrow()))
            .expectComplete()
            .verify(LIMIT);
      }
    }
  }

  private static void isReset(Throwable failure) {
    assertThat(failure)
        .isInstanceOfSatisfying(
            SocketOperationException.class,
            told ->
                assertThat(told.status())
                    .as(told.getMessage())
                    .isEqualTo(SocketErrorStatus.CONNECTION_RESET_BY_PEER));
  }
}
