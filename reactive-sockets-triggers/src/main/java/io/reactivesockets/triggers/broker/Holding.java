package io.reactivesockets.triggers.broker;

import io.reactivesockets.triggers.wire.Bytes;
import io.reactivesockets.triggers.wire.SocketRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One socket that the broker holds, from the moment its descriptor came. */
final class Holding {

  enum Phase {
    /** The broker has it, but the peer has not let it go. */
    PREPARED,
    /** It is the broker's, and watched. */
    HELD,
    /** Something happened; the application is to take it. */
    FIRED,
    /** It was offered to a peer who has not taken it. */
    LEAVING,
    /** It is somebody else's, or closed. */
    GONE
  }

  private final Namespace namespace;
  private final String id;
  private final int kind;
  private final UUID task;
  private final boolean wake;
  private final long keepAliveMillis;
  private final long heldSince;
  private final long unreadBytes;
  private final String local;
  private final String remote;
  private final String level;
  private final Bytes state;
  private final List<Integer> descriptors;
  private final long cameNanos = System.nanoTime();
  private Bytes context;
  private Phase phase = Phase.PREPARED;
  private int reason = SocketRecord.NOTHING;
  private @Nullable Session told;
  private final List<Watch> watches = new ArrayList<>();

  /** From when on who gives it may decide to keep it, in nanoseconds; zero for never. */
  private long keepableFrom;

  /** Counts how often it was armed, so that an alarm of an earlier time means nothing. */
  private int generation;

  Holding(SocketRecord given, Bytes state, List<Integer> descriptors, long heldSince) {
    this.namespace = new Namespace(given.uid(), given.application());
    this.id = given.id();
    this.kind = given.kind();
    this.task = given.task();
    this.wake = given.wake();
    this.keepAliveMillis = given.keepAliveMillis();
    this.unreadBytes = given.unreadBytes();
    this.context = given.context();
    Endpoints endpoints = Endpoints.of(descriptors.get(0));
    this.local = endpoints.local();
    this.remote = endpoints.remote();
    this.level = given.level();
    this.state = state;
    this.descriptors = List.copyOf(descriptors);
    this.heldSince = heldSince;
  }

  SocketRecord describe() {
    return new SocketRecord(
        namespace.uid(),
        namespace.application(),
        id,
        kind,
        task,
        wake,
        keepAliveMillis,
        heldSince,
        unreadBytes,
        reason,
        local,
        remote,
        level,
        context);
  }

  String key() {
    return namespace.prefix() + id;
  }

  Namespace namespace() {
    return namespace;
  }

  String id() {
    return id;
  }

  int kind() {
    return kind;
  }

  UUID task() {
    return task;
  }

  boolean wakesInStandby() {
    return wake;
  }

  long keepAliveMillis() {
    return keepAliveMillis;
  }

  long heldSince() {
    return heldSince;
  }

  long unreadBytes() {
    return unreadBytes;
  }

  Bytes state() {
    return state;
  }

  /** The socket's own descriptor first, then those that belong to it. */
  List<Integer> descriptors() {
    return descriptors;
  }

  void keepableFrom(long nanos) {
    keepableFrom = nanos;
  }

  boolean mayHaveBeenKept() {
    return mayBeKept() && System.nanoTime() - keepableFrom >= 0;
  }

  /** Tells whether who gives it may ever decide to keep it. */
  boolean mayBeKept() {
    return keepableFrom != 0;
  }

  /** When its descriptor came, in nanoseconds. */
  long cameNanos() {
    return cameNanos;
  }

  long bytes() {
    return (long) state.size() + context.size();
  }

  void context(Bytes replacement) {
    context = replacement;
  }

  Phase phase() {
    return phase;
  }

  int reason() {
    return reason;
  }

  int generation() {
    return generation;
  }

  void phase(Phase next) {
    phase = next;
    generation++;
    told = null;
    if (next == Phase.HELD) {
      reason = SocketRecord.NOTHING;
    }
  }

  void fired(int why) {
    phase(Phase.FIRED);
    reason = why;
  }

  /** Returns who was told of what happened, or {@code null}. */
  @Nullable Session told() {
    return told;
  }

  void told(@Nullable Session session) {
    told = session;
  }

  void watched(Watch started) {
    watches.add(started);
  }

  void unwatch() {
    watches.forEach(Watch::stop);
    watches.clear();
  }

  @Override
  public String toString() {
    return namespace
        + " id="
        + id
        + " kind="
        + kindName()
        + " local="
        + local
        + " remote="
        + remote;
  }

  private String kindName() {
    return switch (kind) {
      case SocketRecord.LISTENER -> "listener";
      case SocketRecord.DATAGRAM -> "datagram";
      default -> "stream";
    };
  }
}
