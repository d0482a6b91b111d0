package io.reactivesockets.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivesockets.testing.ChildJvm;
import io.reactivesockets.testing.LinkConditions;
import io.reactivesockets.testing.Peer;
import io.reactivesockets.testing.TwoHosts;
import io.reactivesockets.transport.Transport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Streams over bad links between two hosts: what one side sent is what the other got, both ways at
 * once, and nothing hangs. By default a selection in which each fault occurs; {@code
 * -Dfault.matrix=long} runs every combination, which takes 40 minutes.
 */
@Tag("once")
class FaultMatrixTest {

  private static final Duration DEADLINE = Duration.ofMinutes(2);
  private static final int SEVERE_MILLIS = 400;
  private static final long SLOW_BITS = 1_000_000;
  private static final int SLOW_QUEUE_BYTES = 32_768;
  private static final int BULK_BYTES = 524_288;
  private static final int BULK_BYTES_WHEN_SEVERE = 65_536;
  private static final int SLICES = 8_000;
  private static final int SLICES_WHEN_SEVERE = 1_000;

  /** One link and one way to use it. */
  private record Cell(LinkConditions link, boolean oneByteSlices, String transport) {

    int bytes() {
      boolean severe = link.delay().toMillis() >= SEVERE_MILLIS || link.lossPercent() >= 5;
      if (oneByteSlices) {
        return severe ? SLICES_WHEN_SEVERE : SLICES;
      }
      return severe ? BULK_BYTES_WHEN_SEVERE : BULK_BYTES;
    }

    @Override
    public String toString() {
      return "delay %d ms, loss %s %%, reorder %s %%, duplicate %s %%, corrupt %s %%, %s, %s, %s"
          .formatted(
              link.delay().toMillis(),
              link.lossPercent(),
              link.reorderPercent(),
              link.duplicatePercent(),
              link.corruptPercent(),
              link.bitsPerSecond() == 0 ? "full rate" : link.bitsPerSecond() + " bit/s",
              oneByteSlices ? "one-byte slices" : "bulk",
              transport);
    }
  }

  static List<Cell> cells() {
    List<Cell> cells = new ArrayList<>();
    List<String> transports = Transport.available();
    for (Use use : "long".equals(System.getProperty("fault.matrix")) ? everyUse() : someUses()) {
      String transport = transports.get(cells.size() % transports.size());
      cells.add(new Cell(use.link, use.oneByteSlices, transport));
    }
    return cells;
  }

  private record Use(LinkConditions link, boolean oneByteSlices) {}

  private static List<Use> someUses() {
    LinkConditions near = LinkConditions.PERFECT;
    LinkConditions far = near.delay(Duration.ofMillis(50));
    LinkConditions moon = near.delay(Duration.ofMillis(SEVERE_MILLIS));
    LinkConditions worst = far.loss(5).reorder(25).duplicate(1).corrupt(0.1);
    return List.of(
        new Use(near.reorder(25), false),
        new Use(near.loss(1).duplicate(1), true),
        new Use(near.loss(5), false),
        new Use(far.corrupt(0.1), true),
        new Use(far.loss(1).reorder(25), false),
        new Use(far.rate(SLOW_BITS, SLOW_QUEUE_BYTES), false),
        new Use(moon.duplicate(1), false),
        new Use(moon.loss(1).reorder(25), true),
        new Use(worst.rate(SLOW_BITS, SLOW_QUEUE_BYTES), true));
  }

  private static List<Use> everyUse() {
    List<Use> uses = new ArrayList<>();
    for (int delay : new int[] {0, 50, SEVERE_MILLIS}) {
      for (double loss : new double[] {0, 1, 5}) {
        LinkConditions link = LinkConditions.PERFECT.delay(Duration.ofMillis(delay)).loss(loss);
        for (LinkConditions reordered : List.of(link, link.reorder(25))) {
          for (LinkConditions doubled : List.of(reordered, reordered.duplicate(1))) {
            for (LinkConditions corrupted : List.of(doubled, doubled.corrupt(0.1))) {
              LinkConditions slow = corrupted.rate(SLOW_BITS, SLOW_QUEUE_BYTES);
              uses.add(new Use(corrupted, false));
              uses.add(new Use(corrupted, true));
              uses.add(new Use(slow, false));
              uses.add(new Use(slow, true));
            }
          }
        }
      }
    }
    return uses;
  }

  @ParameterizedTest(name = "{displayName} [{0}]")
  @MethodSource("cells")
  void both_sides_get_what_the_other_sent(Cell cell) {
    try (TwoHosts hosts = TwoHosts.over(cell.link)) {
      String address = hosts.right().ipv4();
      try (Peer listener =
          ChildJvm.of(FaultMatrixPeer::listen, arguments(cell, address))
              .in(hosts.right().namespace())
              .lifetime(DEADLINE.multipliedBy(2))
              .start()) {
        String port = listener.awaitLine("listening (\\d+)", DEADLINE).group(1);

        String client =
            ChildJvm.of(FaultMatrixPeer::connect, arguments(cell, address, port))
                .in(hosts.left().namespace())
                .lifetime(DEADLINE.multipliedBy(2))
                .run(DEADLINE)
                .expectSuccess()
                .output();
        String server = listener.awaitExit(DEADLINE).expectSuccess().output();

        String report = hosts.link() + "\n" + hosts.stopLink();
        assertThat(result(client, "sent")).as(report).startsWith(cell.bytes() + " ");
        assertThat(result(server, "received")).as(report).isEqualTo(result(client, "sent"));
        assertThat(result(client, "received")).as(report).isEqualTo(result(server, "sent"));
        assertThat(result(server, "sent")).as(report).startsWith(cell.bytes() + " ");
      }
    }
  }

  private static String[] arguments(Cell cell, String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                cell.transport,
                more[0],
                String.valueOf(cell.oneByteSlices),
                String.valueOf(cell.bytes()),
                DEADLINE.toString()));
    arguments.addAll(List.of(more).subList(1, more.length));
    return arguments.toArray(String[]::new);
  }

  private static String result(String output, String what) {
    return output
        .lines()
        .filter(line -> line.startsWith(what + " "))
        .map(line -> line.substring(what.length() + 1))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no line of what was " + what + ": " + output));
  }
}
