package io.reactivesockets.websocket;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Those members of a broadcast whose WebSockets share an event loop, at one moment, and what they
 * have in common. Immutable.
 */
final class Roster {

  static final Roster EMPTY = of(List.of());

  private final List<BroadcastMember> members;
  private final Set<SharedWay> ways;
  private final int largestBudget;

  private Roster(List<BroadcastMember> members, Set<SharedWay> ways, int largestBudget) {
    this.members = members;
    this.ways = ways;
    this.largestBudget = largestBudget;
  }

  /** Lists members, which joined in this order. */
  static Roster of(Collection<BroadcastMember> members) {
    Set<SharedWay> ways = new LinkedHashSet<>();
    int largestBudget = 0;
    for (BroadcastMember member : members) {
      member.way().ifPresent(ways::add);
      largestBudget = Math.max(largestBudget, member.budget());
    }
    return new Roster(List.copyOf(members), ways, largestBudget);
  }

  /** Returns the members in the order in which they joined. */
  List<BroadcastMember> members() {
    return members;
  }

  /** Returns how messages may be compressed for several of them. */
  Set<SharedWay> ways() {
    return ways;
  }

  /** Returns the most bytes that may wait for any of them. */
  int largestBudget() {
    return largestBudget;
  }
}
