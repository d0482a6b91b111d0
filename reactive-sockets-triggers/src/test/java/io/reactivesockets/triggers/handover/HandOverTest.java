package io.reactivesockets.triggers.handover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.reactivesockets.descriptor.Descriptors;
import io.reactivesockets.stream.StreamSocket;
import io.reactivesockets.stream.StreamSocketControl;
import io.reactivesockets.stream.StreamSocketListener;
import io.reactivesockets.stream.StreamSocketListenerControl;
import io.reactivesockets.testing.ChildJvm;
import io.reactivesockets.testing.Peer;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.publisher.SynchronousSink;

/** The long form: {@code -Dhandover=long}. */
@Tag("once")
class HandOverTest {

  private static final Duration TIMEOUT = Duration.ofSeconds(120);
  private static final int CHUNK = 8_192;
  private static final boolean LONG = "long".equals(System.getProperty("handover"));

  @TempDir private Path directory;

  @BeforeAll
  static void needsEpoll() {
    assumeThat(Descriptors.areSupported()).isTrue();
  }

  private Peer service(String dieAt, int after) {
    return ChildJvm.of(
            EchoService::main,
            directory.resolve("handover").toString(),
            dieAt,
            Integer.toString(after))
        .lifetime(Duration.ofHours(1))
        .start();
  }

  private static int portOf(Peer service) {
    return Integer.parseInt(service.awaitLine("listening (\\d+)", TIMEOUT).group(1));
  }

  private static List<NumberedClient> clients(int port, int count) {
    return Flux.range(0, count)
        .flatMap(i -> NumberedClient.connect(port), 16)
        .collectList()
        .block(TIMEOUT);
  }

  private static void assertAllGoOn(List<NumberedClient> clients) {
    Flux.fromIterable(clients).flatMap(client -> client.more(2), 10_000).then().block(TIMEOUT);
    assertThat(clients).allSatisfy(client -> assertThat(client.failure()).isNull());
  }

  @Test
  void nobody_notices_that_a_service_is_replaced_again_and_again() {
    int connections = LONG ? 1_000 : 40;
    int restarts = LONG ? 100 : 3;
    Peer current = service("-", 0);
    try {
      int port = portOf(current);
      List<NumberedClient> clients = clients(port, connections);
      AtomicInteger connected = new AtomicInteger();
      Sinks.Empty<Void> stop = Sinks.empty();
      Disposable storm =
          Flux.<Integer>generate(sink -> sink.next(1))
              .takeUntilOther(stop.asMono())
              .concatMap(
                  i ->
                      StreamSocket.connect("127.0.0.1", port)
                          .flatMap(HandOverTest::visit)
                          .doOnSuccess(done -> connected.incrementAndGet()))
              .subscribe();
      List<Duration> pauses = new ArrayList<>();
      List<Integer> descriptors = new ArrayList<>();

      // When the service is replaced under traffic
      for (int i = 0; i < restarts; i++) {
        assertAllGoOn(clients);
        clients.forEach(NumberedClient::slowest);
        Peer next = service("-", 0);
        try {
          assertThat(portOf(next)).isEqualTo(port);
          var line = next.awaitLine("carried (\\d+), descriptors (\\d+)", TIMEOUT);
          assertThat(Integer.parseInt(line.group(1))).isGreaterThanOrEqualTo(connections);
          descriptors.add(Integer.parseInt(line.group(2)));
          assertThat(current.awaitExit(TIMEOUT).exit()).isZero();
        } finally {
          current.close();
          current = next;
        }
        assertAllGoOn(clients);
        clients.forEach(client -> pauses.add(client.slowest()));
      }

      // Then no number was lost, and no connection was refused or reset
      assertThat(storm.isDisposed()).isFalse();
      stop.tryEmitEmpty();
      Flux.interval(Duration.ofMillis(10)).takeUntil(tick -> storm.isDisposed()).blockLast(TIMEOUT);
      assertThat(connected).hasPositiveValue();
      Flux.fromIterable(clients).flatMap(NumberedClient::finish, 10_000).then().block(TIMEOUT);
      assertThat(clients).allSatisfy(client -> assertThat(client.failure()).isNull());
      assertThat(Collections.max(descriptors) - Collections.min(descriptors))
          .isLessThan(connections / 4 + 10);
      Collections.sort(pauses);
      System.out.printf(
          "%d connections, %d restarts, %d visits: longest echo p50 %d ms, p99 %d ms;"
              + " descriptors %s%n",
          connections,
          restarts,
          connected.get(),
          pauses.get(pauses.size() / 2).toMillis(),
          pauses.get(pauses.size() * 99 / 100).toMillis(),
          descriptors);
    } finally {
      current.close();
    }
  }

  /** Connects, has a few bytes sent back, and closes. */
  private static Mono<Void> visit(StreamSocket socket) {
    return socket
        .send(ByteBuffer.wrap(new byte[] {1, 2, 3}))
        .thenMany(socket.input().take(1))
        .then(socket.close());
  }

  @ParameterizedTest
  @ValueSource(strings = {"arrived", "confirmed", "got"})
  void a_successor_that_is_killed_leaves_the_sockets_here_that_it_had_not_taken(String step) {
    int connections = 20;
    try (Peer old = service("-", 0)) {
      List<NumberedClient> clients = clients(portOf(old), connections);
      assertAllGoOn(clients);

      // When the successor dies at a step, after the listener and some connections
      try (Peer successor = service(step, 6)) {
        assertThat(successor.awaitExit(TIMEOUT).exit()).isEqualTo(137);
      }

      // Then each connection is either reset, having been the successor's, or goes on with the old
      List<NumberedClient> alive = settled(clients);
      assertThat(alive).hasSizeBetween(1, connections - 1);
      assertAllGoOn(alive);
      Flux.fromIterable(clients).flatMap(NumberedClient::abort).then().block(TIMEOUT);
    }
  }

  @Test
  void a_successor_that_dies_before_it_has_the_listener_leaves_it_here() {
    try (Peer old = service("-", 0)) {
      int port = portOf(old);
      List<NumberedClient> before = clients(port, 2);
      assertAllGoOn(before);

      // When the successor dies with the first thing that it is given
      try (Peer successor = service("arrived", 0)) {
        assertThat(successor.awaitExit(TIMEOUT).exit()).isEqualTo(137);
      }
      old.awaitLine("^kept ", TIMEOUT);

      // Then connections are served as before, and new ones too
      List<NumberedClient> after = clients(port, 2);
      assertAllGoOn(before);
      assertAllGoOn(after);
      Flux.concat(Flux.fromIterable(before), Flux.fromIterable(after))
          .flatMap(NumberedClient::finish)
          .then()
          .block(TIMEOUT);
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
    TakenOver taken =
        Mono.defer(() -> HandOver.takeOver(path, StreamSocketListenerControl.defaults()))
            .repeatWhenEmpty(again -> again.delayElements(Duration.ofMillis(10)))
            .block(TIMEOUT);
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

  @ParameterizedTest
  @ValueSource(strings = {"give", "held", "released", "yours"})
  void a_predecessor_that_is_killed_leaves_what_it_held_out_to_its_successor(String step) {
    int connections = 20;
    try (Peer old = service(step, 6)) {
      List<NumberedClient> clients = clients(portOf(old), connections);
      assertAllGoOn(clients);

      try (Peer successor = service("-", 0)) {
        assertThat(old.awaitExit(TIMEOUT).exit()).isEqualTo(137);
        int carried = Integer.parseInt(successor.awaitLine("carried (\\d+)", TIMEOUT).group(1));

        // Then as many go on as the successor says it has, and the others were reset
        List<NumberedClient> alive = settled(clients);
        assertThat(alive).hasSize(carried).hasSizeBetween(0, connections - 1);
        assertAllGoOn(alive);
        Flux.fromIterable(clients).flatMap(NumberedClient::abort).then().block(TIMEOUT);
      }
    }
  }

  /** Waits until each client has gone on or failed; returns those that went on. */
  private static List<NumberedClient> settled(List<NumberedClient> clients) {
    Flux.fromIterable(clients).flatMap(client -> client.more(3), 10_000).then().block(TIMEOUT);
    return clients.stream().filter(client -> client.failure() == null).toList();
  }

  @Test
  void where_nobody_offers_there_is_nothing_to_take_over() {
    assertThat(
            HandOver.takeOver(directory.resolve("none"), StreamSocketListenerControl.defaults())
                .blockOptional(TIMEOUT))
        .isEmpty();
  }
}
