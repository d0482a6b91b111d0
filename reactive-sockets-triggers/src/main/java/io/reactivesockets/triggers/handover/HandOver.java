package io.reactivesockets.triggers.handover;

import io.reactivesockets.descriptor.DetachedSocket;
import io.reactivesockets.descriptor.DetachedSocketKind;
import io.reactivesockets.descriptor.unix.UnixConnection;
import io.reactivesockets.descriptor.unix.UnixControl;
import io.reactivesockets.descriptor.unix.UnixListener;
import io.reactivesockets.error.SocketError;
import io.reactivesockets.error.SocketErrorStatus;
import io.reactivesockets.error.SocketOperationException;
import io.reactivesockets.error.SocketPhase;
import io.reactivesockets.stream.StreamSocket;
import io.reactivesockets.stream.StreamSocketListener;
import io.reactivesockets.stream.StreamSocketListenerControl;
import java.io.FileNotFoundException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Hands live sockets over to another process of the same user: a service is restarted, and its
 * clients notice nothing.
 *
 * <p>The running process offers on the path of a Unix-domain socket; the new one asks there and
 * gets the listener and then each connection, with bytes that were read and not handled yet.
 *
 * <pre>{@code
 * // old
 * HandOver.give(path, listener, socket -> new byte[0], kept -> serve(kept)).subscribe();
 * // new
 * HandOver.takeOver(path, control)
 *     .flatMapMany(taken -> Flux.merge(
 *         taken.carried().map(Carried::socket), taken.listener().connections()))
 *     .flatMap(socket -> serve(socket), 10_000)
 *     .subscribe();
 * }</pre>
 *
 * <p>Each socket has one owner at every instant. If either process dies, the sockets that were not
 * on their way stay where they are, and one that was is the other's.
 */
public final class HandOver {

  private static final Logger LOG = LoggerFactory.getLogger(HandOver.class);

  private static final int UNDER_WAY = 16;
  private static final String LISTENER = "listener";
  private static final String CONNECTION = "connection";
  private static final int MAX_MESSAGE_BYTES = 65 << 20;
  private static final int MAX_DESCRIPTORS = 4_096;

  private HandOver() {}

  private static Mono<UnixControl> control() {
    return Mono.fromCallable(
            () ->
                UnixControl.builder()
                    .maxMessageBytes(MAX_MESSAGE_BYTES)
                    .maxDescriptors(MAX_DESCRIPTORS)
                    .onlyUid((Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid"))
                    .build())
        .subscribeOn(Schedulers.boundedElastic());
  }

  /**
   * Waits for a successor.
   *
   * @param path where it will ask; a file that is made for this user only, and removed in the end
   * @return cold; emits the first process of this user that asks, or fails with a {@link
   *     SocketOperationException}. Cancelling ends the wait
   */
  public static Mono<Successor> offer(Path path) {
    return control()
        .flatMap(control -> UnixListener.bind(path, control))
        .flatMap(
            listener ->
                listener
                    .connections()
                    .concatMap(
                        connection ->
                            new Successor(connection)
                                .greeted()
                                .timeout(Duration.ofSeconds(10))
                                .onErrorResume(silent -> connection.close().then(Mono.empty())),
                        1)
                    .next()
                    .flatMap(successor -> listener.close().thenReturn(successor))
                    .doOnCancel(() -> listener.close().subscribe()));
  }

  /**
   * Asks a predecessor for its sockets.
   *
   * @param path where it offers
   * @return cold; emits the predecessor; empty if nobody offers there
   */
  public static Mono<Predecessor> receive(Path path) {
    return control()
        .flatMap(control -> UnixConnection.connect(path, control))
        .map(Predecessor::new)
        .onErrorResume(HandOver::isNobodyThere, nobody -> Mono.empty());
  }

  private static boolean isNobodyThere(Throwable failure) {
    return failure instanceof SocketOperationException known
        && (known.status() == SocketErrorStatus.CONNECTION_REFUSED
            || known.getCause() instanceof FileNotFoundException);
  }

  /**
   * Waits for a successor and hands it a listener and all its connections; see {@link #give(Path,
   * StreamSocketListener, Function, Consumer, Consumer)}. A listener that the successor did not
   * take after all is closed, so that a new one can bind.
   *
   * @param path where the successor will ask
   * @param listener the listener, which is detached once somebody has asked
   * @param context tells what the successor needs to know about a socket; called when the socket
   *     has been detached
   * @param kept takes a socket that stays here after all, to be served here again
   * @return cold; emits what became of it, or fails with a {@link SocketOperationException}
   */
  public static Mono<HandOverReport> give(
      Path path,
      StreamSocketListener listener,
      Function<StreamSocket, byte[]> context,
      Consumer<StreamSocket> kept) {
    return give(path, listener, context, kept, stays -> stays.close().subscribe());
  }

  /**
   * Waits for a successor and hands it a listener and all its connections.
   *
   * <p>First goes the listener, so that new connections wait for the successor; then each accepted
   * socket, whose receives and sends end as {@link StreamSocket#detach(Duration)} says. Sockets
   * with TLS cannot leave; they are served here until they end.
   *
   * @param path where the successor will ask
   * @param listener the listener, which is detached once somebody has asked
   * @param context tells what the successor needs to know about a socket; called when the socket
   *     has been detached
   * @param kept takes a socket whose receives have ended, but which stays here: because the
   *     successor died before it had it, or because its peer did not take what was sent in time
   * @param keptListener takes the listener, if the successor died before it had it; {@link
   *     StreamSocketListener#sockets()} of it begins anew, without those accepted before, which
   *     were not touched
   * @return cold; emits what became of it, or fails with a {@link SocketOperationException}
   */
  public static Mono<HandOverReport> give(
      Path path,
      StreamSocketListener listener,
      Function<StreamSocket, byte[]> context,
      Consumer<StreamSocket> kept,
      Consumer<StreamSocketListener> keptListener) {
    return offer(path)
        .flatMap(
            successor ->
                give(successor, listener, context, kept, keptListener)
                    .onErrorResume(failed -> successor.close().then(Mono.error(failed))));
  }

  private static Mono<HandOverReport> give(
      Successor successor,
      StreamSocketListener listener,
      Function<StreamSocket, byte[]> context,
      Consumer<StreamSocket> kept,
      Consumer<StreamSocketListener> keptListener) {
    long start = System.nanoTime();
    return listener
        .detach()
        .flatMap(
            detached ->
                successor
                    .give(Parcel.of(LISTENER, new byte[0], detached))
                    .onErrorResume(
                        failed ->
                            StreamSocketListener.adopt(detached, listener.control())
                                .doOnNext(keptListener)
                                .then(Mono.error(failed))))
        .thenMany(Flux.defer(() -> Flux.fromIterable(listener.sockets())))
        .flatMap(socket -> give(successor, socket, context, kept), UNDER_WAY)
        .reduce(new int[2], HandOver::count)
        .flatMap(
            counts ->
                successor
                    .finish()
                    .thenReturn(
                        new HandOverReport(
                            successor.pid(),
                            counts[1] + 1,
                            counts[0],
                            Duration.ofNanos(System.nanoTime() - start))));
  }

  private static int[] count(int[] counts, boolean given) {
    counts[given ? 1 : 0]++;
    return counts;
  }

  private static Mono<Boolean> give(
      Successor successor,
      StreamSocket socket,
      Function<StreamSocket, byte[]> context,
      Consumer<StreamSocket> kept) {
    return socket
        .detach()
        .flatMap(
            detached ->
                Mono.defer(
                        () ->
                            successor.give(Parcel.of(CONNECTION, context.apply(socket), detached)))
                    .thenReturn(true)
                    .onErrorResume(failed -> takeBack(detached, socket, kept)))
        .onErrorResume(
            cannot -> {
              LOG.debug("{} stays here", socket, cannot);
              if (wasStopped(cannot)) {
                kept.accept(socket);
              }
              return Mono.just(false);
            });
  }

  /** Whether a detachment that failed had ended the receives of a socket that is open still. */
  private static boolean wasStopped(Throwable failure) {
    return switch (SocketError.statusOf(failure)) {
      case OPERATION_NOT_SUPPORTED, ALREADY_CLOSED, IN_USE -> false;
      default -> true;
    };
  }

  private static Mono<Boolean> takeBack(
      DetachedSocket detached, StreamSocket socket, Consumer<StreamSocket> kept) {
    return StreamSocket.adopt(detached, socket.control()).doOnNext(kept).thenReturn(false);
  }

  /**
   * Takes over the listener and the connections that a predecessor gives with {@link #give}.
   *
   * @param path where the predecessor offers
   * @param control options and bounds of the listener and its connections
   * @return cold; emits the listener when it is this process's; empty if nobody offers there, so
   *     that the caller binds one
   */
  public static Mono<TakenOver> takeOver(Path path, StreamSocketListenerControl control) {
    return receive(path)
        .flatMap(
            predecessor ->
                predecessor
                    .first()
                    .flatMap(parcel -> adoptListener(parcel, control))
                    .map(
                        listener ->
                            new TakenOver(listener, carried(listener, predecessor.rest()))));
  }

  private static Mono<StreamSocketListener> adoptListener(
      Parcel parcel, StreamSocketListenerControl control) {
    if (parcel.socket().kind() != DetachedSocketKind.LISTENER) {
      parcel.socket().release();
      return Mono.error(
          SocketOperationException.builder(SocketPhase.OPEN, "take over")
              .status(SocketErrorStatus.PROTOCOL_VIOLATION)
              .reason("the predecessor gave a " + parcel.name() + " first, no listener")
              .build());
    }
    return StreamSocketListener.adopt(parcel.socket(), control);
  }

  private static Flux<Carried> carried(StreamSocketListener listener, Flux<Parcel> rest) {
    return rest.concatMap(
        parcel ->
            listener
                .adoptConnection(parcel.socket())
                .map(socket -> new Carried(socket, parcel.context()))
                .onErrorResume(
                    lost -> {
                      LOG.debug("{} did not survive the way", parcel, lost);
                      parcel.socket().release();
                      return Mono.empty();
                    }));
  }
}
