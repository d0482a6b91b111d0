package io.reactivesockets.host;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Spreads sorted pairs so that each next one brings as many untried addresses as it can. */
final class PairSpread {
  private static final int BOTH = 2;

  private final Set<Optional<HostName>> triedLocals = new HashSet<>();
  private final Set<HostName> triedRemotes = new HashSet<>();

  private PairSpread() {}

  static List<EndpointPair> spread(List<EndpointPair> sorted) {
    PairSpread spread = new PairSpread();
    List<EndpointPair> left = new ArrayList<>(sorted);
    List<EndpointPair> spreadPairs = new ArrayList<>(sorted.size());
    while (!left.isEmpty()) {
      EndpointPair next = left.remove(spread.indexOfNext(left));
      spread.triedLocals.add(next.localHostName());
      spread.triedRemotes.add(next.remoteHostName());
      spreadPairs.add(next);
    }
    return List.copyOf(spreadPairs);
  }

  private int indexOfNext(List<EndpointPair> left) {
    int best = 0;
    int bestUntried = -1;
    for (int i = 0; i < left.size() && bestUntried < BOTH; i++) {
      int untried = untried(left.get(i));
      if (untried > bestUntried) {
        best = i;
        bestUntried = untried;
      }
    }
    return best;
  }

  private int untried(EndpointPair pair) {
    int local = triedLocals.contains(pair.localHostName()) ? 0 : 1;
    int remote = triedRemotes.contains(pair.remoteHostName()) ? 0 : 1;
    return local + remote;
  }
}
