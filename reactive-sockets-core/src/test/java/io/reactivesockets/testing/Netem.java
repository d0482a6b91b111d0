package io.reactivesockets.testing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A bad link by the kernel's own queueing discipline, where it has it. */
final class Netem {

  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final long LEAST_DELAY_MILLIS = 5; // netem reorders only what it delays
  private static final int BYTES_PER_PACKET = 1500;
  private static final int PACKETS_WITHOUT_RATE = 100_000;

  private Netem() {}

  /** Makes what leaves the device meet the conditions; false where the kernel cannot. */
  static boolean apply(NetworkNamespace namespace, String device, LinkConditions conditions) {
    if (Tools.find("tc").isEmpty()) {
      return false;
    }
    List<String> command = new ArrayList<>(List.of("tc", "qdisc", "add", "dev", device, "root"));
    command.addAll(arguments(conditions));
    Peer.Finished done = namespace.command(command.toArray(String[]::new)).run(PATIENCE);
    return done.exit() == 0;
  }

  static List<String> arguments(LinkConditions conditions) {
    List<String> words = new ArrayList<>(List.of("netem", "limit", limit(conditions)));
    long delay = conditions.delay().toMillis();
    if (conditions.reorderPercent() > 0) {
      delay = Math.max(delay, LEAST_DELAY_MILLIS);
    }
    if (delay > 0 || !conditions.jitter().isZero()) {
      words.addAll(List.of("delay", delay + "ms", conditions.jitter().toMillis() + "ms"));
    }
    percentage(words, "loss", conditions.lossPercent());
    percentage(words, "reorder", conditions.reorderPercent());
    percentage(words, "duplicate", conditions.duplicatePercent());
    percentage(words, "corrupt", conditions.corruptPercent());
    if (conditions.bitsPerSecond() > 0) {
      words.addAll(List.of("rate", conditions.bitsPerSecond() + "bit"));
    }
    return words;
  }

  private static void percentage(List<String> words, String fault, double percent) {
    if (percent > 0) {
      words.addAll(List.of(fault, percent + "%"));
    }
  }

  private static String limit(LinkConditions conditions) {
    int packets =
        conditions.bitsPerSecond() > 0
            ? Math.max(1, conditions.queueBytes() / BYTES_PER_PACKET)
            : PACKETS_WITHOUT_RATE;
    return String.valueOf(packets);
  }
}
