package io.reactivesockets.websocket;

import static io.reactivesockets.websocket.codec.Bytes.hex;
import static org.assertj.core.api.Assertions.assertThat;

import io.reactivesockets.error.SocketOperationException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.Disposable;
import reactor.test.StepVerifier;

/** Each handshake of the zoo ends with its status or its typed error, on either side. */
@Tag("once")
class HandshakeZooTest {

  private static final Duration TIMEOUT = Duration.ofSeconds(60);
  private static final int MAX_REFUSAL = 1_000;

  private static WebSocketListener listener;
  private static Disposable served;

  @BeforeAll
  static void listen() {
    WebSocketListenerControl control =
        WebSocketListenerControl.builder().requestTimeout(Duration.ofMillis(1_500)).build();
    listener =
        Objects.requireNonNull(WebSocketListener.bind("127.0.0.1", 0, control).block(TIMEOUT));
    served =
        listener
            .messageSockets(
                "/chat",
                ServerMessageWebSocketControl.builder()
                    .deflate(PermessageDeflate.defaults())
                    .build())
            .flatMap(socket -> socket.send(socket.frames()).onErrorComplete(), 1_000)
            .subscribe();
  }

  @AfterAll
  static void nobodyIsLeft() {
    assertThat(listener.shutdown(Duration.ofSeconds(20)).block(TIMEOUT)).isZero();
    served.dispose();
  }

  @ParameterizedTest(name = "{0}")
  @EnumSource
  void a_listener_answers(OddRequest odd) throws IOException {
    try (RawPeer peer = new RawPeer(listener.port())) {
      odd.send(peer, RawPeer.request(listener.port(), ""));

      if (odd.status == 0) {
        assertThat(peer.readFrame()).isEqualTo("end");
        return;
      }
      String head = peer.readHead().toLowerCase(Locale.ROOT);
      assertThat(head).startsWith("http/1.1 " + odd.status + " ");
      if (odd.status == 101) {
        assertThat(head).doesNotContain("sec-websocket-extensions");
        peer.sendFrame(0x88, hex("03e8"));
        assertThat(peer.readFrame()).isEqualTo("88 03e8");
      } else {
        assertThat(head).contains("connection: close");
        assertThat(head.contains("sec-websocket-version: 13")).isEqualTo(odd.status == 426);
        assertThat(head.contains("connection: upgrade")).isEqualTo(odd.status == 426);
      }
    }
  }

  @ParameterizedTest(name = "{0}")
  @EnumSource
  void a_client_is_told(OddResponse odd) throws IOException {
    MessageWebSocketControl control =
        MessageWebSocketControl.builder()
            .supportedProtocols(List.of("chat"))
            .deflate(PermessageDeflate.defaults())
            .maxRefusalBytes(MAX_REFUSAL)
            .upgradeTimeout(
                odd.status.name().contains("TIMED_OUT") ? Duration.ofMillis(500) : TIMEOUT)
            .build();
    try (ScriptedServer server = new ScriptedServer(odd::answer)) {
      StepVerifier.create(MessageWebSocket.connect(server.uri("/"), control))
          .expectErrorSatisfies(
              failure -> {
                SocketOperationException told = (SocketOperationException) failure;
                assertThat(told.status()).as("%s", told).isEqualTo(odd.status);
                if (told.getCause() instanceof UpgradeRefusedException refused) {
                  assertThat(refused.body()).hasSizeLessThanOrEqualTo(MAX_REFUSAL);
                }
              })
          .verify(TIMEOUT);
    }
  }

  @ParameterizedTest(name = "{0}")
  @EnumSource
  void a_client_opens_all_the_same(UnusualResponse unusual) throws IOException {
    try (ScriptedServer server = new ScriptedServer(unusual::answer)) {
      MessageWebSocket socket = MessageWebSocket.connect(server.uri("/")).block(TIMEOUT);

      assertThat(socket).isNotNull();
      StepVerifier.create(socket.frames().map(Frame::text))
          .expectNext("hi")
          .expectComplete()
          .verify(TIMEOUT);
      socket.closed().block(TIMEOUT);
    }
  }
}
