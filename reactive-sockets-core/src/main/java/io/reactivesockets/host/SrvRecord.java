package io.reactivesockets.host;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * One server of a service, as DNS tells it in an SRV record (<a
 * href="https://www.rfc-editor.org/rfc/rfc2782">RFC 2782</a>).
 *
 * @param priority servers of the lowest number are tried first, 0 to 65535
 * @param weight how often, against the others of its priority, it is tried first, 0 to 65535
 * @param port the port of the service there, 0 to 65535
 * @param target the domain name of the server; {@code .} if the service is decidedly not available
 */
public record SrvRecord(int priority, int weight, int port, String target) {
  private static final int MAX = 65_535;
  private static final String ROOT = ".";

  /**
   * Makes a record of its parts.
   *
   * @param priority the priority
   * @param weight the weight
   * @param port the port
   * @param target the target
   * @throws IllegalArgumentException if a number is out of range
   */
  public SrvRecord {
    requireRange("priority", priority);
    requireRange("weight", weight);
    requireRange("port", port);
    Objects.requireNonNull(target, "target");
  }

  private static void requireRange(String name, int value) {
    if (value < 0 || value > MAX) {
      throw new IllegalArgumentException(name + ": " + value + " (expected: 0..65535)");
    }
  }

  /**
   * Tells whether this record says that there is no such service in the domain.
   *
   * @return {@code true} if the target is the root
   */
  public boolean saysUnavailable() {
    return target.equals(ROOT) || target.isEmpty();
  }

  /**
   * Tells whether a domain says that it does not offer the service: all its records point at the
   * root.
   *
   * @param records the records of a domain
   * @return {@code true} if there is at least one record and none names a server
   */
  public static boolean sayUnavailable(Collection<SrvRecord> records) {
    return !records.isEmpty() && records.stream().allMatch(SrvRecord::saysUnavailable);
  }

  /**
   * Puts the servers into the order in which to try them: by priority, and within one priority at
   * random, those of higher weight more often before the others. Records that name no server are
   * left out.
   *
   * @param records the records of a domain
   * @param random where chance comes from
   * @return the records in order, an immutable list
   */
  public static List<SrvRecord> ordered(Collection<SrvRecord> records, RandomGenerator random) {
    TreeMap<Integer, List<SrvRecord>> byPriority = new TreeMap<>();
    for (SrvRecord server : records) {
      if (!server.saysUnavailable()) {
        byPriority.computeIfAbsent(server.priority, priority -> new ArrayList<>()).add(server);
      }
    }
    List<SrvRecord> ordered = new ArrayList<>(records.size());
    byPriority.values().forEach(servers -> drawAll(servers, random, ordered));
    return List.copyOf(ordered);
  }

  private static void drawAll(
      List<SrvRecord> servers, RandomGenerator random, List<SrvRecord> ordered) {
    servers.sort((a, b) -> Boolean.compare(a.weight != 0, b.weight != 0));
    long total = servers.stream().mapToLong(SrvRecord::weight).sum();
    while (!servers.isEmpty()) {
      SrvRecord drawn = servers.remove(indexOfDrawn(servers, random.nextLong(total + 1)));
      total -= drawn.weight;
      ordered.add(drawn);
    }
  }

  /** The first whose running sum of weights reaches the number drawn. */
  private static int indexOfDrawn(List<SrvRecord> servers, long number) {
    long sum = 0;
    for (int i = 0; i < servers.size(); i++) {
      sum += servers.get(i).weight;
      if (sum >= number) {
        return i;
      }
    }
    return servers.size() - 1;
  }
}
