package io.reactivesockets.triggers.broker;

import io.netty.channel.IoEventLoop;
import io.netty.util.concurrent.Future;
import io.reactivesockets.triggers.wire.Code;
import io.reactivesockets.triggers.wire.Descriptors;
import io.reactivesockets.triggers.wire.Limits;
import io.reactivesockets.triggers.wire.Refusal;
import io.reactivesockets.triggers.wire.UnixConnection;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Everybody who is connected: who may, how many, and for how long without a word. */
final class Sessions {

  private static final Logger LOG = LoggerFactory.getLogger(Sessions.class);
  private static final int MORE_THAN_STATE = 256 * 1024;
  private static final int MOST_NAMED = 5;

  private final Broker broker;
  private final IoEventLoop loop;
  private final int ownUid;
  private final Supplier<Map<String, Long>> figures;
  private final BiFunction<Session, UUID, Succession> successions;
  private final Set<Session> sessions = new LinkedHashSet<>();
  private @Nullable Succession succession;
  private @Nullable Future<?> timer;

  Sessions(
      Broker broker,
      IoEventLoop loop,
      int ownUid,
      Supplier<Map<String, Long>> figures,
      BiFunction<Session, UUID, Succession> successions) {
    this.broker = broker;
    this.loop = loop;
    this.ownUid = ownUid;
    this.figures = figures;
    this.successions = successions;
  }

  /** Takes a connection that has just been accepted. */
  void accept(int descriptor) {
    try {
      UnixConnection connection =
          UnixConnection.accepted(
              loop,
              descriptor,
              Math.min(
                  Limits.MAX_PAYLOAD_BYTES, broker.control().maxUnreadBytes() + MORE_THAN_STATE));
      admit(connection, descriptor);
    } catch (IOException e) {
      LOG.debug("a peer left before it was let in", e);
    }
  }

  private void admit(UnixConnection connection, int descriptor) {
    int uid = connection.peer().uid();
    if (uid != ownUid && !broker.control().allowedUids().contains(uid)) {
      broker.audit().refused(connection.peer(), "not a user of this broker");
      Descriptors.close(descriptor);
    } else if (sessions.size() >= broker.control().maxConnections()) {
      broker.audit().refused(connection.peer(), sessions.size() + " connections are open already");
      Descriptors.close(descriptor);
    } else {
      Session session = new Session(broker, connection, this);
      sessions.add(session);
      connection.start(session);
      watchTheClock();
    }
  }

  int ownUid() {
    return ownUid;
  }

  int size() {
    return sessions.size();
  }

  Map<String, Long> figures() {
    return new LinkedHashMap<>(figures.get());
  }

  Succession succession(Session session, UUID request) {
    if (succession != null) {
      throw new Refusal(Code.IN_USE, "another successor was here before");
    }
    Succession next = successions.apply(session, request);
    succession = next;
    return next;
  }

  /** Tells to and from whom sockets are on their way. */
  String unsettled() {
    return sessions.stream()
        .filter(session -> !session.isSettled())
        .map(session -> session.connection().peer().toString())
        .distinct()
        .limit(MOST_NAMED)
        .collect(Collectors.joining(", "));
  }

  void endSuccession() {
    succession = null;
  }

  /** A socket has arrived or left, or stayed after all. */
  void moved() {
    if (succession != null) {
      succession.moved();
    }
  }

  void ended(Session session) {
    sessions.remove(session);
    moved();
    if (sessions.isEmpty() && timer != null) {
      timer.cancel(false);
      timer = null;
    }
  }

  void close() {
    for (Session session : new ArrayList<>(sessions)) {
      session.connection().close();
    }
  }

  private void watchTheClock() {
    if (timer == null) {
      long period = Math.max(50, broker.control().stallTimeout().toMillis() / 10);
      timer = loop.scheduleWithFixedDelay(this::tick, period, period, TimeUnit.MILLISECONDS);
    }
  }

  private void tick() {
    long now = System.nanoTime();
    long stall = broker.control().stallTimeout().toNanos();
    for (Session session : new ArrayList<>(sessions)) {
      session.tick(now, stall);
    }
  }
}
