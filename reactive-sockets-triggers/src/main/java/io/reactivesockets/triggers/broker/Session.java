package io.reactivesockets.triggers.broker;

import io.reactivesockets.triggers.broker.Holding.Phase;
import io.reactivesockets.triggers.wire.Bytes;
import io.reactivesockets.triggers.wire.Code;
import io.reactivesockets.triggers.wire.Descriptors;
import io.reactivesockets.triggers.wire.Limits;
import io.reactivesockets.triggers.wire.Message;
import io.reactivesockets.triggers.wire.Refusal;
import io.reactivesockets.triggers.wire.SocketRecord;
import io.reactivesockets.triggers.wire.TaskRecord;
import io.reactivesockets.triggers.wire.UnixConnection;
import io.reactivesockets.triggers.wire.WireFormatException;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One peer's connection to the broker: who it is, what it has asked for, what is on its way. */
final class Session implements UnixConnection.Receiver {

  private static final long MAX_PENDING_BYTES = 256 * 1024;

  private final Broker broker;
  private final UnixConnection connection;
  private final Sessions sessions;
  private final Map<UUID, Holding> arriving = new HashMap<>();
  private final Map<UUID, Holding> leaving = new HashMap<>();
  private final Deque<Holding> notices = new ArrayDeque<>();
  private Set<UUID> overdue = Set.of();
  private @Nullable Namespace namespace;
  private boolean administrator;
  private @Nullable Succession succession;
  private long lastProgress;
  private long lastProgressNanos = System.nanoTime();

  Session(Broker broker, UnixConnection connection, Sessions sessions) {
    this.broker = broker;
    this.connection = connection;
    this.sessions = sessions;
  }

  UnixConnection connection() {
    return connection;
  }

  @Override
  public void received(Message message, List<Integer> descriptors) {
    boolean kept = false;
    try {
      kept = handle(message, descriptors);
    } catch (Refusal refusal) {
      broker.audit().refused(connection.peer(), refusal.reason());
      refuse(message, refusal);
    } finally {
      if (!kept) {
        Descriptors.close(descriptors);
      }
    }
    if (connection.pendingBytes() > MAX_PENDING_BYTES) {
      connection.pause();
    }
  }

  /** Does what is asked; tells whether the descriptors are the broker's now. */
  private boolean handle(Message message, List<Integer> descriptors) {
    if (message instanceof Message.Hello hello) {
      greet(hello);
      return false;
    }
    if (namespace == null) {
      throw new WireFormatException("no greeting before " + message.getClass().getSimpleName());
    }
    if (message instanceof Message.Transfer transfer) {
      refuseUnlessNew(transfer.request());
      transfer(transfer, descriptors);
      return true;
    }
    if (!(handleMove(message) || handleRequest(message))) {
      throw new WireFormatException("not for a broker: " + message.getClass().getSimpleName());
    }
    return false;
  }

  private boolean handleMove(Message message) {
    if (message instanceof Message.Commit commit) {
      broker.commit(moving(arriving, commit.request()), connection.peer());
      done(commit.request());
    } else if (message instanceof Message.Abort abort) {
      broker.abort(moving(arriving, abort.request()), connection.peer());
      done(abort.request());
    } else if (message instanceof Message.Take take) {
      take(take);
    } else if (message instanceof Message.Taken taken) {
      broker.taken(moving(leaving, taken.request()), connection.peer());
      done(taken.request());
    } else if (message instanceof Message.Return back) {
      broker.returned(moving(leaving, back.request()), connection.peer());
      done(back.request());
    } else {
      return false;
    }
    sessions.moved();
    return true;
  }

  private boolean handleRequest(Message message) {
    if (message instanceof Message.Register register) {
      register(register);
    } else if (message instanceof Message.Unregister unregister) {
      broker.unregister(own(), unregister.task(), connection.peer());
      done(unregister.request());
    } else if (message instanceof Message.Listing listing) {
      list(listing);
    } else if (message instanceof Message.Update update) {
      broker.update(own(), update.id(), update.context(), connection.peer());
      done(update.request());
    } else if (message instanceof Message.Drop drop) {
      drop(drop);
    } else if (message instanceof Message.Subscribe subscribe) {
      done(subscribe.request());
      broker.wakes().subscribe(this, own());
    } else if (message instanceof Message.Unsubscribe unsubscribe) {
      unsubscribe();
      done(unsubscribe.request());
    } else {
      return handleAdministration(message);
    }
    return true;
  }

  private boolean handleAdministration(Message message) {
    if (message instanceof Message.Statistics statistics) {
      onlyAdministrator();
      connection.send(new Message.Figures(statistics.request(), sessions.figures()));
    } else if (message instanceof Message.Standby standby) {
      onlyAdministrator();
      broker.wakes().standby(standby.on());
      done(standby.request());
    } else if (message instanceof Message.Succeed succeed) {
      onlyAdministrator();
      Succession begun = sessions.succession(this, succeed.request());
      succession = begun;
      begun.begin(); // From here on the successor may be found to have gone.
    } else if (message instanceof Message.Done && succession != null) {
      succession.accepted();
    } else {
      return false;
    }
    return true;
  }

  private void greet(Message.Hello hello) {
    if (namespace != null) {
      throw new WireFormatException("a second greeting");
    }
    if (hello.version() != Limits.VERSION) {
      throw new WireFormatException(
          "version " + hello.version() + " (expected: " + Limits.VERSION + ")");
    }
    if (hello.administrator() && connection.peer().uid() != sessions.ownUid()) {
      throw new WireFormatException("an administrator of another user");
    }
    administrator = hello.administrator();
    namespace = new Namespace(connection.peer().uid(), hello.application());
    connection.send(
        new Message.Welcome(
            Limits.VERSION, broker.control().maxContextBytes(), broker.control().maxUnreadBytes()));
  }

  private void transfer(Message.Transfer transfer, List<Integer> descriptors) {
    SocketRecord told = transfer.socket();
    SocketRecord given =
        new SocketRecord(
            own().uid(),
            own().application(),
            told.id(),
            told.kind(),
            told.task(),
            told.wake(),
            told.keepAliveMillis(),
            0,
            told.unreadBytes(),
            SocketRecord.NOTHING,
            "",
            "",
            told.level(),
            told.context());
    Holding holding;
    try {
      holding = broker.prepare(given, transfer.state(), descriptors);
    } catch (RuntimeException e) {
      Descriptors.close(descriptors);
      if (e instanceof Refusal refusal) {
        broker.audit().refused(connection.peer(), refusal.reason());
        refuse(transfer, refusal);
        return;
      }
      throw e;
    }
    arriving.put(transfer.request(), holding);
    holding.keepableFrom(transfer.until());
    connection.send(new Message.Prepared(transfer.request()));
  }

  private void take(Message.Take take) {
    refuseUnlessNew(take.request());
    Holding holding = broker.offer(own(), take.id(), connection.peer());
    Bytes state;
    try {
      state = take.plain() ? PlainState.of(holding) : holding.state();
    } catch (IllegalArgumentException e) {
      broker.returned(holding, connection.peer());
      throw new Refusal(
          Code.UNSUPPORTED, "the state of the socket is not known: " + e.getMessage());
    }
    leaving.put(take.request(), holding);
    connection.send(
        new Message.Given(take.request(), holding.describe(), state), holding.descriptors());
  }

  private void register(Message.Register register) {
    TaskRecord task = register.task();
    if (!task.command().isEmpty() && own().uid() != sessions.ownUid()) {
      throw new Refusal(Code.DENIED, "the broker launches programs for its own user only");
    }
    broker.register(
        new TaskRecord(
            own().uid(),
            own().application(),
            task.id(),
            task.name(),
            task.command(),
            task.environment(),
            task.directory(),
            task.listenFds()),
        connection.peer());
    done(register.request());
  }

  private void list(Message.Listing listing) {
    List<SocketRecord> page = new ArrayList<>();
    String prefix = administrator ? "" : own().prefix();
    String[] last = {""};
    long[] bytes = {0};
    broker
        .holdings()
        .after(
            listing.after(),
            prefix,
            (key, holding) -> {
              if (bytes[0] >= Limits.MAX_PAGE_BYTES) {
                return false;
              }
              if (holding.phase() != Phase.PREPARED) {
                page.add(holding.describe());
                bytes[0] += 512 + holding.describe().context().size();
              }
              last[0] = key;
              return true;
            });
    String next = bytes[0] >= Limits.MAX_PAGE_BYTES ? last[0] : "";
    connection.send(new Message.Page(listing.request(), next, page));
  }

  private void drop(Message.Drop drop) {
    Namespace whose = administrator ? new Namespace(drop.uid(), drop.application()) : own();
    broker.drop(whose, drop.id(), connection.peer());
    done(drop.request());
  }

  /** Tells the peer of a socket to which something happened, as soon as it reads. */
  void tell(Holding holding) {
    notices.add(holding);
    pump();
  }

  private void pump() {
    while (!notices.isEmpty() && connection.pendingBytes() < MAX_PENDING_BYTES) {
      Holding holding = notices.remove();
      if (holding.told() == this) {
        connection.send(new Message.Notice(holding.describe()));
      }
    }
  }

  @Override
  public void drained() {
    if (connection.pendingBytes() < MAX_PENDING_BYTES / 2) {
      connection.resume();
      pump();
      if (succession != null) {
        succession.pump();
      }
    }
  }

  /**
   * The peer has gone. One that is alive says so before it goes if it keeps a socket that was on
   * its way here; from one that has died in between, the broker takes it, unless the peer may have
   * decided to keep it and not have been heard, for this broker did not get to read.
   */
  @Override
  public void closed(@Nullable Throwable cause) {
    boolean peerLeft = cause == null || cause instanceof IOException;
    if (cause != null && !peerLeft) {
      broker.audit().refused(connection.peer(), String.valueOf(cause.getMessage()));
    }
    for (Holding holding : List.copyOf(arriving.values())) {
      if (holding.phase() == Phase.PREPARED && peerLeft && !holding.mayHaveBeenKept()) {
        broker.commit(holding, connection.peer());
      } else if (holding.phase() == Phase.PREPARED) {
        broker.abort(holding, connection.peer());
      }
    }
    for (Holding holding : List.copyOf(leaving.values())) {
      if (holding.phase() == Phase.LEAVING) {
        broker.returned(holding, connection.peer());
      }
    }
    arriving.clear();
    leaving.clear();
    if (namespace != null) {
      unsubscribe();
    }
    if (succession != null) {
      succession.abandoned();
    }
    sessions.ended(this);
  }

  /**
   * Ends the session of a peer that owes something for too long, unless a socket that it was given
   * is in doubt.
   */
  void tick(long nowNanos, long stallNanos) {
    boolean decided = decideOverdue(nowNanos - stallNanos);
    long progress = connection.progress();
    if (decided && isSettled()) {
      cutOff();
    } else if (progress != lastProgress || !isPeerDue()) {
      lastProgress = progress;
      lastProgressNanos = nowNanos;
    } else if (nowNanos - lastProgressNanos > stallNanos && isSettled()) {
      cutOff();
    }
  }

  private void cutOff() {
    broker.audit().refused(connection.peer(), "stalled");
    connection.close();
  }

  /**
   * A peer that does not say the last word of a transfer keeps the socket, and finds that out when
   * it goes on; one that said it would never keep it has let go. That is decided at the second
   * look: if this process itself stood still, the word may have come and not been read.
   */
  private boolean decideOverdue(long cameBefore) {
    Set<UUID> late =
        arriving.entrySet().stream()
            .filter(each -> each.getValue().cameNanos() - cameBefore < 0)
            .map(Map.Entry::getKey)
            .collect(Collectors.toSet());
    boolean decided = false;
    for (UUID request : late) {
      if (overdue.contains(request)) {
        decide(Objects.requireNonNull(arriving.remove(request)));
        decided = true;
      }
    }
    overdue = late;
    return decided;
  }

  private void decide(Holding holding) {
    if (holding.phase() == Phase.PREPARED && holding.mayBeKept()) {
      broker.abort(holding, connection.peer());
    } else if (holding.phase() == Phase.PREPARED) {
      broker.commit(holding, connection.peer());
    }
    sessions.moved();
  }

  private boolean isPeerDue() {
    return connection.isPeerDue()
        || namespace == null
        || (succession != null && succession.isPeerDue());
  }

  boolean isSettled() {
    return arriving.isEmpty() && leaving.isEmpty();
  }

  private void unsubscribe() {
    notices.clear();
    broker.wakes().unsubscribe(this, own());
  }

  private Namespace own() {
    return Objects.requireNonNull(namespace);
  }

  private void onlyAdministrator() {
    if (!administrator) {
      throw new Refusal(Code.DENIED, "only an administrator may do that");
    }
  }

  /** Two under one request could not be told apart, and one of them would be nobody's. */
  private void refuseUnlessNew(UUID request) {
    if (arriving.containsKey(request) || leaving.containsKey(request)) {
      throw new WireFormatException("a second socket under the request " + request);
    }
  }

  private static Holding moving(Map<UUID, Holding> where, UUID request) {
    Holding holding = where.remove(request);
    if (holding == null || holding.phase() == Phase.GONE) {
      throw new Refusal(Code.UNKNOWN, "no socket is on its way under " + request);
    }
    return holding;
  }

  private void done(UUID request) {
    connection.send(new Message.Done(request));
  }

  private void refuse(Message message, Refusal refusal) {
    connection.send(new Message.Refused(Requests.of(message), refusal.code(), refusal.reason()));
  }
}
