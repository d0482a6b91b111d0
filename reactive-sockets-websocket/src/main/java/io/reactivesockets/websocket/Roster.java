package io.reactivesockets.websocket;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Those members of a broadcast whose WebSockets share an event loop, at one moment, and what they
 * have in common. Immutable.
 */
final class Roster {

  static final Roster EMPTY = new Roster(List.of(), Set.of(), 0);

  private final List<BroadcastMember> members;
  private final Set<SharedWay> ways;
  private final int largestBudget;

  private Roster(List<BroadcastMember> members, Set<SharedWay> ways, int largestBudget) {
    this.members = members;
    this.ways = ways;
    this.largestBudget = largestBudget;
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

  boolean isEmpty() {
    return members.isEmpty();
  }

  Roster with(BroadcastMember member) {
    Set<SharedWay> more = new LinkedHashSet<>(ways);
    member.way().ifPresent(more::add);
    return new Roster(
        Stream.concat(members.stream(), Stream.of(member)).toList(),
        more,
        Math.max(largestBudget, member.budget()));
  }

  Roster without(BroadcastMember member) {
    List<BroadcastMember> fewer = members.stream().filter(each -> each != member).toList();
    Set<SharedWay> needed = new LinkedHashSet<>();
    int budget = 0;
    for (BroadcastMember each : fewer) {
      each.way().ifPresent(needed::add);
      budget = Math.max(budget, each.budget());
    }
    return new Roster(fewer, needed, budget);
  }
}
