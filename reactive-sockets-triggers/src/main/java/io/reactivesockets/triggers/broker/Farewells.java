package io.reactivesockets.triggers.broker;

import io.netty.channel.IoEventLoop;
import io.reactivesockets.triggers.wire.SocketRecord;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.ObjIntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Tells a peer that has only closed from one that has said something before. The kernel reports
 * both in the same way, so the length of the receive queue decides.
 */
final class Farewells {

  private final IoEventLoop loop;
  private final Executor blocking;
  private final ObjIntConsumer<Holding> told;
  private List<Holding> waiting = new ArrayList<>();
  private boolean looking;

  Farewells(IoEventLoop loop, Executor blocking, ObjIntConsumer<Holding> told) {
    this.loop = loop;
    this.blocking = blocking;
    this.told = told;
  }

  /** Finds out what happened; one look serves all who ask meanwhile. */
  void ask(Holding holding) {
    waiting.add(holding);
    look();
  }

  private void look() {
    if (looking || waiting.isEmpty()) {
      return;
    }
    looking = true;
    Map<Holding, Integer> asked = new HashMap<>();
    waiting.forEach(holding -> asked.put(holding, holding.generation()));
    waiting = new ArrayList<>();
    blocking.execute(
        () -> {
          Map<Holding, Integer> reasons = reasons(asked.keySet());
          Later.on(
              loop,
              () -> {
                looking = false;
                asked.forEach(
                    (holding, generation) -> tell(holding, generation, reasons.get(holding)));
                look();
              });
        });
  }

  private void tell(Holding holding, int generation, @Nullable Integer reason) {
    if (reason != null && holding.generation() == generation) {
      told.accept(holding, reason);
    }
  }

  private static Map<Holding, Integer> reasons(Iterable<Holding> holdings) {
    Map<Holding, String> inodes = new HashMap<>();
    holdings.forEach(
        holding ->
            inodes.put(holding, SocketQueues.inode(holding.descriptors().get(0)).orElse("")));
    SocketQueues queues = SocketQueues.read(Set.copyOf(inodes.values()));
    Map<Holding, Integer> reasons = new HashMap<>();
    inodes.forEach((holding, inode) -> reasons.put(holding, reason(queues.unread(inode))));
    return reasons;
  }

  private static int reason(OptionalLong unread) {
    if (unread.isEmpty()) {
      return SocketRecord.NOT_KNOWN;
    }
    return unread.getAsLong() > 1 ? SocketRecord.ACTIVITY : SocketRecord.CLOSED;
  }
}
