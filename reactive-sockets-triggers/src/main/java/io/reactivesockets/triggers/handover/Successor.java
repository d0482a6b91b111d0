package io.reactivesockets.triggers.handover;

import io.reactivesockets.descriptor.DetachedSocket;
import io.reactivesockets.descriptor.DetachedSocketKind;
import io.reactivesockets.descriptor.unix.UnixConnection;
import io.reactivesockets.descriptor.unix.UnixMessage;
import io.reactivesockets.error.SocketErrorStatus;
import io.reactivesockets.error.SocketOperationException;
import io.reactivesockets.error.SocketPhase;
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
  private final AtomicInteger ids = new AtomicInteger();
  private final Map<Integer, Sinks.Empty<Void>> awaited = new ConcurrentHashMap<>();
  private final Sinks.Empty<Void> hello = Sinks.empty();
  private volatile @Nullable Throwable lost;
  private volatile boolean hasListener;

  Successor(UnixConnection connection) {
    this.connection = connection;
    connection.messages().subscribe(this::heard, this::end, () -> end(gone()));
  }

  private static SocketOperationException gone() {
    return SocketOperationException.builder(SocketPhase.OPEN, "hand over")
        .status(SocketErrorStatus.PEER_UNRESPONSIVE)
        .reason("the successor has gone")
        .hint("what it has not confirmed is still here: adopt it again")
        .build();
  }

  /** Completes when the successor has said that it speaks this protocol. */
  Mono<Successor> greeted() {
    return hello.asMono().thenReturn(this);
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
    } else {
      LOG.warn("process {} does not speak the hand-over protocol", connection.peer().pid());
      connection.close().subscribe();
    }
  }

  private void end(Throwable why) {
    lost = why;
    hello.tryEmitError(why);
    awaited.values().forEach(held -> held.tryEmitError(why));
    awaited.clear();
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
   *     released here. If it fails, the socket is not the successor's and still held here, to be
   *     adopted again
   */
  public Mono<Void> give(Parcel parcel) {
    return give(parcel, parcel.socket()::release);
  }

  /**
   * Gives a listener, and keeps its listening descriptors for the case that the successor dies.
   *
   * @return cold, for one subscription; emits, when the listener is the successor's, what is kept,
   *     to be released or adopted; if it fails, all is still here
   */
  Mono<DetachedSocket> lend(Parcel parcel) {
    return Mono.defer(
        () -> {
          AtomicReference<@Nullable DetachedSocket> reserve = new AtomicReference<>();
          return give(parcel, () -> reserve.set(listeningPartOf(parcel.socket())))
              .then(
                  Mono.fromSupplier(
                      () -> {
                        hasListener = true;
                        return reserve.get();
                      }));
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

  /** Tells whether a listener was {@link #lend lent}. */
  boolean hasListener() {
    return hasListener;
  }

  /** Tells whether the connection has ended. */
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
              .then(held.asMono())
              .doOnError(failed -> awaited.remove(id))
              .then(Mono.defer(() -> letGo(id, parcel, release)));
        });
  }

  /** The successor has it. Whether it hears that we let go or sees us dead, it goes on. */
  private Mono<Void> letGo(int id, Parcel parcel, Runnable release) {
    Steps.reached("held");
    release.run();
    Steps.reached("released");
    LOG.debug("{} is now process {}'s", parcel, pid());
    return connection
        .send(HandOverMessages.of(HandOverMessages.YOURS, id))
        .doOnSuccess(sent -> Steps.reached("yours"))
        .onErrorResume(
            gone -> {
              LOG.warn("process {} has gone with {}", pid(), parcel);
              return Mono.empty();
            });
  }

  /**
   * Tells the successor that there is no more.
   *
   * @return cold; completes when it has closed the connection, and so has everything
   */
  public Mono<Void> finish() {
    return connection.send(HandOverMessages.end()).then(connection.closed());
  }

  /**
   * Ends the connection; what was given stays given.
   *
   * @return cold; completes when it is closed
   */
  public Mono<Void> close() {
    return connection.close();
  }

  @Override
  public String toString() {
    return "Successor[process " + pid() + "]";
  }
}
