package io.reactivesockets.samples.rsock;

import static io.reactivesockets.samples.rsock.RsockProcess.LIMIT;
import static io.reactivesockets.samples.rsock.RsockProcess.portOf;
import static io.reactivesockets.samples.rsock.RsockProcess.rsock;
import static io.reactivesockets.samples.rsock.RsockProcess.run;
import static org.assertj.core.api.Assertions.assertThat;

import io.reactivesockets.stream.StreamSocket;
import io.reactivesockets.testing.Peer;
import io.reactivesockets.transport.Transport;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** {@code rsock tcp listen --handover}: the next command like it takes over. */
@Tag("once")
class HandoverIT {

  private static final int HAND_OVERS = 3;
  private static final int BLOCK = 64;

  private Path directory;
  private String path;

  @BeforeEach
  void make() throws IOException {
    Assumptions.assumeTrue(Transport.available().contains("epoll"), "needs epoll");
    directory = Files.createTempDirectory("r"); // The path of a socket must be short.
    path = directory.resolve("handover").toString();
  }

  @AfterEach
  void remove() throws IOException {
    Files.deleteIfExists(Path.of(path)); // A process that is killed leaves it.
    Files.delete(directory);
  }

  private Peer echo() {
    return rsock("tcp", "listen", "127.0.0.1", "0", "--echo", "--handover", path).start();
  }

  @Test
  void clients_notice_nothing_when_the_command_is_replaced_again_and_again() {
    Peer current = echo();
    try {
      String port = portOf(current);
      Sinks.Empty<Void> stop = Sinks.empty();
      AtomicInteger visitors = new AtomicInteger();
      Mono<Integer> talking =
          Flux.range(0, 3).flatMap(i -> talk(port, stop.asMono())).reduce(0, Integer::sum).cache();
      Mono<Void> visiting =
          Mono.defer(() -> visit(port))
              .doOnSuccess(done -> visitors.incrementAndGet())
              .repeat()
              .takeUntilOther(stop.asMono())
              .then()
              .cache();
      StreamSocket silent = StreamSocket.connect("127.0.0.1", Integer.parseInt(port)).block(LIMIT);
      talking.subscribe(sum -> {}, failure -> stop.tryEmitEmpty());
      visiting.subscribe(null, failure -> stop.tryEmitEmpty());

      // When three commands follow each other
      for (int i = 0; i < HAND_OVERS; i++) {
        Peer next = echo();
        Peer before = current;
        current = next;
        try (before) {
          assertThat(portOf(next)).isEqualTo(port);
          assertThat(next.awaitLine("^took over (\\d+) connections$", LIMIT).group(1))
              .satisfies(
                  carried -> assertThat(Integer.parseInt(carried)).isGreaterThanOrEqualTo(4));
          assertThat(before.awaitExit(LIMIT).expectSuccess().errors())
              .contains("handed over to process " + next.pid());
        }
      }

      // Then every number came back in order, nobody was turned away, and silence was kept
      stop.tryEmitEmpty();
      assertThat(talking.block(LIMIT)).isGreaterThan(3 * BLOCK);
      visiting.block(LIMIT);
      assertThat(visitors).hasPositiveValue();
      exchange(silent, (byte) 7).then(silent.close()).block(LIMIT);
      System.out.printf("%d numbers, %d visitors%n", talking.block(), visitors.get());
    } finally {
      current.close();
    }
  }

  @Test
  void a_path_that_nobody_can_listen_on_ends_it() {
    Peer.Finished end =
        run("tcp", "listen", "127.0.0.1", "0", "--echo", "--handover", path + "/none");

    assertThat(end.exit()).isEqualTo(1);
    assertThat(end.errors()).hasLineCount(2).contains(path + "/none");
  }

  /** Sends numbers until told to stop, and checks that they come back; returns how many did. */
  private static Mono<Integer> talk(String port, Mono<Void> stop) {
    return Mono.usingWhen(
        StreamSocket.connect("127.0.0.1", Integer.parseInt(port)),
        socket -> {
          AtomicInteger sent = new AtomicInteger();
          Flux<ByteBuffer> numbers =
              Flux.interval(Duration.ofMillis(1))
                  .onBackpressureDrop()
                  .takeUntilOther(stop)
                  .map(tick -> block(sent));
          Mono<Integer> returned =
              socket
                  .<Integer>input(
                      (() -> (bytes, end) -> bytes.remaining() < 4 ? null : bytes.getInt()))
                  .reduce(
                      0,
                      (expected, number) -> {
                        assertThat(number).isEqualTo(expected);
                        return expected + 1;
                      });
          return Mono.zip(
                  socket.send(numbers).then(socket.shutdownOutput()).thenReturn(true),
                  returned,
                  (done, count) -> count)
              .doOnNext(count -> assertThat(count).isEqualTo(sent.get()));
        },
        StreamSocket::close);
  }

  private static ByteBuffer block(AtomicInteger next) {
    ByteBuffer block = ByteBuffer.allocate(4 * BLOCK);
    for (int i = 0; i < BLOCK; i++) {
      block.putInt(next.getAndIncrement());
    }
    return block.flip();
  }

  private static Mono<Void> visit(String port) {
    return Mono.usingWhen(
        StreamSocket.connect("127.0.0.1", Integer.parseInt(port)),
        socket -> exchange(socket, (byte) 1),
        StreamSocket::close);
  }

  private static Mono<Void> exchange(StreamSocket socket, byte value) {
    return socket
        .send(ByteBuffer.wrap(new byte[] {value}))
        .then(socket.input().next())
        .doOnNext(back -> assertThat(back.get()).isEqualTo(value))
        .then();
  }
}
