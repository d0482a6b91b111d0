package io.reactivesockets.triggers.handover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.reactivesockets.descriptor.Descriptors;
import io.reactivesockets.error.SocketError;
import io.reactivesockets.error.SocketErrorStatus;
import io.reactivesockets.stream.StreamSocket;
import io.reactivesockets.stream.StreamSocketControl;
import io.reactivesockets.stream.StreamSocketListener;
import io.reactivesockets.stream.StreamSocketListenerControl;
import io.reactivesockets.testing.Peer;
import io.reactivesockets.tls.CertificatePolicy;
import io.reactivesockets.tls.SocketProtectionLevel;
import io.reactivesockets.tls.TestAuthority;
import io.reactivesockets.tls.TlsClientControl;
import io.reactivesockets.tls.TlsEngine;
import io.reactivesockets.tls.TlsServerControl;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.publisher.SynchronousSink;
import reactor.test.StepVerifier;

/** At every step and each side: {@code -Dhandover=long}. */
@Tag("once")
class HandOverTest {

  private static final Duration TIMEOUT = Duration.ofSeconds(120);
  private static final boolean LONG = "long".equals(System.getProperty("handover"));
  private static final int CHUNK = 8_192;
  private static final int CONNECTIONS = 40;
  private static final int ENDED_BY_ITSELF = 137;

  @TempDir private Path directory;

  @BeforeAll
  static void needsEpoll() {
    assumeThat(Descriptors.areSupported()).isTrue();
  }

  private Peer service(String dieAt) {
    return Services.start(directory, dieAt);
  }

  @Test
  void nobody_notices_that_a_service_is_replaced() {
    try (Peer first = service("-")) {
      int port = Services.portOf(first);
      List<NumberedClient> clients = NumberedClient.connect(port, CONNECTIONS);
      NumberedClient.assertAllGoOn(clients);

      try (Peer second = service("-")) {
        assertThat(Services.portOf(second)).isEqualTo(port);
        assertThat(first.awaitExit(TIMEOUT).exit()).isZero();
        assertThat(Services.carriedBy(second)).isEqualTo(CONNECTIONS);
        NumberedClient.assertAllGoOn(clients);
        NumberedClient.assertAllEndWell(clients);
      }
    }
  }

  @Test
  void a_successor_that_dies_leaves_the_listener_and_what_it_had_not_taken_to_the_old_one() {
    List<String> steps =
        LONG
            ? List.of("arrived 0", "confirmed 0", "got 0", "arrived 6", "confirmed 6", "got 6")
            : List.of("confirmed 0", "got 0", "got 6");
    List<NumberedClient> clients = List.of();
    try (Peer old = service("-")) {
      int port = Services.portOf(old);
      for (int i = 0; i < steps.size(); i++) {
        // Given clients, some of which come only now that the listener is back
        clients = NumberedClient.fillUp(clients, port, CONNECTIONS);
        NumberedClient.assertAllGoOn(clients);

        try (Peer successor = service(steps.get(i))) {
          assertThat(successor.awaitExit(TIMEOUT).exit()).isEqualTo(ENDED_BY_ITSELF);
        }

        // Then those that the dead one had not yet taken go on, and no other
        int left = Services.restored(old, i + 2);
        clients = NumberedClient.settled(clients);
        assertThat(clients).as(steps.get(i)).hasSize(left);
        if (steps.get(i).endsWith("0")) {
          assertThat(left).isEqualTo(CONNECTIONS);
        } else {
          // One that died before it was told so had perhaps got none.
          boolean some = steps.get(i).startsWith("got");
          assertThat(left).isBetween(1, some ? CONNECTIONS - 1 : CONNECTIONS);
        }
      }
      try (Peer next = service("-")) {
        assertThat(Services.carriedBy(next)).isEqualTo(clients.size());
        assertThat(old.awaitExit(TIMEOUT).exit()).isZero();
        clients = NumberedClient.fillUp(clients, port, CONNECTIONS);
        NumberedClient.assertAllEndWell(clients);
      }
    }
  }

  @Test
  void a_predecessor_that_dies_leaves_what_it_held_out_to_its_successor() {
    List<String> steps =
        LONG ? List.of("give 6", "held 6", "released 6", "yours 6") : List.of("held 6");
    List<NumberedClient> clients = List.of();
    Peer old = service(steps.get(0));
    try {
      int port = Services.portOf(old);
      for (int i = 0; i < steps.size(); i++) {
        clients = NumberedClient.fillUp(clients, port, CONNECTIONS);
        NumberedClient.assertAllGoOn(clients);

        Peer successor = service(i + 1 < steps.size() ? steps.get(i + 1) : "-");
        try {
          assertThat(old.awaitExit(TIMEOUT).exit()).isEqualTo(ENDED_BY_ITSELF);
          int carried = Services.carriedBy(successor);

          // Then as many go on as the successor says it has, and the others were reset
          clients = NumberedClient.settled(clients);
          assertThat(clients).as(steps.get(i)).hasSize(carried);
          assertThat(carried).isLessThan(CONNECTIONS);
        } finally {
          old.close();
          old = successor;
        }
      }
      NumberedClient.assertAllEndWell(clients);
    } finally {
      old.close();
    }
  }

  @Test
  void a_socket_whose_peer_takes_nothing_stays_and_is_given_back() {
    StreamSocketControl impatient =
        StreamSocketControl.builder().closeTimeout(Duration.ofMillis(200)).build();
    StreamSocketListener listener =
        StreamSocketListener.bind(
                "127.0.0.1", 0, StreamSocketListenerControl.builder().accepted(impatient).build())
            .block(TIMEOUT);
    StreamSocket peer = StreamSocket.connect("127.0.0.1", listener.port()).block(TIMEOUT);
    StreamSocket socket = listener.connections().next().block(TIMEOUT);
    AtomicBoolean enough = new AtomicBoolean();
    Mono<Void> sending =
        socket.send(Flux.<ByteBuffer>generate(sink -> endless(sink, enough))).cache();
    sending.subscribe();
    Path path = directory.resolve("stuck");

    // When a successor asks, and the peer does not read
    Sinks.One<StreamSocket> kept = Sinks.one();
    Mono<HandOverReport> giving =
        HandOver.give(path, listener, one -> new byte[0], kept::tryEmitValue).cache();
    giving.subscribe();
    TakenOver taken = takeOver(path, StreamSocketListenerControl.defaults()).block(TIMEOUT);
    assertThat(taken.carried().collectList().block(TIMEOUT)).isEmpty();

    // Then it is given back, and still sends what its send had to say
    assertThat(kept.asMono().block(TIMEOUT)).isSameAs(socket);
    assertThat(giving.block(TIMEOUT).kept()).isEqualTo(1);
    enough.set(true);
    Mono<Long> received = peer.input().map(bytes -> (long) bytes.remaining()).reduce(0L, Long::sum);
    Long count =
        Mono.zip(received, sending.then(socket.close()).thenReturn(true), (bytes, closed) -> bytes)
            .block(TIMEOUT);
    assertThat(count % CHUNK).isZero();
    peer.close().then(taken.listener().close()).block(TIMEOUT);
  }

  private static void endless(SynchronousSink<ByteBuffer> sink, AtomicBoolean enough) {
    if (enough.get()) {
      sink.complete();
    } else {
      sink.next(ByteBuffer.allocate(CHUNK));
    }
  }

  @Test
  void a_listener_with_tls_speaks_tls_in_the_successor_too_or_nothing() {
    TestAuthority root = TestAuthority.root("Handed over");
    StreamSocketListenerControl withCredentials =
        StreamSocketListenerControl.builder()
            .tls(TlsServerControl.builder(root.peer("localhost")).engine(TlsEngine.JDK).build())
            .build();
    TlsClientControl client =
        TlsClientControl.builder()
            .engine(TlsEngine.JDK)
            .certificatePolicy(CertificatePolicy.builder().trust(root.trust()).build())
            .build();
    StreamSocketControl trusting = StreamSocketControl.builder().tls(client).build();
    SocketProtectionLevel level = SocketProtectionLevel.TLS12;
    StreamSocketListener listener =
        StreamSocketListener.bind("127.0.0.1", 0, level, withCredentials).block(TIMEOUT);
    int port = listener.port();

    // When it is handed over
    Path path = directory.resolve("tls");
    HandOver.give(path, listener, one -> new byte[0], one -> {}).subscribe();
    TakenOver taken = takeOver(path, withCredentials).block(TIMEOUT);
    taken.carried().blockLast(TIMEOUT);

    // Then new connections are protected as before
    Mono<StreamSocket> accepted = taken.listener().connections().next().cache();
    accepted.subscribe();
    StreamSocket peer = StreamSocket.connect("localhost", port, level, trusting).block(TIMEOUT);
    assertThat(peer.information().protectionLevel()).isEqualTo(level);
    accepted.block(TIMEOUT).reset().then(peer.reset()).block(TIMEOUT);

    // And a successor without credentials is refused, instead of speaking plaintext
    Sinks.One<StreamSocketListener> restored = Sinks.one();
    Disposable giving =
        HandOver.give(
                path,
                taken.listener(),
                one -> new byte[0],
                one -> {},
                listening -> restored.tryEmitValue(listening))
            .subscribe();
    StepVerifier.create(takeOver(path, StreamSocketListenerControl.defaults()))
        .expectErrorSatisfies(
            e -> {
              assertThat(SocketError.statusOf(e))
                  .isEqualTo(SocketErrorStatus.OPERATION_NOT_SUPPORTED);
              assertThat(e).hasMessageContaining("credentials");
            })
        .verify(TIMEOUT);

    // And the predecessor goes on
    StreamSocketListener back = restored.asMono().block(TIMEOUT);
    assertThat(back.protectionLevel()).isEqualTo(level);
    giving.dispose();
    back.close().block(TIMEOUT);
  }

  private static Mono<TakenOver> takeOver(Path path, StreamSocketListenerControl control) {
    return Mono.defer(() -> HandOver.takeOver(path, control))
        .repeatWhenEmpty(again -> again.delayElements(Duration.ofMillis(10)));
  }

  @Test
  void where_nobody_offers_there_is_nothing_to_take_over() {
    assertThat(
            HandOver.takeOver(directory.resolve("none"), StreamSocketListenerControl.defaults())
                .blockOptional(TIMEOUT))
        .isEmpty();
  }
}
