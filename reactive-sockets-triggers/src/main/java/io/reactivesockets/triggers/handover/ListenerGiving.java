package io.reactivesockets.triggers.handover;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.reactivesockets.descriptor.DetachedSocket;
import io.reactivesockets.error.SocketError;
import io.reactivesockets.stream.StreamSocket;
import io.reactivesockets.stream.StreamSocketListener;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Gives a listener and its connections to a successor; if that dies over it or stalls, has them
 * served here again, and waits for the next one.
 *
 * <p>The listening descriptors are kept until the successor has everything. Nobody accepts from
 * them meanwhile, so there is one owner; if the successor does not get so far, the listener is
 * revoked, this process accepts again, and what waits in the backlog was never without a listener.
 */
final class ListenerGiving {

  private static final Logger LOG = LoggerFactory.getLogger(ListenerGiving.class);

  private static final int UNDER_WAY = 16;
  private static final Duration SOON = Duration.ofMillis(250);
  private static final String LISTENER = "listener";
  private static final String CONNECTION = "connection";

  private final Path path;
  private final HandOverControl control;
  private final Function<StreamSocket, byte[]> context;
  private final Consumer<StreamSocket> kept;
  private final Consumer<StreamSocketListener> restored;

  /** The listener, and what became of it after each attempt; the last one accepts. */
  private final List<StreamSocketListener> listeners = new CopyOnWriteArrayList<>();

  /** Connections that were on their way, and came back. */
  private final Set<StreamSocket> returned = ConcurrentHashMap.newKeySet();

  /** Connections of nobody's, until the successor has them or they are adopted again. */
  private final Set<DetachedSocket> underWay = ConcurrentHashMap.newKeySet();

  private volatile @Nullable DetachedSocket ours;

  ListenerGiving(
      Path path,
      HandOverControl control,
      StreamSocketListener listener,
      Function<StreamSocket, byte[]> context,
      Consumer<StreamSocket> kept,
      Consumer<StreamSocketListener> restored) {
    this.path = path;
    this.control = control;
    this.context = context;
    this.kept = kept;
    this.restored = restored;
    listeners.add(listener);
  }

  /** Ends when a successor has everything. */
  Mono<HandOverReport> toSomebody() {
    return HandOver.offer(path, control)
        .flatMap(successor -> to(successor).doOnCancel(() -> abandon(successor)))
        .repeatWhenEmpty(Integer.MAX_VALUE, attempts -> attempts);
  }

  private StreamSocketListener last() {
    return listeners.get(listeners.size() - 1);
  }

  /** Is empty if the successor did not get everything, and the rest is served here again. */
  private Mono<HandOverReport> to(Successor successor) {
    long start = System.nanoTime();
    Lanes lanes = new Lanes(UNDER_WAY, SOON);
    return last()
        .detach(control.timeout())
        .doOnNext(detached -> ours = detached)
        .flatMap(detached -> successor.lend(Parcel.of(LISTENER, level(), detached)))
        .doOnNext(reserve -> ours = reserve)
        .thenMany(Flux.defer(() -> Flux.fromIterable(connections())))
        .flatMap(socket -> give(successor, socket, lanes), Integer.MAX_VALUE)
        .reduce(new int[2], ListenerGiving::count)
        .flatMap(
            counts ->
                successor
                    .finish()
                    .thenReturn(
                        new HandOverReport(
                            successor.pid(),
                            counts[1] + 1,
                            counts[0],
                            Duration.ofNanos(System.nanoTime() - start))))
        .doOnNext(given -> releaseOurs())
        .onErrorResume(failed -> goOn(successor, failed));
  }

  /** What the successor has to speak with new connections. */
  private byte[] level() {
    return last().protectionLevel().name().getBytes(US_ASCII);
  }

  /** The successor has heard, or will hear, that the listener is not its own. */
  private Mono<HandOverReport> goOn(Successor successor, Throwable failure) {
    successor.revoke().subscribe();
    DetachedSocket reserve = ours;
    return reserve == null || !reserve.isHeld()
        ? Mono.error(failure)
        : restore(reserve, successor, failure).then(Mono.empty());
  }

  private Mono<Void> restore(DetachedSocket reserve, Successor successor, Throwable why) {
    return StreamSocketListener.adopt(reserve, last().protectionLevel(), last().control())
        .doOnError(failed -> reserve.release())
        .doOnNext(
            listener -> {
              listeners.removeIf(old -> old.sockets().isEmpty());
              listeners.add(listener);
              LOG.warn(
                  "{} does not take everything ({}); {} and {} connections are served here again",
                  successor,
                  why.getMessage(),
                  listener,
                  connections().size());
              restored.accept(listener);
            })
        .then();
  }

  private List<StreamSocket> connections() {
    returned.removeIf(socket -> !socket.isOpen());
    return Stream.concat(
            listeners.stream().flatMap(listener -> listener.sockets().stream()), returned.stream())
        .toList();
  }

  private static int[] count(int[] counts, boolean given) {
    counts[given ? 1 : 0]++;
    return counts;
  }

  private Mono<Boolean> give(Successor successor, StreamSocket socket, Lanes lanes) {
    return lanes
        .take(
            Mono.defer(() -> successor.hasGone() ? Mono.empty() : socket.detach()),
            detached -> {
              underWay.add(detached);
              return Mono.defer(
                      () -> successor.give(Parcel.of(CONNECTION, context.apply(socket), detached)))
                  .thenReturn(true)
                  .onErrorResume(failed -> takeBack(detached, socket))
                  .doOnTerminate(() -> underWay.remove(detached));
            })
        .onErrorResume(
            cannot -> {
              LOG.debug("{} stays here", socket, cannot);
              if (wasStopped(cannot)) {
                kept.accept(socket);
              }
              return Mono.just(false);
            })
        .defaultIfEmpty(false);
  }

  /** Whether a detachment that failed had ended the receives of a socket that is open still. */
  private static boolean wasStopped(Throwable failure) {
    return switch (SocketError.statusOf(failure)) {
      case OPERATION_NOT_SUPPORTED, ALREADY_CLOSED, IN_USE -> false;
      default -> true;
    };
  }

  private Mono<Boolean> takeBack(DetachedSocket detached, StreamSocket socket) {
    return StreamSocket.adopt(detached, socket.control())
        .doOnNext(returned::add)
        .doOnNext(kept)
        .thenReturn(false);
  }

  /** Nobody waits any more: what is not the successor's yet is closed. */
  private void abandon(Successor successor) {
    successor.close().subscribe();
    releaseOurs();
    underWay.forEach(DetachedSocket::release);
  }

  private void releaseOurs() {
    DetachedSocket listener = ours;
    if (listener != null) {
      listener.release();
    }
  }
}
