package io.reactivesockets.triggers.control;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** A bounded table of what was learned; the entry that was written longest ago goes first. */
class KeepAliveTable implements KeepAliveMemory {

  private static final int MOST = 10_000;

  private final Map<String, LearnedInterval> table = new LinkedHashMap<>();

  @Override
  public synchronized Optional<LearnedInterval> recall(String network) {
    return Optional.ofNullable(table.get(network));
  }

  @Override
  public synchronized void remember(String network, LearnedInterval learned) {
    table.remove(network);
    table.put(network, learned);
    if (table.size() > MOST) {
      table.remove(table.keySet().iterator().next());
    }
  }

  synchronized Map<String, LearnedInterval> copy() {
    return new LinkedHashMap<>(table);
  }
}
