package io.reactivesockets.triggers.handover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.reactivesockets.descriptor.Descriptors;
import io.reactivesockets.testing.Peer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A service is replaced again and again under traffic and a storm of connections, and every third
 * time one of the two processes is killed in the middle: {@code -Dhandover=long} does it 100 times
 * under 1,000 connections.
 */
@Tag("once")
class RestartStormTest {

  private static final Duration TIMEOUT = Duration.ofSeconds(120);
  private static final boolean LONG = "long".equals(System.getProperty("handover"));
  private static final int CONNECTIONS = LONG ? 1_000 : 50;
  private static final int RESTARTS = LONG ? Integer.getInteger("handover.restarts", 100) : 2;
  private static final List<String> OF_SUCCESSOR = List.of("arrived", "confirmed", "got");
  private static final List<String> OF_PREDECESSOR = List.of("give", "held", "released", "yours");
  private static final int VISITORS_DESCRIPTORS = 16;

  @TempDir private Path directory;

  private final Random random = new Random(42);
  private final List<Duration> quietly = new ArrayList<>();
  private final List<Duration> killed = new ArrayList<>();
  private final List<Integer> descriptors = new ArrayList<>();
  private final List<Integer> heap = new ArrayList<>();
  private List<NumberedClient> clients = List.of();
  private int reset;
  private Peer current;

  @BeforeAll
  static void needsEpoll() {
    assumeThat(Descriptors.areSupported()).isTrue();
  }

  /** Two of three restarts are quiet; in the short form, none. */
  private enum Fate {
    QUIET,
    SUCCESSOR_DIES,
    PREDECESSOR_DIES;

    static Fate of(int restart) {
      if (LONG && restart % 3 != 1) {
        return QUIET;
      }
      return restart % 2 == 0 ? SUCCESSOR_DIES : PREDECESSOR_DIES;
    }
  }

  private Peer start(int restart) {
    // What this one does when it is replaced in its turn
    return Services.start(
        directory,
        Fate.of(restart + 1) == Fate.PREDECESSOR_DIES ? inTheMiddle(OF_PREDECESSOR) : "-");
  }

  /** After the listener and some connections, and before the last. */
  private String inTheMiddle(List<String> steps) {
    return steps.get(random.nextInt(steps.size()))
        + " "
        + (2 + random.nextInt(CONNECTIONS - Math.min(CONNECTIONS / 2, 20)));
  }

  @Test
  void no_byte_and_no_connection_is_lost_that_was_not_a_dead_process_s() {
    current = start(-1);
    try {
      int port = Services.portOf(current);
      clients = NumberedClient.connect(port, CONNECTIONS);
      NumberedClient.assertAllGoOn(clients);
      Visitors visitors = Visitors.of(port);

      for (int i = 0; i < RESTARTS; i++) {
        clients.forEach(NumberedClient::slowest);
        int cutBefore = visitors.cut();

        restart(i);

        assertThat(visitors.refused()).isEmpty();
        if (Fate.of(i) == Fate.QUIET) {
          assertThat(clients).hasSize(CONNECTIONS);
          assertThat(visitors.cut()).isEqualTo(cutBefore);
        }
        List<Duration> pauses = Fate.of(i) == Fate.QUIET ? quietly : killed;
        clients.stream()
            .filter(NumberedClient::isEager)
            .forEach(client -> pauses.add(client.slowest()));
        reset += CONNECTIONS - clients.size();
        clients = NumberedClient.fillUp(clients, port, CONNECTIONS);
        NumberedClient.assertAllGoOn(clients); // Then they have been accepted.
        note();
      }

      visitors.stop();
      NumberedClient.assertAllEndWell(clients);
      assertThat(visitors.served()).isPositive();
      assertFlat();
      tell(visitors);
    } finally {
      current.close();
    }
  }

  private void restart(int restart) {
    if (Fate.of(restart) == Fate.SUCCESSOR_DIES) {
      try (Peer doomed = Services.start(directory, inTheMiddle(OF_SUCCESSOR))) {
        assertEnds(doomed, 137);
      }
      int left = Services.restored(current, 2);
      clients = NumberedClient.settled(clients);
      // Visitors are among those that are left.
      assertThat(left - clients.size()).isBetween(0, VISITORS_DESCRIPTORS);
    }
    Peer next = start(restart);
    try {
      int carried = Services.carriedBy(next);
      boolean dies = Fate.of(restart) == Fate.PREDECESSOR_DIES;
      assertEnds(current, dies ? 137 : 0);
      clients = NumberedClient.settled(clients);
      assertThat(carried - clients.size()).isBetween(0, VISITORS_DESCRIPTORS);
    } finally {
      current.close();
      current = next;
    }
  }

  private static void assertEnds(Peer service, int exit) {
    Peer.Finished end = service.awaitExit(TIMEOUT);
    assertThat(end.exit()).as(end.output() + end.errors()).isEqualTo(exit);
  }

  private void note() {
    current.send("\n");
    var line = current.awaitLine("(\\d+) descriptors, (\\d+) KiB of heap", TIMEOUT);
    descriptors.add(Integer.parseInt(line.group(1)));
    heap.add(Integer.parseInt(line.group(2)));
  }

  private void assertFlat() {
    assertThat(Collections.max(descriptors) - Collections.min(descriptors))
        .as("descriptors %s", descriptors)
        .isLessThanOrEqualTo(VISITORS_DESCRIPTORS);
    assertThat(heap.get(heap.size() - 1))
        .as("KiB of heap %s", heap)
        .isLessThan(heap.get(0) * 3 / 2);
  }

  private void tell(Visitors visitors) {
    System.out.printf(
        "%d connections, %d restarts: %d reset by deaths; %d visits, %d cut by deaths, 0 refused;"
            + " longest echo quietly %s, with a death %s; descriptors %s, heap in KiB %s%n",
        CONNECTIONS,
        RESTARTS,
        reset,
        visitors.served(),
        visitors.cut(),
        percentiles(quietly),
        percentiles(killed),
        Collections.min(descriptors) + ".." + Collections.max(descriptors),
        Collections.min(heap) + ".." + Collections.max(heap));
  }

  private static String percentiles(List<Duration> durations) {
    if (durations.isEmpty()) {
      return "-";
    }
    Collections.sort(durations);
    return "p50 %d ms, p99 %d ms"
        .formatted(
            durations.get(durations.size() / 2).toMillis(),
            durations.get(durations.size() * 99 / 100).toMillis());
  }
}
