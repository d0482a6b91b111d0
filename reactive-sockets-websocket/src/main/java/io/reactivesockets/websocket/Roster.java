package io.reactivesockets.websocket;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
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
    return new Roster(fewer, waysWithout(member, fewer), budgetWithout(member, fewer));
  }

  /** Looks no further than to the next member that has what the one who leaves had. */
  private Set<SharedWay> waysWithout(BroadcastMember member, List<BroadcastMember> fewer) {
    Optional<SharedWay> way = member.way();
    if (way.isEmpty() || fewer.stream().anyMatch(each -> each.way().equals(way))) {
      return ways;
    }
    Set<SharedWay> needed = new LinkedHashSet<>(ways);
    needed.remove(way.get());
    return needed;
  }

  private int budgetWithout(BroadcastMember member, List<BroadcastMember> fewer) {
    int budget = member.budget();
    return budget < largestBudget || fewer.stream().anyMatch(each -> each.budget() == budget)
        ? largestBudget
        : fewer.stream().mapToInt(BroadcastMember::budget).max().orElse(0);
  }
}
