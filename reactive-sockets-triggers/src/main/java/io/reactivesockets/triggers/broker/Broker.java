package io.reactivesockets.triggers.broker;

import io.netty.channel.IoEventLoop;
import io.netty.channel.epoll.EpollIoOps;
import io.reactivesockets.triggers.broker.Audit.Event;
import io.reactivesockets.triggers.broker.Holding.Phase;
import io.reactivesockets.triggers.wire.Bytes;
import io.reactivesockets.triggers.wire.Code;
import io.reactivesockets.triggers.wire.Descriptors;
import io.reactivesockets.triggers.wire.Peer;
import io.reactivesockets.triggers.wire.Refusal;
import io.reactivesockets.triggers.wire.SocketRecord;
import io.reactivesockets.triggers.wire.TaskRecord;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * What the broker knows and does, on one event loop: whose each socket is, what happens to it, and
 * who is told.
 */
final class Broker {

  private static final int EPOLLHUP = 0x10;

  private final SocketBrokerServiceControl control;
  private final IoEventLoop loop;
  private final Holdings holdings;
  private final Tasks tasks;
  private final Wakes wakes;
  private final Alarms alarms;
  private final Farewells farewells;
  private final Audit audit = new Audit();
  private boolean quiet;
  private boolean closed;

  Broker(SocketBrokerServiceControl control, IoEventLoop loop, Executor blocking) {
    this.control = control;
    this.loop = loop;
    this.holdings = new Holdings(control);
    this.tasks = new Tasks(control);
    this.alarms = new Alarms(loop);
    this.farewells = new Farewells(loop, blocking, this::fire);
    this.wakes = new Wakes(holdings, tasks, new Launcher(control, loop, blocking, holdings, audit));
  }

  SocketBrokerServiceControl control() {
    return control;
  }

  Holdings holdings() {
    return holdings;
  }

  Tasks tasks() {
    return tasks;
  }

  Wakes wakes() {
    return wakes;
  }

  Audit audit() {
    return audit;
  }

  /** Keeps what a peer gives, but does nothing with it before {@link #commit}. */
  Holding prepare(SocketRecord given, Bytes state, List<Integer> descriptors) {
    check(given, state, descriptors);
    Holding holding = new Holding(given, state, descriptors, System.currentTimeMillis());
    holdings.add(holding);
    return holding;
  }

  private void check(SocketRecord given, Bytes state, List<Integer> descriptors) {
    refuseWhileEnding();
    if (given.id().isEmpty()) {
      throw new Refusal(Code.PROTOCOL, "a socket needs an id");
    }
    if (given.context().size() > control.maxContextBytes()) {
      throw new Refusal(
          Code.QUOTA,
          "a context of "
              + given.context().size()
              + " bytes, and "
              + control.maxContextBytes()
              + " are the most");
    }
    if (state.size() > control.maxUnreadBytes()) {
      throw new Refusal(
          Code.QUOTA,
          "unread bytes and state of "
              + state.size()
              + " bytes, and "
              + control.maxUnreadBytes()
              + " are the most");
    }
    int kind = Endpoints.kindOf(descriptors.get(0));
    if (kind != given.kind()) {
      throw new Refusal(
          Code.UNSUPPORTED, "descriptor of kind " + kind + " (expected: " + given.kind() + ")");
    }
    if (descriptors.stream().anyMatch(descriptor -> Endpoints.kindOf(descriptor) == 0)) {
      throw new Refusal(Code.UNSUPPORTED, "a descriptor that is no TCP or UDP socket");
    }
  }

  /** The socket is the broker's from here on. */
  void commit(Holding holding, Peer by) {
    audit.note(Event.TRANSFERRED, holding, by);
    hold(holding);
  }

  /** The socket stays with the peer. */
  void abort(Holding holding, Peer by) {
    audit.note(Event.ABORTED, holding, by);
    letGo(holding);
  }

  /** Offers a socket, which nobody else gets meanwhile. */
  Holding offer(Namespace namespace, String id, Peer to) {
    refuseWhileEnding();
    Holding holding = present(namespace, id);
    holding.unwatch();
    holding.phase(Phase.LEAVING);
    audit.note(Event.OFFERED, holding, to);
    return holding;
  }

  /** The socket is the peer's from here on. */
  void taken(Holding holding, Peer by) {
    audit.note(Event.TAKEN, holding, by);
    wakes.taken(holding);
    letGo(holding);
  }

  /** The socket stays with the broker. */
  void returned(Holding holding, Peer by) {
    audit.note(Event.RETURNED, holding, by);
    hold(holding);
  }

  void update(Namespace namespace, String id, Bytes context, Peer by) {
    refuseWhileEnding();
    Holding holding = present(namespace, id);
    if (context.size() > control.maxContextBytes()) {
      throw new Refusal(
          Code.QUOTA,
          "a context of "
              + context.size()
              + " bytes, and "
              + control.maxContextBytes()
              + " are the most");
    }
    holdings.resize(holding, context.size() - holding.describe().context().size());
    holding.context(context);
    audit.note(Event.UPDATED, holding, by);
  }

  void drop(Namespace namespace, String id, Peer by) {
    refuseWhileEnding();
    Holding holding = present(namespace, id);
    audit.note(Event.DROPPED, holding, by);
    letGo(holding);
  }

  void register(TaskRecord task, Peer by) {
    refuseWhileEnding();
    tasks.add(task);
    audit.note(Event.REGISTERED, task, by);
    wakes.registered(task);
  }

  void unregister(Namespace namespace, UUID task, Peer by) {
    refuseWhileEnding();
    audit.note(Event.UNREGISTERED, tasks.remove(namespace, task), by);
  }

  /** Takes over what another broker held. */
  void inherit(Holding holding) {
    holdings.keep(holding);
    audit.note(Event.INHERITED, holding);
    hold(holding);
  }

  /** Stops to watch and to change anything, so that all can be given away as it is. */
  void quiet(boolean on) {
    if (quiet == on) {
      return;
    }
    quiet = on;
    for (Holding holding : holdings.all()) {
      if (on) {
        holding.unwatch();
      } else if (holding.phase() == Phase.HELD) {
        hold(holding);
      } else if (holding.phase() == Phase.FIRED) {
        wakes.dispatch(holding);
      }
    }
    if (!on) {
      audit.note(Event.RESUMED, holdings.size() + " sockets");
    }
  }

  /** Tells whether no socket is on its way to or from a peer. */
  boolean isSettled() {
    return holdings.all().stream()
        .allMatch(each -> each.phase() == Phase.HELD || each.phase() == Phase.FIRED);
  }

  /** Closes what is left, which ends those connections unless somebody else has them. */
  void close() {
    closed = true;
    alarms.clear();
    for (Holding holding : holdings.all()) {
      letGo(holding);
    }
  }

  private void hold(Holding holding) {
    holding.phase(Phase.HELD);
    long age = System.currentTimeMillis() - holding.heldSince();
    alarms.after(Math.max(0, control.maxHold().toMillis() - age), holding, () -> expire(holding));
    if (quiet) {
      return;
    }
    if (holding.keepAliveMillis() > 0) {
      alarms.after(
          holding.keepAliveMillis(), holding, () -> fire(holding, SocketRecord.KEEP_ALIVE));
    }
    if (somethingWaits(holding)) {
      fire(holding, usualReason(holding));
      return;
    }
    for (int descriptor : holding.descriptors()) {
      holding.watched(Watch.start(loop, descriptor, ops -> ready(holding, ops)));
    }
  }

  private static boolean somethingWaits(Holding holding) {
    return holding.unreadBytes() > 0
        || (holding.kind() == SocketRecord.LISTENER
            && holding.descriptors().stream()
                .anyMatch(each -> Endpoints.kindOf(each) == SocketRecord.STREAM));
  }

  private void ready(Holding holding, EpollIoOps ops) {
    if (holding.phase() != Phase.HELD || quiet) {
      return;
    }
    boolean stream = holding.kind() == SocketRecord.STREAM;
    if (stream && ops.contains(EpollIoOps.EPOLLERR)) {
      fire(holding, SocketRecord.CLOSED);
    } else if (stream && (ops.contains(EpollIoOps.EPOLLRDHUP) || (ops.value() & EPOLLHUP) != 0)) {
      farewells.ask(holding);
    } else {
      fire(holding, usualReason(holding));
    }
  }

  private static int usualReason(Holding holding) {
    return holding.kind() == SocketRecord.LISTENER ? SocketRecord.ACCEPTED : SocketRecord.ACTIVITY;
  }

  private void fire(Holding holding, int reason) {
    if (holding.phase() != Phase.HELD || quiet) {
      return;
    }
    holding.unwatch();
    holding.fired(reason);
    long age = System.currentTimeMillis() - holding.heldSince();
    alarms.after(Math.max(0, control.maxHold().toMillis() - age), holding, () -> expire(holding));
    audit.note(Event.TRIGGERED, holding, "reason " + reason);
    wakes.dispatch(holding);
  }

  private void expire(Holding holding) {
    audit.note(Event.EXPIRED, holding);
    letGo(holding);
  }

  private void letGo(Holding holding) {
    holding.unwatch();
    holding.phase(Phase.GONE);
    holdings.remove(holding);
    Descriptors.close(holding.descriptors());
  }

  private Holding present(Namespace namespace, String id) {
    @Nullable Holding holding = holdings.find(namespace, id);
    if (holding == null || holding.phase() == Phase.PREPARED) {
      throw new Refusal(Code.UNKNOWN, "no socket with the id " + id + " is here");
    }
    if (holding.phase() == Phase.LEAVING) {
      throw new Refusal(Code.IN_USE, "the socket " + id + " is being taken by somebody");
    }
    return holding;
  }

  private void refuseWhileEnding() {
    if (closed) {
      throw new Refusal(Code.ENDING, "the broker ends");
    }
    if (quiet) {
      throw new Refusal(Code.ENDING, "the broker hands over to its successor");
    }
  }
}
