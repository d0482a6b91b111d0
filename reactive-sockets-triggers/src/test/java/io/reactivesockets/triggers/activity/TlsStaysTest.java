package io.reactivesockets.triggers.activity;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.reactivesockets.descriptor.Descriptors;
import io.reactivesockets.error.SocketErrorStatus;
import io.reactivesockets.error.SocketOperationException;
import io.reactivesockets.stream.StreamSocket;
import io.reactivesockets.stream.StreamSocketControl;
import io.reactivesockets.stream.StreamSocketListener;
import io.reactivesockets.stream.StreamSocketListenerControl;
import io.reactivesockets.tls.CertificatePolicy;
import io.reactivesockets.tls.SocketProtectionLevel;
import io.reactivesockets.tls.TestAuthority;
import io.reactivesockets.tls.TlsClientControl;
import io.reactivesockets.tls.TlsEngine;
import io.reactivesockets.tls.TlsServerControl;
import io.reactivesockets.transport.Transport;
import io.reactivesockets.triggers.broker.TestBroker;
import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** A session of TLS cannot leave its process, and whoever tries is told what can be done. */
@Tag("once")
class TlsStaysTest {

  private static final Duration LIMIT = TestBroker.LIMIT;
  private static final TestAuthority ROOT = TestAuthority.root("Stays");
  private static final SocketProtectionLevel LEVEL = SocketProtectionLevel.TLS12;

  @BeforeAll
  static void needsEpoll() {
    assumeThat(Descriptors.areSupported()).isTrue();
  }

  @Test
  void a_connection_with_tls_is_neither_detached_nor_transferred_and_goes_on() {
    // given
    StreamSocketListener listener =
        StreamSocketListener.bind("127.0.0.1", 0, LEVEL, withCredentials()).block(LIMIT);
    Mono<StreamSocket> accepted = listener.connections().next().cache();
    accepted.subscribe();
    StreamSocket client =
        StreamSocket.connect("localhost", listener.port(), LEVEL, control()).block(LIMIT);
    StreamSocket server = accepted.block(LIMIT);

    try (TestBroker broker = TestBroker.start()) {
      SocketBroker application = SocketBroker.connect(broker.directory(), "app").block(LIMIT);
      application.enableTransferOwnership(server, SocketActivityTask.runningProcess("task").id());

      // when, then
      StepVerifier.create(server.detach())
          .expectErrorSatisfies(TlsStaysTest::refused)
          .verify(LIMIT);
      StepVerifier.create(client.detach())
          .expectErrorSatisfies(TlsStaysTest::refused)
          .verify(LIMIT);
      StepVerifier.create(application.transfer(server, "one"))
          .expectErrorSatisfies(TlsStaysTest::refused)
          .verify(LIMIT);
      assertThat(application.keptSockets()).isEmpty();
      application.close().block(LIMIT);
    }
    client.send(UTF_8.encode("as before")).block(LIMIT);
    assertThat(UTF_8.decode(server.input().next().block(LIMIT)).toString()).isEqualTo("as before");
    Mono.when(client.close(), server.close(), listener.close()).block(LIMIT);
  }

  @Test
  void a_listener_with_tls_comes_back_with_tls_or_stays_with_the_broker() {
    // given
    StreamSocketListener listener =
        StreamSocketListener.bind("127.0.0.1", 0, LEVEL, withCredentials()).block(LIMIT);
    int port = listener.port();
    try (TestBroker broker = TestBroker.start()) {
      SocketBroker application = SocketBroker.connect(broker.directory(), "app").block(LIMIT);
      application.enableTransferOwnership(listener, SocketActivityTask.runningProcess("task").id());
      application.transfer(listener, "door").block(LIMIT);
      SocketActivityInformation held = application.allSockets().block(LIMIT).get("door");

      // when somebody takes it who has no credentials
      assertThat(held.protectionLevel()).isEqualTo(LEVEL);
      StepVerifier.create(held.streamSocketListener())
          .expectErrorSatisfies(
              failure ->
                  assertThat(failure)
                      .isInstanceOfSatisfying(
                          SocketOperationException.class,
                          known ->
                              assertThat(known.status())
                                  .isEqualTo(SocketErrorStatus.OPERATION_NOT_SUPPORTED))
                      .hasMessageContaining("the control has no credentials"))
          .verify(LIMIT);
      assertThat(broker.sockets()).isEqualTo(1);

      // and then somebody who has them
      StreamSocketListener back = held.streamSocketListener(withCredentials()).block(LIMIT);

      // then
      assertThat(back.protectionLevel()).isEqualTo(LEVEL);
      Mono<StreamSocket> accepted = back.connections().next().cache();
      accepted.subscribe();
      StreamSocket client = StreamSocket.connect("localhost", port, LEVEL, control()).block(LIMIT);
      assertThat(client.information().protectionLevel()).isEqualTo(LEVEL);
      Mono.when(client.reset(), accepted.block(LIMIT).reset(), back.close()).block(LIMIT);
      application.close().block(LIMIT);
    }
  }

  private static StreamSocketListenerControl withCredentials() {
    return StreamSocketListenerControl.builder()
        .transport(Transport.epoll())
        .tls(TlsServerControl.builder(ROOT.peer("localhost")).engine(TlsEngine.JDK).build())
        .build();
  }

  private static StreamSocketControl control() {
    return StreamSocketControl.builder()
        .transport(Transport.epoll())
        .tls(
            TlsClientControl.builder()
                .engine(TlsEngine.JDK)
                .certificatePolicy(CertificatePolicy.builder().trust(ROOT.trust()).build())
                .build())
        .build();
  }

  private static void refused(Throwable failure) {
    assertThat(failure)
        .isInstanceOfSatisfying(
            SocketOperationException.class,
            known ->
                assertThat(known.status()).isEqualTo(SocketErrorStatus.OPERATION_NOT_SUPPORTED))
        .hasMessageContaining("a TLS session cannot leave its process")
        .hasMessageContaining("close with notice and let the peer connect again")
        .hasMessageContaining("detach before the upgrade to TLS");
  }
}
