package io.reactivesockets.triggers.parking;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.reactivesockets.datagram.DatagramSocket;
import io.reactivesockets.descriptor.Descriptors;
import io.reactivesockets.error.SocketOperationException;
import io.reactivesockets.stream.StreamSocket;
import io.reactivesockets.stream.StreamSocketListener;
import io.reactivesockets.testing.ChildJvm;
import io.reactivesockets.testing.Peer;
import io.reactivesockets.triggers.activity.SocketActivityContext;
import io.reactivesockets.triggers.broker.TestBroker;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.crac.Core;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

@Tag("once")
class SocketParkingTest {

  private static final Duration LIMIT = TestBroker.LIMIT;
  private static final String LOOPBACK = "127.0.0.1";
  private static final int RUNS = 3;

  @BeforeAll
  static void needsEpoll() {
    assumeThat(Descriptors.areSupported()).isTrue();
  }

  @Test
  void sockets_of_each_kind_are_parked_and_come_back_with_what_arrived_meanwhile() {
    try (TestBroker broker = TestBroker.start()) {
      StreamSocketListener listener = StreamSocketListener.bind(LOOPBACK, 0).block(LIMIT);
      StreamSocket peer = StreamSocket.connect(LOOPBACK, listener.port()).block(LIMIT);
      StreamSocket stream = listener.connections().next().block(LIMIT);
      DatagramSocket datagrams = DatagramSocket.bind(LOOPBACK, 0).block(LIMIT);
      DatagramSocket sender = DatagramSocket.connect(LOOPBACK, datagrams.port()).block(LIMIT);
      SocketParking parking = SocketParking.at(broker.directory(), "app");
      parking.add("stream", stream, () -> SocketActivityContext.of(UTF_8.encode("line 17")));
      parking.add("listener", listener);
      parking.add("datagrams", datagrams);

      // When they are parked, and somebody says something to each
      ParkingReport report = parking.park().block(LIMIT);
      assertThat(report.parked()).containsExactlyInAnyOrder("stream", "listener", "datagrams");
      assertThat(report.stayed()).isEmpty();
      assertThat(broker.sockets()).isEqualTo(3);
      StreamSocket late =
          Mono.when(peer.send(UTF_8.encode("one")), sender.send(UTF_8.encode("two")))
              .then(StreamSocket.connect(LOOPBACK, listener.port()))
              .block(LIMIT);

      // Then each comes back with it, and the broker has none any more
      List<ParkedSocket> back = parking.takeBack().collectList().block(LIMIT);
      assertThat(back)
          .extracting(ParkedSocket::id)
          .containsExactly("datagrams", "listener", "stream");
      assertThat(UTF_8.decode(back.get(2).context().data()).toString()).isEqualTo("line 17");
      assertThat(broker.sockets()).isZero();
      assertThat(back.get(0).datagrams().get().messages().next().block(LIMIT).text(UTF_8))
          .isEqualTo("two");
      assertThat(text(back.get(2).stream().get())).isEqualTo("one");
      StreamSocket accepted = back.get(1).listener().get().connections().next().block(LIMIT);
      Mono.when(
              late.close(),
              peer.close(),
              sender.close(),
              accepted.close(),
              back.get(0).datagrams().get().close(),
              back.get(1).listener().get().close(),
              back.get(2).stream().get().close())
          .block(LIMIT);
    }
  }

  @Test
  void a_socket_that_the_broker_does_not_take_comes_back() {
    try (TestBroker broker = TestBroker.start(control -> control.maxContextBytes(4));
        TestPair pair = TestPair.open()) {
      SocketParking parking = SocketParking.at(broker.directory(), "app");
      parking.add("one", pair.server, () -> SocketActivityContext.of(UTF_8.encode("too long")));

      ParkingReport report = parking.park().block(LIMIT);

      assertThat(report.parked()).isEmpty();
      assertThat(report.stayed()).containsOnlyKeys("one");
      ParkedSocket back = parking.takeBack().single().block(LIMIT);
      pair.client.send(UTF_8.encode("still here")).block(LIMIT);
      assertThat(text(back.stream().get())).isEqualTo("still here");
      back.stream().get().close().block(LIMIT);
    }
  }

  @Test
  void without_a_broker_nothing_is_touched() {
    try (TestPair pair = TestPair.open()) {
      SocketParking parking = SocketParking.at(Path.of("/nowhere"), "app");
      parking.add("one", pair.server);

      assertThatThrownBy(() -> parking.park().block(LIMIT))
          .isInstanceOf(SocketOperationException.class);

      pair.client.send(UTF_8.encode("as before")).block(LIMIT);
      assertThat(text(pair.server)).isEqualTo("as before");
      pair.server.close().block(LIMIT);
    }
  }

  @Test
  void sockets_survive_a_checkpoint() throws Exception {
    try (TestBroker broker = TestBroker.start();
        TestPair pair = TestPair.open()) {
      SocketParking parking = SocketParking.at(broker.directory(), "app");
      parking.add("one", pair.server);
      List<ParkedSocket> back = new CopyOnWriteArrayList<>();
      CheckpointResource resource = new CheckpointResource(parking, LIMIT, back::add);

      // When CRaC announces a checkpoint, and the restore
      resource.beforeCheckpoint(Core.getGlobalContext());
      assertThat(broker.sockets()).isEqualTo(1);
      pair.client.send(UTF_8.encode("in the snow")).block(LIMIT);
      resource.afterRestore(Core.getGlobalContext());

      // Then the socket is here again
      assertThat(back).hasSize(1);
      assertThat(text(back.get(0).stream().get())).isEqualTo("in the snow");
      back.get(0).stream().get().close().block(LIMIT);
    }
  }

  @Test
  void a_JDK_without_checkpoints_registers_and_does_nothing() {
    SocketParking parking = SocketParking.at(Path.of("/nowhere"), "app");

    CheckpointParking checkpoints = CheckpointParking.register(parking, LIMIT, back -> {});

    assertThat(checkpoints).asString().contains("/nowhere");
    assertThatThrownBy(Core::checkpointRestore).isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void a_process_that_is_told_to_end_leaves_its_sockets_to_the_next_run() {
    try (TestBroker broker = TestBroker.start()) {
      Peer run = echo(broker);
      int port = Integer.parseInt(run.awaitLine("^listening (\\d+)$", LIMIT).group(1));
      Numbers numbers = new Numbers(StreamSocket.connect(LOOPBACK, port).block(LIMIT));
      numbers.more(100);

      // When it is restarted again and again under traffic
      for (int i = 0; i < RUNS; i++) {
        ProcessHandle.of(run.pid()).orElseThrow().destroy();
        run.awaitExit(LIMIT);
        run.close();
        assertThat(broker.sockets()).isEqualTo(2);
        run = echo(broker);
        run.awaitLine("^back 2$", LIMIT);
        numbers.more(100);
      }

      // Then every number has come back in order, and the listener is there
      numbers.end();
      StreamSocket another = StreamSocket.connect(LOOPBACK, port).block(LIMIT);
      another.send(UTF_8.encode("new")).block(LIMIT);
      assertThat(text(another)).isEqualTo("new");
      another.close().block(LIMIT);
      run.close();
    }
  }

  private static Peer echo(TestBroker broker) {
    return ChildJvm.of(EchoRun::main, broker.directory().toString()).start();
  }

  /** An echo service that parks at its end, and goes on with what the run before has parked. */
  static final class EchoRun {

    private EchoRun() {}

    static void main(String[] arguments) throws InterruptedException {
      SocketParking parking = SocketParking.at(Path.of(arguments[0]), "echo");
      AtomicInteger ids = new AtomicInteger();
      parking.parkAtShutdown(LIMIT);
      Long back =
          parking
              .takeBack()
              .doOnNext(
                  one -> {
                    one.stream().ifPresent(socket -> serve(parking, one.id(), socket));
                    one.listener().ifPresent(listener -> accept(parking, ids, listener));
                  })
              .count()
              .block(LIMIT);
      System.out.println("back " + back);
      if (back == 0) {
        StreamSocketListener listener = StreamSocketListener.bind(LOOPBACK, 0).block(LIMIT);
        accept(parking, ids, listener);
        System.out.println("listening " + listener.port());
      }
      new CountDownLatch(1).await();
    }

    private static void accept(
        SocketParking parking, AtomicInteger ids, StreamSocketListener listener) {
      parking.add("listener", listener);
      listener
          .connections()
          .subscribe(
              socket ->
                  serve(
                      parking,
                      "c" + ProcessHandle.current().pid() + "-" + ids.incrementAndGet(),
                      socket));
    }

    private static void serve(SocketParking parking, String id, StreamSocket socket) {
      parking.add(id, socket);
      socket.send(socket.input()).then(socket.close()).onErrorComplete().subscribe();
    }
  }

  private static String text(StreamSocket socket) {
    return UTF_8.decode(socket.input().next().block(LIMIT)).toString();
  }

  /** A client that sends numbers without a pause, and expects them back in order. */
  private static final class Numbers {

    private static final int BLOCK = 64;

    private final AtomicInteger sent = new AtomicInteger();
    private final AtomicInteger returned = new AtomicInteger();
    private final Sinks.Empty<Void> stop = Sinks.empty();
    private final Mono<Void> done;
    private volatile Throwable failure;

    Numbers(StreamSocket socket) {
      Flux<ByteBuffer> blocks =
          Flux.interval(Duration.ofMillis(1))
              .onBackpressureDrop()
              .takeUntilOther(stop.asMono())
              .map(tick -> block());
      Mono<Void> back =
          socket
              .<Integer>input(() -> (bytes, end) -> bytes.remaining() < 4 ? null : bytes.getInt())
              .doOnNext(number -> assertThat(number).isEqualTo(returned.getAndIncrement()))
              .then();
      done =
          Mono.when(socket.send(blocks).then(socket.shutdownOutput()), back)
              .then(socket.close())
              .doOnError(e -> failure = e)
              .cache();
      done.onErrorComplete().subscribe();
    }

    private ByteBuffer block() {
      ByteBuffer block = ByteBuffer.allocate(4 * BLOCK);
      for (int i = 0; i < BLOCK; i++) {
        block.putInt(sent.getAndIncrement());
      }
      return block.flip();
    }

    /** Waits until more have come back. */
    void more(int count) {
      int goal = sent.get() + count;
      Flux.interval(Duration.ofMillis(5))
          .takeUntil(tick -> returned.get() >= goal || failure != null)
          .blockLast(LIMIT);
      assertThat(failure).isNull();
    }

    void end() {
      stop.tryEmitEmpty();
      done.block(LIMIT);
      assertThat(returned).hasValue(sent.get());
    }
  }

  /** The two ends of a connection. */
  private record TestPair(StreamSocketListener listener, StreamSocket client, StreamSocket server)
      implements AutoCloseable {

    static TestPair open() {
      StreamSocketListener listener = StreamSocketListener.bind(LOOPBACK, 0).block(LIMIT);
      StreamSocket client = StreamSocket.connect(LOOPBACK, listener.port()).block(LIMIT);
      return new TestPair(listener, client, listener.connections().next().block(LIMIT));
    }

    @Override
    public void close() {
      Mono.when(client.close(), listener.close()).block(LIMIT);
    }
  }
}
