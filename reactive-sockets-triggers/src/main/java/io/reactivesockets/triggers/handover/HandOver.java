package io.reactivesockets.triggers.handover;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.reactivesockets.descriptor.DetachedSocketKind;
import io.reactivesockets.descriptor.unix.UnixConnection;
import io.reactivesockets.descriptor.unix.UnixControl;
import io.reactivesockets.descriptor.unix.UnixListener;
import io.reactivesockets.error.SocketErrorStatus;
import io.reactivesockets.error.SocketOperationException;
import io.reactivesockets.error.SocketPhase;
import io.reactivesockets.stream.StreamSocket;
import io.reactivesockets.stream.StreamSocketListener;
import io.reactivesockets.stream.StreamSocketListenerControl;
import io.reactivesockets.tls.SocketProtectionLevel;
import java.io.FileNotFoundException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
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
 * on their way stay where they are, and one that was is the other's. A listener whose successor
 * died before it had everything comes back.
 */
public final class HandOver {

  private static final Logger LOG = LoggerFactory.getLogger(HandOver.class);

  private static final int MAX_MESSAGE_BYTES = 65 << 20;
  private static final int MAX_DESCRIPTORS = 4_096;

  private HandOver() {}

  private static Mono<UnixControl> limits(HandOverControl control) {
    return Mono.fromCallable(
            () ->
                UnixControl.builder()
                    .maxMessageBytes(MAX_MESSAGE_BYTES)
                    .maxDescriptors(MAX_DESCRIPTORS)
                    .timeout(control.timeout())
                    .onlyUid((Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid"))
                    .build())
        .subscribeOn(Schedulers.boundedElastic());
  }

  /**
   * Waits for a successor.
   *
   * @param path where it will ask; a file that is made for this user only, and removed in the end
   * @return cold; see {@link #offer(Path, HandOverControl)}
   */
  public static Mono<Successor> offer(Path path) {
    return offer(path, HandOverControl.defaults());
  }

  /**
   * Waits for a successor.
   *
   * @param path where it will ask; a file that is made for this user only, and removed in the end
   * @param control how patient to be with one that has come
   * @return cold; emits the first process of this user that asks, or fails with a {@link
   *     SocketOperationException}. Cancelling ends the wait
   */
  public static Mono<Successor> offer(Path path, HandOverControl control) {
    Objects.requireNonNull(path, "path");
    return limits(control)
        .flatMap(limits -> UnixListener.bind(path, limits))
        .flatMap(
            listener ->
                listener
                    .connections()
                    .concatMap(connection -> greeted(connection, control), 1)
                    .next()
                    .flatMap(successor -> listener.close().thenReturn(successor))
                    .doOnCancel(() -> listener.close().subscribe()));
  }

  /** Is empty for one that does not say in time that it speaks this protocol. */
  private static Mono<Successor> greeted(UnixConnection connection, HandOverControl control) {
    return Mono.fromCallable(() -> new Successor(connection, control))
        .flatMap(
            successor ->
                successor.greeted().onErrorResume(silent -> successor.revoke().then(Mono.empty())))
        .onErrorResume(noPipe -> connection.close().then(Mono.empty()));
  }

  /**
   * Asks a predecessor for its sockets.
   *
   * @param path where it offers
   * @return cold; see {@link #receive(Path, HandOverControl)}
   */
  public static Mono<Predecessor> receive(Path path) {
    return receive(path, HandOverControl.defaults());
  }

  /**
   * Asks a predecessor for its sockets.
   *
   * @param path where it offers
   * @param control how patient to be
   * @return cold; emits the predecessor; empty if nobody offers there; fails with a {@link
   *     SocketOperationException} if the path belongs to somebody else
   */
  public static Mono<Predecessor> receive(Path path, HandOverControl control) {
    Objects.requireNonNull(path, "path");
    return limits(control)
        .flatMap(limits -> UnixConnection.connect(path, limits))
        .map(connection -> new Predecessor(connection, control))
        .onErrorResume(HandOver::isNobodyThere, nobody -> Mono.empty());
  }

  private static boolean isNobodyThere(Throwable failure) {
    return failure instanceof SocketOperationException known
        && (known.status() == SocketErrorStatus.CONNECTION_REFUSED
            || known.getCause() instanceof FileNotFoundException);
  }

  /**
   * Waits for a successor and hands it a listener and all its connections.
   *
   * <p>As {@link #give(Path, StreamSocketListener, Function, Consumer, Consumer)}; if the listener
   * comes back, {@code kept} gets its new connections too, as fast as they come.
   *
   * @param path where the successor will ask
   * @param listener the listener, which is detached once somebody has asked
   * @param context tells what the successor needs to know about a socket; called when the socket
   *     has been detached
   * @param kept takes a connection that is to be served here again, or that has come since
   * @return cold; emits what became of it, or fails with a {@link SocketOperationException}
   */
  public static Mono<HandOverReport> give(
      Path path,
      StreamSocketListener listener,
      Function<StreamSocket, byte[]> context,
      Consumer<StreamSocket> kept) {
    Objects.requireNonNull(kept, "kept");
    return give(
        path,
        listener,
        context,
        kept,
        back ->
            back.connections()
                .subscribe(kept, failed -> LOG.warn("{} accepts no more", back, failed)));
  }

  /**
   * Waits for a successor and hands it a listener and all its connections, with the default
   * patience.
   *
   * @param path where the successor will ask
   * @param listener the listener, which is detached once somebody has asked
   * @param context tells what the successor needs to know about a socket; called when the socket
   *     has been detached
   * @param kept takes a connection that is to be served here again
   * @param restored takes the listener back
   * @return cold; see {@link #give(Path, StreamSocketListener, Function, Consumer, Consumer,
   *     HandOverControl)}
   */
  public static Mono<HandOverReport> give(
      Path path,
      StreamSocketListener listener,
      Function<StreamSocket, byte[]> context,
      Consumer<StreamSocket> kept,
      Consumer<StreamSocketListener> restored) {
    return give(path, listener, context, kept, restored, HandOverControl.defaults());
  }

  /**
   * Waits for a successor and hands it a listener and all its connections.
   *
   * <p>First goes the listener, so that new connections wait for the successor; then each accepted
   * socket, whose receives and sends end as {@link StreamSocket#detach(Duration)} says. One whose
   * peer does not read follows when it has, or stays at its {@code closeTimeout}; meanwhile the
   * others go. Sockets with TLS cannot leave; they are served here until they end.
   *
   * <p>If the successor dies before it has everything, breaks off, or does not take its next step
   * in time, this process goes on: the listener is adopted again, with all that waits in its
   * backlog, connections that were on their way come back, those whose turn had not come were never
   * touched, and the next successor is waited for. Only connections that the successor had already
   * got are its own. One that had stalled and wakes up later finds that the listener was taken from
   * it, and closes it.
   *
   * @param path where the successor will ask
   * @param listener the listener, which is detached once somebody has asked
   * @param context tells what the successor needs to know about a socket; called when the socket
   *     has been detached
   * @param kept takes a connection whose receives have ended, but which stays here: because a
   *     successor did not take it, or because its peer did not take what was sent in time
   * @param restored takes the listener back; it has the same control, and accepts when its {@link
   *     StreamSocketListener#connections()} are asked for
   * @param control how patient to be with a successor that has come
   * @return cold; emits what became of it when a successor has everything, or fails with a {@link
   *     SocketOperationException}: where it cannot offer, the listener is as it was. Cancelling
   *     ends the wait, or breaks off; then the listener is whoever's it was, and what was nobody's
   *     is closed
   */
  public static Mono<HandOverReport> give(
      Path path,
      StreamSocketListener listener,
      Function<StreamSocket, byte[]> context,
      Consumer<StreamSocket> kept,
      Consumer<StreamSocketListener> restored,
      HandOverControl control) {
    Objects.requireNonNull(path, "path");
    Objects.requireNonNull(listener, "listener");
    Objects.requireNonNull(context, "context");
    Objects.requireNonNull(kept, "kept");
    Objects.requireNonNull(restored, "restored");
    Objects.requireNonNull(control, "control");
    return Mono.defer(
        () -> new ListenerGiving(path, control, listener, context, kept, restored).toSomebody());
  }

  /**
   * Takes over the listener and the connections that a predecessor gives with {@link #give}, with
   * the default patience.
   *
   * @param path where the predecessor offers
   * @param control options and bounds of the listener and its connections
   * @return cold; see {@link #takeOver(Path, StreamSocketListenerControl, HandOverControl)}
   */
  public static Mono<TakenOver> takeOver(Path path, StreamSocketListenerControl control) {
    return takeOver(path, control, HandOverControl.defaults());
  }

  /**
   * Takes over the listener and the connections that a predecessor gives with {@link #give}.
   *
   * @param path where the predecessor offers
   * @param control options and bounds of the listener and its connections, with the server's
   *     credentials if the predecessor's listener speaks TLS, which this one then does too
   * @param patience how long the predecessor may take for its first word, and twice that for the
   *     listener
   * @return cold; emits the listener when it is this process's; empty if nobody offers there, so
   *     that the caller binds one; fails with {@code OPERATION_NOT_SUPPORTED} if the control has no
   *     credentials for a listener with TLS, and with {@code OPERATION_TIMED_OUT} if the
   *     predecessor stalls; it keeps everything then
   */
  public static Mono<TakenOver> takeOver(
      Path path, StreamSocketListenerControl control, HandOverControl patience) {
    Objects.requireNonNull(control, "control");
    return receive(path, patience)
        .flatMap(
            predecessor ->
                predecessor
                    .first(parcel -> check(parcel, control))
                    .flatMap(
                        parcel ->
                            StreamSocketListener.adopt(parcel.socket(), level(parcel), control)
                                .doOnError(failed -> parcel.socket().release()))
                    .doOnError(failed -> predecessor.breakOff())
                    .map(listener -> taken(listener, predecessor)));
  }

  private static TakenOver taken(StreamSocketListener listener, Predecessor predecessor) {
    predecessor
        .isRevoked()
        .filter(revoked -> revoked)
        .doOnNext(revoked -> LOG.warn("{} goes on itself; {} is closed", predecessor, listener))
        .flatMap(revoked -> listener.close())
        .subscribe(closed -> {}, failed -> LOG.warn("{} was not closed", listener, failed));
    return new TakenOver(listener, carried(listener, predecessor.rest()));
  }

  /** What is refused here stays with the predecessor, which goes on. */
  private static void check(Parcel parcel, StreamSocketListenerControl control) {
    if (parcel.socket().kind() != DetachedSocketKind.LISTENER) {
      throw refusal(SocketErrorStatus.PROTOCOL_VIOLATION)
          .reason("the predecessor gave a " + parcel.name() + " first, no listener")
          .build();
    }
    if (level(parcel).isTls() && control.tls().isEmpty()) {
      throw refusal(SocketErrorStatus.OPERATION_NOT_SUPPORTED)
          .reason("the listener speaks TLS, and the control has no credentials for that")
          .hint("give the control those that the predecessor has")
          .build();
    }
  }

  /** What the predecessor speaks with new connections. */
  private static SocketProtectionLevel level(Parcel listener) {
    String name = new String(listener.context(), US_ASCII);
    return Arrays.stream(SocketProtectionLevel.values())
        .filter(level -> level.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                refusal(SocketErrorStatus.PROTOCOL_VIOLATION)
                    .reason("the predecessor's listener has the level " + name)
                    .build());
  }

  private static SocketOperationException.Builder refusal(SocketErrorStatus status) {
    return SocketOperationException.builder(SocketPhase.OPEN, "take over").status(status);
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
