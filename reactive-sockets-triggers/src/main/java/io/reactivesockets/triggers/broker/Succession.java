package io.reactivesockets.triggers.broker;

import io.netty.channel.IoEventLoop;
import io.reactivesockets.triggers.broker.Audit.Event;
import io.reactivesockets.triggers.wire.Code;
import io.reactivesockets.triggers.wire.Message;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/**
 * Gives everything to a successor: waits until no socket is on its way, changes nothing from then
 * on, sends all, and ends when the successor says that it has it. If the successor goes before it
 * says so, everything stays and goes on.
 */
final class Succession {

  private static final long SETTLE_MILLIS = 10_000;
  private static final long MAX_PENDING_BYTES = 1024 * 1024;

  private final Broker broker;
  private final IoEventLoop loop;
  private final Session session;
  private final Sessions sessions;
  private final UUID request;
  private final int listener;
  private final Runnable succeeded;
  private final Deque<Holding> estate = new ArrayDeque<>();
  private State state = State.SETTLING;
  private boolean confirmed;

  Succession(
      Broker broker,
      IoEventLoop loop,
      Session session,
      Sessions sessions,
      UUID request,
      int listener,
      Runnable succeeded) {
    this.broker = broker;
    this.loop = loop;
    this.session = session;
    this.sessions = sessions;
    this.request = request;
    this.listener = listener;
    this.succeeded = succeeded;
  }

  void begin() {
    broker.quiet(true);
    loop.schedule(this::giveUp, SETTLE_MILLIS, TimeUnit.MILLISECONDS);
    moved();
  }

  /** A socket has arrived or left; if it was the last one on its way, all is given away. */
  void moved() {
    if (state == State.SETTLING && broker.isSettled()) {
      state = State.GIVING;
      estate.addAll(broker.holdings().all());
      session
          .connection()
          .send(
              new Message.Estate(request, estate.size(), broker.tasks().all()), List.of(listener));
      pump();
    }
  }

  void pump() {
    while (state == State.GIVING
        && !estate.isEmpty()
        && session.connection().pendingBytes() < MAX_PENDING_BYTES) {
      Holding holding = estate.remove();
      session
          .connection()
          .send(new Message.Bequest(holding.describe(), holding.state()), holding.descriptors());
    }
    endIfConfirmed();
  }

  /** Whether it is for the successor to do something. */
  boolean isPeerDue() {
    return state == State.GIVING;
  }

  /**
   * The successor has everything. Nothing here is this broker's any more when that has left for the
   * successor, which is not sure before; if it has gone meanwhile, all stays.
   */
  void accepted() {
    if (state == State.GIVING && estate.isEmpty() && !confirmed) {
      confirmed = true;
      session.connection().send(new Message.Done(request));
      endIfConfirmed();
    }
  }

  private void endIfConfirmed() {
    if (state == State.GIVING && confirmed && session.connection().pendingBytes() == 0) {
      state = State.OVER;
      broker.audit().note(Event.BEQUEATHED, broker.holdings().size() + " sockets");
      succeeded.run();
    }
  }

  /** The successor has gone. */
  void abandoned() {
    if (state != State.OVER) {
      state = State.OVER;
      sessions.endSuccession();
      broker.quiet(false);
    }
  }

  private void giveUp() {
    if (state == State.SETTLING) {
      session
          .connection()
          .send(
              new Message.Refused(
                  request,
                  Code.IN_USE,
                  "sockets are on their way to or from " + sessions.unsettled()));
      abandoned();
    }
  }

  private enum State {
    SETTLING,
    GIVING,
    OVER
  }
}
