package io.reactivesockets.stream;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.reactivesockets.channel.Checks;
import io.reactivesockets.channel.Closing;
import io.reactivesockets.channel.Handover;
import io.reactivesockets.channel.StreamLiveness;
import io.reactivesockets.channel.StreamTakeover;
import io.reactivesockets.descriptor.DetachedSocket;
import io.reactivesockets.descriptor.DetachedSocketKind;
import io.reactivesockets.descriptor.InheritedSockets;
import io.reactivesockets.framing.ByteDecoder;
import io.reactivesockets.host.EndpointPair;
import io.reactivesockets.host.HostName;
import io.reactivesockets.host.HostNameSortOptions;
import io.reactivesockets.tls.SocketProtectionLevel;
import io.reactivesockets.tls.TlsInformation;
import io.reactivesockets.tls.internal.TlsLayer;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * An open TCP connection: bytes in as a {@link Flux} with back-pressure, bytes out from a {@link
 * Publisher}.
 *
 * <pre>{@code
 * StreamSocket.connect("example.com", 7)
 *     .flatMap(socket -> socket.send(ByteBuffer.wrap("hello".getBytes(UTF_8)))
 *         .thenMany(socket.input().take(1))
 *         .doOnNext(bytes -> System.out.println(UTF_8.decode(bytes)))
 *         .then(socket.close()))
 *     .block();
 * }</pre>
 *
 * <p>Signals come on the event loop of the socket. Methods may be called from any thread.
 *
 * <p>A socket stays open until it is closed here, reset, or lost: cancelling a subscription never
 * closes it.
 */
public final class StreamSocket {

  static {
    StreamTakeover.provide(
        new StreamTakeover.Access() {
          @Override
          public Channel channel(Object socket) {
            return ((StreamSocket) socket).stream.channel();
          }

          @Override
          public ByteBuf takeOver(Object socket) {
            return ((StreamSocket) socket).stream.takeOver();
          }

          @Override
          public Optional<StreamLiveness> liveness(Object socket) {
            return TcpLiveness.read(((StreamSocket) socket).stream.channel());
          }
        });
  }

  private final StreamChannel stream;
  private final StreamSocketControl control;
  private final Opening opening;
  private final Protection protection;

  /** Makes the socket of a client. */
  StreamSocket(StreamChannel stream, StreamSocketControl control, Opening opening) {
    this(stream, control, opening, Protection.ofClient(stream, control.tls(), opening.hostName()));
  }

  StreamSocket(
      StreamChannel stream, StreamSocketControl control, Opening opening, Protection protection) {
    this.stream = stream;
    this.control = control;
    this.opening = opening;
    this.protection = protection;
  }

  /**
   * Connects to a port of a host.
   *
   * @param host a name or an address literal, see {@link HostName}
   * @param port 1 to 65,535
   * @return cold; each subscription opens a new socket; see {@link #connect(HostName, String,
   *     StreamSocketControl)}
   */
  public static Mono<StreamSocket> connect(String host, int port) {
    return connect(host, port, StreamSocketControl.defaults());
  }

  /**
   * Connects to a port of a host.
   *
   * @param host a name or an address literal, see {@link HostName}
   * @param port 1 to 65,535
   * @param control options, deadlines and bounds
   * @return cold; each subscription opens a new socket; see {@link #connect(HostName, String,
   *     StreamSocketControl)}
   */
  public static Mono<StreamSocket> connect(String host, int port, StreamSocketControl control) {
    return connect(HostName.of(host), Integer.toString(port), control);
  }

  /**
   * Connects to a service of a host.
   *
   * @param host a name or an address literal
   * @param service a port number, a name of the services file, or the name of an SRV record
   * @return cold; each subscription opens a new socket; see {@link #connect(HostName, String,
   *     StreamSocketControl)}
   */
  public static Mono<StreamSocket> connect(HostName host, String service) {
    return connect(host, service, StreamSocketControl.defaults());
  }

  /**
   * Connects to a service of a host.
   *
   * <p>The addresses of the host race each other as RFC 8305 (Happy Eyeballs) has it, unless the
   * control serializes the attempts. Cancelling abandons every attempt and leaves nothing behind.
   *
   * @param host a name or an address literal
   * @param service a port number, a name of the services file, or the name of an SRV record
   * @param control options, deadlines and bounds
   * @return cold; each subscription opens a new socket and emits it connected, or fails with a
   *     {@link io.reactivesockets.error.SocketOperationException} that names every attempt
   */
  public static Mono<StreamSocket> connect(
      HostName host, String service, StreamSocketControl control) {
    return connect(EndpointPair.to(host, service), control);
  }

  /**
   * Connects to the remote half of a pair, from its local half where that names one.
   *
   * @param endpoints where from and where to
   * @return cold; see {@link #connect(EndpointPair, StreamSocketControl)}
   */
  public static Mono<StreamSocket> connect(EndpointPair endpoints) {
    return connect(endpoints, StreamSocketControl.defaults());
  }

  /**
   * Connects to the remote half of a pair, from its local half where that names one; then no proxy
   * is used.
   *
   * @param endpoints where from and where to
   * @param control options, deadlines and bounds
   * @return cold; each subscription opens a new socket and emits it connected, or fails with a
   *     {@link io.reactivesockets.error.SocketOperationException} that names every attempt
   */
  public static Mono<StreamSocket> connect(EndpointPair endpoints, StreamSocketControl control) {
    Objects.requireNonNull(endpoints, "endpoints");
    Objects.requireNonNull(control, "control");
    return StreamConnector.connect(endpoints, control);
  }

  /**
   * Connects to a port of a host with TLS.
   *
   * @param host a name or an address literal; the server's certificate has to bear it
   * @param port 1 to 65,535
   * @param level the least version of TLS, or {@link SocketProtectionLevel#PLAIN_SOCKET} for none
   * @return cold; see {@link #connect(EndpointPair, SocketProtectionLevel, StreamSocketControl)}
   * @throws IllegalArgumentException if sockets cannot have this level
   */
  public static Mono<StreamSocket> connect(String host, int port, SocketProtectionLevel level) {
    return connect(host, port, level, StreamSocketControl.defaults());
  }

  /**
   * Connects to a port of a host with TLS.
   *
   * @param host a name or an address literal; the server's certificate has to bear it
   * @param port 1 to 65,535
   * @param level the least version of TLS, or {@link SocketProtectionLevel#PLAIN_SOCKET} for none
   * @param control options, deadlines and bounds, those of TLS among them
   * @return cold; see {@link #connect(EndpointPair, SocketProtectionLevel, StreamSocketControl)}
   * @throws IllegalArgumentException if sockets cannot have this level
   */
  public static Mono<StreamSocket> connect(
      String host, int port, SocketProtectionLevel level, StreamSocketControl control) {
    return connect(HostName.of(host), Integer.toString(port), level, control);
  }

  /**
   * Connects to a service of a host with TLS.
   *
   * @param host a name or an address literal; the server's certificate has to bear it
   * @param service a port number, a name of the services file, or the name of an SRV record
   * @param level the least version of TLS, or {@link SocketProtectionLevel#PLAIN_SOCKET} for none
   * @param control options, deadlines and bounds, those of TLS among them
   * @return cold; see {@link #connect(EndpointPair, SocketProtectionLevel, StreamSocketControl)}
   * @throws IllegalArgumentException if sockets cannot have this level
   */
  public static Mono<StreamSocket> connect(
      HostName host, String service, SocketProtectionLevel level, StreamSocketControl control) {
    return connect(EndpointPair.to(host, service), level, control);
  }

  /**
   * Connects to the remote half of a pair with TLS, from its local half where that names one.
   *
   * <p>The TLS handshake follows on the connection that won; its certificates are judged by {@link
   * StreamSocketControl#tls()}, always against the remote host name. Cancelling abandons it.
   *
   * @param endpoints where from and where to
   * @param level the least version of TLS, or {@link SocketProtectionLevel#PLAIN_SOCKET} for none
   * @param control options, deadlines and bounds, those of TLS among them
   * @return cold; each subscription opens a new socket and emits it when TLS is on, or fails with a
   *     {@link io.reactivesockets.error.SocketOperationException}; if certificates are the reason,
   *     {@link io.reactivesockets.tls.CertificateVerdict#of(Throwable)} finds the verdict in it
   * @throws IllegalArgumentException if sockets cannot have this level
   */
  public static Mono<StreamSocket> connect(
      EndpointPair endpoints, SocketProtectionLevel level, StreamSocketControl control) {
    if (level == SocketProtectionLevel.PLAIN_SOCKET) {
      return connect(endpoints, control);
    }
    return Handover.of(
        TlsLayer.client(control.tls(), level, endpoints.remoteHostName().canonicalName())
            .flatMap(
                layer ->
                    connect(endpoints, control)
                        .flatMap(
                            socket -> socket.protection.start(layer, level).thenReturn(socket))),
        StreamSocket::abandon);
  }

  /**
   * Takes over a connection that was detached, in this process or in another one.
   *
   * @param detached the connection; this socket owns it from now on
   * @return cold; see {@link #adopt(DetachedSocket, StreamSocketControl)}
   */
  public static Mono<StreamSocket> adopt(DetachedSocket detached) {
    return adopt(detached, StreamSocketControl.defaults());
  }

  /**
   * Takes over a connection that was detached, in this process or in another one, or whose
   * descriptor came from elsewhere.
   *
   * <p>What was unread is emitted first, then what the kernel has received since; half-closed stays
   * half-closed, and counts go on. The socket runs on a transport on epoll: the one of the control
   * if it is such a one, else the shared one.
   *
   * @param detached the connection; this socket owns it from now on
   * @param control options, deadlines and bounds; those of the kernel are set anew if they are
   *     asked for, and stay as they are if not
   * @return cold, for one subscription; emits the open socket, or fails with a {@link
   *     io.reactivesockets.error.SocketOperationException}: {@code ALREADY_CLOSED} if the detached
   *     socket had its end, {@code SOCKET_TYPE_NOT_SUPPORTED} if it is no connection, {@code
   *     CONNECTION_RESET_BY_PEER} if the peer has reset it meanwhile, {@code
   *     OPERATION_NOT_SUPPORTED} where there is no epoll. Whether the detached socket is still held
   *     then says {@link DetachedSocket#isHeld()}
   */
  public static Mono<StreamSocket> adopt(DetachedSocket detached, StreamSocketControl control) {
    Objects.requireNonNull(detached, "detached");
    Objects.requireNonNull(control, "control");
    return StreamAdoption.of(detached, control);
  }

  /**
   * Takes the first connection that a service manager (LISTEN_FDS, with {@code Accept=yes}) or
   * inetd has passed to this process, and that was not taken before.
   *
   * @param control options, deadlines and bounds; see {@link #adopt(DetachedSocket,
   *     StreamSocketControl)}
   * @return cold; emits the open socket, or fails as {@link InheritedSockets#take} does
   */
  public static Mono<StreamSocket> inherited(StreamSocketControl control) {
    Objects.requireNonNull(control, "control");
    return InheritedSockets.take(DetachedSocketKind.STREAM, null)
        .flatMap(detached -> adopt(detached, control));
  }

  /**
   * Finds where a service can be reached, for use with {@link #connect(EndpointPair)}.
   *
   * @param host a name or an address literal
   * @param service a port number, a name of the services file, or the name of an SRV record
   * @return cold; see {@link #endpointPairs(HostName, String, HostNameSortOptions)}
   */
  public static Mono<List<EndpointPair>> endpointPairs(HostName host, String service) {
    return endpointPairs(host, service, HostNameSortOptions.NONE);
  }

  /**
   * Finds where a service can be reached, in the order asked for.
   *
   * @param host a name or an address literal
   * @param service a port number, a name of the services file, or the name of an SRV record
   * @param sortOptions what the order is to favour
   * @return cold; one list, best first, with an entry for each address and port; fails with a
   *     {@link io.reactivesockets.error.SocketOperationException}, such as {@code HOST_NOT_FOUND}
   */
  public static Mono<List<EndpointPair>> endpointPairs(
      HostName host, String service, HostNameSortOptions sortOptions) {
    return StreamConnector.endpointPairs(host, service, sortOptions);
  }

  /**
   * Emits the bytes that arrive, each element a heap buffer of the caller with what one read
   * brought, at most 65,536 bytes.
   *
   * <p>Hot, one subscriber at a time; a second one fails with {@code IN_USE}. Without demand the
   * socket reads {@link StreamSocketControl#readAheadBytes()} ahead, then TCP stops the peer.
   * Cancelling leaves the socket open, and the bytes not emitted to the next subscriber. Completes
   * when the peer has finished sending; the socket can still send. Fails with a {@link
   * io.reactivesockets.error.SocketOperationException} when the connection is lost or is closed
   * here.
   *
   * @return the bytes
   */
  public Flux<ByteBuffer> input() {
    return input(() -> Input.WHATEVER_CAME);
  }

  /**
   * Emits the items that a decoder makes of the bytes that arrive, without a copy in between.
   *
   * <p>As {@link #input()}, but cut into items: an item is decoded only when it was asked for, and
   * bytes that are no part of an emitted item stay in the socket for the next subscriber. What the
   * decoder throws ends the Flux, not the socket. An unfinished item larger than {@link
   * ByteDecoder#maxPendingBytes()} fails with {@code FRAME_TOO_LONG}.
   *
   * @param decoders makes the decoder of each subscription
   * @param <T> what an item is
   * @return the items
   */
  public <T> Flux<T> input(Supplier<? extends ByteDecoder<T>> decoders) {
    return new Input<>(stream.ingress(), stream.failures(), decoders);
  }

  /**
   * Tells when there is something to receive that nobody has taken, or the end; takes nothing. So
   * an idle socket can be watched and its bytes left to whoever subscribes to them.
   *
   * @return emits {@code true} when bytes wait, at once if they already do, {@code false} when only
   *     the end does; never fails
   */
  public Mono<Boolean> readable() {
    return Mono.create(
        sink -> {
          sink.onCancel(() -> stream.execute(() -> stream.ingress().forget(sink)));
          stream.execute(() -> stream.ingress().tellWhenReadable(sink));
        });
  }

  /**
   * Sends bytes.
   *
   * @param bytes what to send, from position to limit; not to be changed until the Mono ends
   * @return cold; completes when the kernel has taken the bytes; see {@link #send(Publisher)}
   */
  public Mono<Void> send(ByteBuffer bytes) {
    return send(Mono.fromSupplier(bytes::duplicate));
  }

  /**
   * Sends what a publisher emits, in the order of its elements.
   *
   * <p>Sends take turns in the order of their subscription: a later one subscribes to its publisher
   * when the earlier one's has completed. Elements that are ready together leave in one flush, so
   * one send of a Flux is much faster than many sends of one element. The publisher is asked for
   * more while fewer than {@link StreamSocketControl#pendingOutboundBytes()} wait in this process;
   * each element may be used again when {@code onNext} has returned.
   *
   * <p>An error of the publisher comes out of the Mono once the bytes before it have left; the
   * socket stays open. Cancelling stops the send; bytes taken by then may have been sent.
   *
   * @param bytes what to send, each element from position to limit
   * @return cold; completes when the kernel has taken the last byte, or fails with a {@link
   *     io.reactivesockets.error.SocketOperationException}
   */
  public Mono<Void> send(Publisher<? extends ByteBuffer> bytes) {
    return new Send(stream.egress(), stream.failures(), bytes);
  }

  /**
   * Sends a part of a file, by sendfile(2) where nothing changes the bytes on the way.
   *
   * @param file a file that can be read
   * @param position where the part begins, 0 or more
   * @param count how many bytes it has, 0 or more
   * @return cold; completes when the kernel has taken the last byte; fails with the {@link
   *     java.io.IOException} of the file, or as {@link #send(Publisher)} does
   * @throws IllegalArgumentException if position or count is negative
   */
  public Mono<Void> sendFile(Path file, long position, long count) {
    Checks.atLeast("position", position, 0);
    Checks.atLeast("count", count, 0);
    return FileSend.send(stream, file, position, count);
  }

  /**
   * Puts TLS on this connection, as STARTTLS and its kind ask for.
   *
   * <p>First the sends submitted before leave in clear; what is sent later is protected. The peer
   * has to have agreed, and its answer to be read whole: plaintext left over was injected by
   * somebody, and the socket is reset. The input must have no subscriber; subscribe anew when TLS
   * is on. If the upgrade fails or is cancelled, the socket closes.
   *
   * <p>A socket that connected is the client of the handshake, with {@link
   * StreamSocketControl#tls()}, and validates the server against the host name it connected to. An
   * accepted socket is the server, with {@link StreamSocketListenerControl#tls()}.
   *
   * @param level the least version of TLS
   * @return cold; what the handshake came to, or a {@link
   *     io.reactivesockets.error.SocketOperationException}
   * @throws IllegalArgumentException if sockets cannot have this level
   */
  public Mono<TlsInformation> upgradeToTls(SocketProtectionLevel level) {
    return protection.upgrade(level, null);
  }

  /**
   * Puts TLS on this connection as {@link #upgradeToTls(SocketProtectionLevel)} does, validating
   * the server's certificate against another name than the one connected to.
   *
   * @param level the least version of TLS
   * @param validationHostName the name or address that the server's certificate has to bear
   * @return cold; what the handshake came to, or a {@link
   *     io.reactivesockets.error.SocketOperationException}, with {@code OPERATION_NOT_SUPPORTED} on
   *     an accepted socket
   * @throws IllegalArgumentException if sockets cannot have this level
   */
  public Mono<TlsInformation> upgradeToTls(
      SocketProtectionLevel level, HostName validationHostName) {
    return protection.upgrade(level, Objects.requireNonNull(validationHostName));
  }

  /**
   * Ends the output after the sends before it (half-close: FIN, inside TLS close_notify); the input
   * goes on, unless TLS is done by BoringSSL and the peer ends its output in turn.
   *
   * @return cold; completes when the kernel has taken the end; later sends fail. If the peer has
   *     reset the connection, it fails with {@code CONNECTION_RESET_BY_PEER}; on NIO it may
   *     complete then, and the input tells
   */
  public Mono<Void> shutdownOutput() {
    return Mono.create(
        sink ->
            stream.execute(
                () ->
                    stream.shutdownOutput(
                        failure -> {
                          if (failure == null) {
                            sink.success();
                          } else {
                            sink.error(stream.failures().of(failure, "shutdownOutput"));
                          }
                        })));
  }

  /**
   * Takes the connection off its event loop, so that it can go on elsewhere; see {@link
   * #detach(Duration)}.
   *
   * @return cold; waits for sends at most {@link StreamSocketControl#closeTimeout()}
   */
  public Mono<DetachedSocket> detach() {
    return detach(control.closeTimeout());
  }

  /**
   * Takes the connection off its event loop, so that it can go on elsewhere: in another process, or
   * here by {@link #adopt(DetachedSocket, StreamSocketControl)}. The peer notices nothing.
   *
   * <p>Receives under way fail with {@code OPERATION_ABORTED}; bytes not emitted go with the
   * detached socket, those that still arrive wait in the kernel. Sends submitted before are waited
   * for; those submitted later fail. In the end this object is closed, and the connection is not.
   *
   * <p>If it fails the socket stays as it was, and can be read anew. Cancelling does that, too;
   * after the socket has left the event loop it ends the connection.
   *
   * @param timeout how long sends under way may take, more than zero
   * @return cold; emits the detached socket, which somebody has to adopt or release; fails with
   *     {@code OPERATION_TIMED_OUT} if sends are still under way, {@code OPERATION_NOT_SUPPORTED}
   *     if TLS is on or the transport has no descriptors, {@code ALREADY_CLOSED}, or {@code IN_USE}
   */
  public Mono<DetachedSocket> detach(Duration timeout) {
    return Detachment.of(
        stream, opening, protection.isServer(), Checks.positive("timeout", timeout));
  }

  /**
   * Ends the receives and sends under way with {@code OPERATION_ABORTED}; the socket stays open and
   * bytes not emitted stay in it.
   *
   * @return cold; completes when each of them has ended and what was handed to the kernel is out
   */
  public Mono<Void> cancelIo() {
    return Mono.create(
        sink ->
            stream.execute(
                () -> {
                  stream.ingress().cancelReader(stream.failures().cancelled("receive"));
                  stream.egress().cancelAll(stream.failures().cancelled("send"));
                  stream.flushed().addListener(done -> sink.success());
                }));
  }

  /**
   * Closes the socket: waits for the sends submitted before, then says FIN, or RST if bytes of the
   * peer were never read. At {@link StreamSocketControl#closeTimeout()} it resets the connection.
   *
   * @return cold; completes when the socket is closed, at once if it already is; fails with {@code
   *     OPERATION_TIMED_OUT} if it had to be reset
   */
  public Mono<Void> close() {
    return close(control.closeTimeout());
  }

  /**
   * Closes the socket as {@link #close()} does, with another deadline.
   *
   * @param timeout how long sends under way may take, more than zero
   * @return cold; completes when the socket is closed, at once if it already is; fails with {@code
   *     OPERATION_TIMED_OUT} if it had to be reset
   */
  public Mono<Void> close(Duration timeout) {
    return stream.close(Checks.positive("timeout", timeout));
  }

  /**
   * Resets the connection (RST): what was not sent or read is lost.
   *
   * @return cold; completes when the socket is closed
   */
  public Mono<Void> reset() {
    return Mono.defer(
        () -> {
          stream.execute(() -> stream.abort(ClosedSilently.HERE));
          return closed();
        });
  }

  /**
   * Tells when the socket is closed, for whatever reason.
   *
   * @return completes when no descriptor is held any more; never fails
   */
  public Mono<Void> closed() {
    return Closing.of(stream.channel(), stream.loop());
  }

  /**
   * Tells whether the socket is open.
   *
   * @return {@code false} once it is closed or lost
   */
  public boolean isOpen() {
    return stream.channel().isOpen();
  }

  /**
   * Returns what was asked of this socket.
   *
   * @return the control it was opened with
   */
  public StreamSocketControl control() {
    return control;
  }

  /**
   * Returns what is true now.
   *
   * @return a new snapshot
   */
  public StreamSocketInformation information() {
    return opening.inform(stream, protection);
  }

  @Override
  public String toString() {
    return "StreamSocket["
        + stream.channel().localAddress()
        + " - "
        + stream.channel().remoteAddress()
        + (isOpen() ? "]" : ", closed]");
  }

  /** Closes it, since nobody was given it. */
  void abandon() {
    stream.execute(stream::abandon);
  }

  Protection protection() {
    return protection;
  }

  /** The channel and what is on it, for the parts of this library that build on sockets. */
  StreamChannel stream() {
    return stream;
  }
}
