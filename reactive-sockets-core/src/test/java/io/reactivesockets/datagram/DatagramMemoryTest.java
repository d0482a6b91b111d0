package io.reactivesockets.datagram;

import static io.reactivesockets.datagram.Sockets.TIMEOUT;
import static io.reactivesockets.datagram.Sockets.address;
import static org.assertj.core.api.Assertions.assertThat;

import io.reactivesockets.testing.ChildJvm;
import io.reactivesockets.testing.OnEachTransport;
import io.reactivesockets.testing.Peer;
import io.reactivesockets.transport.Transport;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Matcher;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** A flood of many times what a process has memory for, which nobody takes. */
class DatagramMemoryTest {

  private static final int COUNT = 60_000;
  private static final int SIZE = 1_000;

  @OnEachTransport
  void a_flood_that_nobody_takes_stays_within_the_read_ahead(Transport transport) {
    // Given a receiver with 24 MB of heap whose subscribers stall
    try (Sockets sockets = Sockets.on(transport);
        Peer child =
            ChildJvm.of(DatagramMemoryTest::stall, transport.name())
                .flags("-Xmx24m", "-XX:MaxDirectMemorySize=16m", "-XX:+ExitOnOutOfMemoryError")
                .start()) {
      DatagramSocket sender = sockets.bind("127.0.0.1");

      for (DropPolicy policy : DropPolicy.values()) {
        int port = Integer.parseInt(child.awaitLine(policy + " on (\\d+)", TIMEOUT).group(1));

        // When 60 MB are sent
        SendResult result =
            sender
                .send(
                    Flux.range(0, COUNT)
                        .map(
                            i ->
                                Datagram.to(
                                    address("127.0.0.1", port), ByteBuffer.allocate(SIZE + i % 2))))
                .block(TIMEOUT);
        child.send("over\n");

        // Then each is accounted for, and as much waits as was allowed
        assertThat(result.sentCount()).isEqualTo(COUNT);
        Matcher end = child.awaitLine(policy + " accounted (\\d+) waiting (\\d+)", TIMEOUT);
        assertThat(Long.parseLong(end.group(1))).isEqualTo(COUNT);
        assertThat(Integer.parseInt(end.group(2))).isBetween(500_000, 1 << 20);
      }
      child.endInput();
      child.awaitExit(TIMEOUT).expectSuccess();
    }
  }

  /** In a JVM of little memory. */
  static void stall(String[] arguments) throws IOException, InterruptedException {
    Transport transport = Transport.byName(arguments[0]);
    for (DropPolicy policy : DropPolicy.values()) {
      DatagramSocket socket =
          DatagramSocket.bind(
                  "127.0.0.1",
                  0,
                  DatagramSocketControl.builder()
                      .transport(transport)
                      .dropPolicy(policy)
                      .receiveOffload(false)
                      .build())
              .block(TIMEOUT);
      CountDownLatch one = new CountDownLatch(1);
      BaseSubscriber<Message> stalled =
          new BaseSubscriber<>() {
            @Override
            protected void hookOnSubscribe(org.reactivestreams.Subscription subscription) {
              subscription.request(1);
            }

            @Override
            protected void hookOnNext(Message message) {
              one.countDown();
            }
          };
      socket.messages().subscribe(stalled);
      System.out.println(policy + " on " + socket.port());
      while (System.in.read() != '\n') {
        // Until the sender is done.
      }
      one.await();
      List<Long> last =
          Flux.interval(Duration.ofMillis(20))
              .map(tick -> accounted(socket.information()))
              .buffer(5, 1)
              .filter(totals -> totals.stream().distinct().count() == 1)
              .blockFirst(TIMEOUT);
      int waiting = socket.information().unreadBytes();
      // What the kernel still holds comes when there is room.
      stalled.request(Long.MAX_VALUE);
      long accounted =
          Flux.interval(Duration.ofMillis(20))
              .map(tick -> accounted(socket.information()))
              .filter(total -> total >= COUNT)
              .next()
              .timeout(Duration.ofSeconds(20), Mono.just(last.get(0)))
              .block(TIMEOUT);
      System.out.println(policy + " accounted " + accounted + " waiting " + waiting);
      socket.close().block(TIMEOUT);
    }
  }

  private static long accounted(DatagramSocketInformation now) {
    return now.deliveredCount()
        + now.droppedCount()
        + now.unreadCount()
        + now.kernelDroppedCount().orElseThrow();
  }
}
