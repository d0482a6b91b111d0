package io.reactivesockets.triggers.handover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.reactivesockets.datagram.DatagramSocket;
import io.reactivesockets.descriptor.Descriptors;
import io.reactivesockets.testing.ChildJvm;
import io.reactivesockets.testing.Peer;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** A service of datagrams is replaced while they come: {@code -Dhandover=long} for 100 times. */
@Tag("once")
class DatagramRestartTest {

  private static final Duration TIMEOUT = Duration.ofSeconds(120);
  private static final Duration PACE = Duration.ofMillis(1);
  private static final boolean LONG = "long".equals(System.getProperty("handover"));
  private static final int RESTARTS = LONG ? Integer.getInteger("handover.restarts", 100) : 2;

  @TempDir private Path directory;

  private final AtomicLong sent = new AtomicLong();
  private final AtomicBoolean stop = new AtomicBoolean();

  @BeforeAll
  static void needsEpoll() {
    assumeThat(Descriptors.areSupported()).isTrue();
  }

  private Peer service(String dieAt) {
    return ChildJvm.of(CountingService::main, directory.resolve("numbers").toString(), dieAt)
        .flags("-XX:TieredStopAtLevel=1")
        .lifetime(Duration.ofHours(1))
        .start();
  }

  @Test
  void each_datagram_is_received_once_and_in_order_or_counted() {
    Peer current = service("-");
    try {
      int port = portOf(current);
      DatagramSocket sender = DatagramSocket.connect("127.0.0.1", port).block(TIMEOUT);
      Sinks.Empty<Void> stopped = Sinks.empty();
      Mono.defer(() -> sender.send(number(sent.getAndIncrement())))
          .repeatWhen(each -> each.delayElements(PACE).takeWhile(n -> !stop.get()))
          .subscribe(n -> {}, stopped::tryEmitError, stopped::tryEmitEmpty);

      for (int i = 0; i < RESTARTS; i++) {
        if (i % 3 == 1) {
          try (Peer doomed = service("arrived")) {
            assertThat(doomed.awaitExit(TIMEOUT).exit()).isEqualTo(137);
          }
          current.awaitLine("kept", TIMEOUT);
        }
        Peer next = service("-");
        try {
          assertThat(portOf(next)).isEqualTo(port);
          assertThat(current.awaitExit(TIMEOUT).exit()).isZero();
        } finally {
          current.close();
          current = next;
        }
      }

      stop.set(true);
      stopped.asMono().block(TIMEOUT);
      sender.send(number(-1)).block(TIMEOUT);
      var line =
          current.awaitLine(
              "end: (\\d+) received, (\\d+) dropped, (\\d+) missing, (\\d+) out of order", TIMEOUT);
      long received = Long.parseLong(line.group(1));
      long dropped = Long.parseLong(line.group(2));
      System.out.printf(
          "%d restarts: %d datagrams sent, %d received, %d dropped and counted%n",
          RESTARTS, sent.get(), received, dropped);
      assertThat(received + dropped).isEqualTo(sent.get());
      assertThat(Long.parseLong(line.group(3))).isEqualTo(dropped);
      assertThat(line.group(4)).isEqualTo("0");
      sender.close().block(TIMEOUT);
    } finally {
      current.close();
    }
  }

  private static int portOf(Peer service) {
    return Services.number(service, "receiving on (\\d+)");
  }

  private static ByteBuffer number(long number) {
    return ByteBuffer.allocate(8).putLong(number).flip();
  }
}
