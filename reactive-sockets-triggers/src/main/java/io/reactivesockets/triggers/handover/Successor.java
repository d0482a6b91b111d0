package io.reactivesockets.triggers.handover;

import io.reactivesockets.descriptor.DetachedSocket;
import io.reactivesockets.descriptor.DetachedSocketKind;
import io.reactivesockets.descriptor.unix.UnixConnection;
import io.reactivesockets.descriptor.unix.UnixMessage;
import io.reactivesockets.error.SocketErrorStatus;
import io.reactivesockets.error.SocketOperationException;
import io.reactivesockets.error.SocketPhase;
import io.reactivesockets.triggers.handover.Verdict.Outcome;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** The process that takes over, as its predecessor sees it. */
public final class Successor {

  private static final Logger LOG = LoggerFactory.getLogger(Successor.class);

  private final UnixConnection connection;
  private final Duration timeout;
  private final Verdict.Said verdict;
  private final AtomicInteger ids = new AtomicInteger();
  private final Map<Integer, Sinks.Empty<Void>> awaited = new ConcurrentHashMap<>();
  private final Sinks.Empty<Void> hello = Sinks.empty();
  private final Sinks.Empty<Void> end = Sinks.empty();
  private volatile @Nullable Throwable lost;

  Successor(UnixConnection connection, HandOverControl control) throws IOException {
    this.connection = connection;
    this.timeout = control.timeout();
    this.verdict = Verdict.Said.open();
    connection.messages().subscribe(this::heard, this::end, () -> end(gone()));
  }

  private static SocketOperationException gone() {
    return failure(SocketErrorStatus.PEER_UNRESPONSIVE).reason("the successor has gone").build();
  }

  private SocketOperationException stalled() {
    return failure(SocketErrorStatus.OPERATION_TIMED_OUT)
        .elapsed(timeout)
        .reason("process " + pid() + " did not go on")
        .build();
  }

  private static SocketOperationException.Builder failure(SocketErrorStatus status) {
    return SocketOperationException.builder(SocketPhase.OPEN, "hand over")
        .status(status)
        .hint("what it has not confirmed is still here: adopt it again");
  }

  /** Completes when the successor has said that it speaks this protocol, and can hear a verdict. */
  Mono<Successor> greeted() {
    return inTime(hello.asMono())
        .then(Mono.defer(() -> connection.send(HandOverMessages.verdict(verdict.descriptor()))))
        .doOnSuccess(sent -> verdict.passed())
        .thenReturn(this);
  }

  private void heard(UnixMessage message) {
    message.closeDescriptors();
    int kind = HandOverMessages.kind(message);
    if (kind == HandOverMessages.HELLO
        && message.bytes().length == 2
        && message.bytes()[1] == HandOverMessages.VERSION) {
      hello.tryEmitEmpty();
    } else if (kind == HandOverMessages.HELD && message.bytes().length == 5) {
      Sinks.Empty<Void> held = awaited.remove(HandOverMessages.id(message));
      if (held != null) {
        held.tryEmitEmpty();
      }
    } else if (kind == HandOverMessages.END) {
      end.tryEmitEmpty();
    } else {
      LOG.warn("process {} does not speak the hand-over protocol", pid());
      revoke().subscribe();
    }
  }

  /** The connection has ended; unless it was meant to, everything goes on here. */
  private void end(Throwable why) {
    verdict.say(Outcome.REVOKED);
    lost = why;
    hello.tryEmitError(why);
    awaited.values().forEach(held -> held.tryEmitError(why));
    awaited.clear();
    end.tryEmitError(why);
  }

  /**
   * Returns the process id of the successor.
   *
   * @return as the kernel says
   */
  public int pid() {
    return connection.peer().pid();
  }

  /**
   * Gives a socket away.
   *
   * @param parcel the socket and what belongs to it
   * @return cold, for one subscription; completes when the socket is the successor's, and is
   *     released here. If it fails, such as with {@code OPERATION_TIMED_OUT} for a successor that
   *     stalls, the socket is not the successor's and still held here, to be adopted again, and the
   *     connection to the successor is closed
   */
  public Mono<Void> give(Parcel parcel) {
    return give(parcel, parcel.socket()::release);
  }

  /**
   * Gives a listener, and keeps its listening descriptors for the case that the successor does not
   * get so far that it has everything.
   *
   * @return cold, for one subscription; emits, when the listener is the successor's, what is kept,
   *     to be released or adopted; if it fails, all is still here
   */
  Mono<DetachedSocket> lend(Parcel parcel) {
    return Mono.defer(
        () -> {
          AtomicReference<@Nullable DetachedSocket> reserve = new AtomicReference<>();
          return give(parcel, () -> reserve.set(listeningPartOf(parcel.socket())))
              .then(Mono.fromSupplier(reserve::get));
        });
  }

  /** Connections that wait in it are the successor's, and released here. */
  private static DetachedSocket listeningPartOf(DetachedSocket listener) {
    listener.take();
    List<DetachedSocket> listening = new ArrayList<>();
    for (DetachedSocket member : listener.members()) {
      if (member.kind() == DetachedSocketKind.LISTENER) {
        listening.add(member);
      } else {
        member.release();
      }
    }
    return DetachedSocket.builder(DetachedSocketKind.LISTENER, listener.descriptor())
        .members(listening)
        .build();
  }

  /** Tells whether the connection has ended, or is about to. */
  boolean hasGone() {
    return lost != null;
  }

  private Mono<Void> give(Parcel parcel, Runnable release) {
    return Mono.defer(
        () -> {
          int id = ids.incrementAndGet();
          Sinks.Empty<Void> held = Sinks.empty();
          awaited.put(id, held);
          if (lost != null) {
            awaited.remove(id);
            return Mono.error(gone());
          }
          Steps.reached("give");
          return connection
              .send(HandOverMessages.of(id, parcel))
              .then(inTime(held.asMono()))
              .then(Mono.defer(() -> letGo(id, parcel, release)))
              .doOnError(failed -> awaited.remove(id))
              // It may hold the parcel, so nothing but the end of the connection makes it let go.
              .doOnError(SocketOperationException.class, failed -> revoke().subscribe());
        });
  }

  /** It is the successor's as soon as the kernel has the word for it; else it stays here. */
  private Mono<Void> letGo(int id, Parcel parcel, Runnable release) {
    Steps.reached("held");
    return connection
        .send(HandOverMessages.of(HandOverMessages.YOURS, id))
        .doOnSuccess(
            sent -> {
              Steps.reached("yours");
              release.run();
              Steps.reached("released");
              LOG.debug("{} is now process {}'s", parcel, pid());
            });
  }

  private <T> Mono<T> inTime(Mono<T> step) {
    return step.timeout(timeout, Mono.error(this::stalled));
  }

  /**
   * Tells the successor that there is no more.
   *
   * @return cold; completes when it has confirmed that it has everything, and the connection is
   *     closed; fails if it does not
   */
  public Mono<Void> finish() {
    return connection
        .send(HandOverMessages.end())
        .then(inTime(end.asMono()))
        .doOnSuccess(everything -> verdict.say(Outcome.LEFT))
        .doOnError(failed -> revoke().subscribe())
        .then(Mono.defer(connection::close));
  }

  /**
   * Ends the connection; what was given stays given, and what is on its way stays here.
   *
   * @return cold; completes when it is closed
   */
  public Mono<Void> close() {
    return Mono.defer(
        () -> {
          verdict.say(Outcome.KEPT);
          return connection.close();
        });
  }

  /** Ends the connection, and has a listener back that was {@link #lend lent}. */
  Mono<Void> revoke() {
    return Mono.defer(
        () -> {
          verdict.say(Outcome.REVOKED);
          if (lost == null) {
            lost = gone();
          }
          return connection.close();
        });
  }

  @Override
  public String toString() {
    return "Successor[process " + pid() + "]";
  }
}
