package io.reactivesockets.triggers.control;

import io.reactivesockets.datagram.DatagramSocket;
import io.reactivesockets.datagram.DatagramSocketInformation;
import io.reactivesockets.host.HostName;
import io.reactivesockets.stream.StreamSocket;
import io.reactivesockets.stream.StreamSocketInformation;
import io.reactivesockets.websocket.AnyMessageWebSocket;
import io.reactivesockets.websocket.AnyStreamWebSocket;
import io.reactivesockets.websocket.MessageWebSocket;
import io.reactivesockets.websocket.ReconnectingWebSocket;
import io.reactivesockets.websocket.WebSocket;
import io.reactivesockets.websocket.WebSocketInformation;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * How a channel connects its transport, again and again, and what it has to know of it. Immutable.
 *
 * @param <T> what the transport is
 */
public final class ChannelTransport<T> {

  private final Mono<Arrived<T>> connect;
  private final KeepAlive<? super T> keepAlive;
  private final TransportParts<T> parts;

  /**
   * What came of connecting.
   *
   * @param transport open
   * @param atOnce whether no attempt has failed before
   */
  record Arrived<T>(T transport, boolean atOnce) {}

  private ChannelTransport(
      Mono<Arrived<T>> connect, KeepAlive<? super T> keepAlive, TransportParts<T> parts) {
    this.connect = connect;
    this.keepAlive = keepAlive;
    this.parts = parts;
  }

  /**
   * Takes a way to connect a stream socket, whose keep-alive is {@link KeepAlive#tcp()} unless
   * another one is given. What {@link io.reactivesockets.stream.StreamSocketControl#keepAlive()}
   * says does not count.
   *
   * @param connect cold; each subscription opens a socket
   * @return the transport
   */
  public static ChannelTransport<StreamSocket> stream(Mono<StreamSocket> connect) {
    TransportParts<StreamSocket> parts = new TransportParts<>();
    parts.protocol = "tcp";
    parts.adopt = TcpKeepAlive::leaveToChannel;
    parts.closed = StreamSocket::closed;
    parts.readable = StreamSocket::readable;
    parts.flush = socket -> socket.send(Flux.empty());
    parts.close = StreamSocket::close;
    parts.abandon = StreamSocket::reset;
    parts.traffic =
        socket -> {
          StreamSocketInformation now = socket.information();
          return now.receivedBytes() + now.sentBytes();
        };
    parts.local =
        socket -> address(socket.information().localAddress(), socket.information().localPort());
    parts.remote =
        socket -> address(socket.information().remoteAddress(), socket.information().remotePort());
    parts.host =
        socket -> socket.information().remoteHostName().map(HostName::canonicalName).orElse("");
    return make(connect, KeepAlive.tcp(), parts);
  }

  /**
   * Takes a way to connect a WebSocket of any kind, whose keep-alive is {@link KeepAlive#ping()}
   * unless another one is given. Let its own heartbeat rest: see {@link
   * io.reactivesockets.websocket.WebSocketControl#pingInterval()}.
   *
   * @param connect cold; each subscription opens a WebSocket
   * @param <W> the kind of WebSocket
   * @return the transport
   */
  public static <W extends WebSocket> ChannelTransport<W> webSocket(Mono<W> connect) {
    return make(connect, KeepAlive.ping(), webSocketParts());
  }

  /**
   * Takes a WebSocket that connects again by itself: the channel keeps the session of now alive, by
   * {@link KeepAlive#ping()} unless another one is given, and goes on with the next one.
   *
   * <p>Whether and when to connect is left to the WebSocket: while it does, or waits, the channel
   * is {@code CONNECTING}, and what the channel's control says of delays and failures does not
   * count. A keep-alive that is not answered and a reset make it {@linkplain
   * ReconnectingWebSocket#giveUp give the session up}. It stays the application's: closing the
   * channel leaves its session open, and when it has ended the channel is left without a transport.
   *
   * @param client connected
   * @return the transport, each of whose connections is a session
   */
  public static ChannelTransport<MessageWebSocket> reconnecting(ReconnectingWebSocket client) {
    ReconnectingSessions sessions = new ReconnectingSessions(client);
    TransportParts<MessageWebSocket> parts = webSocketParts();
    parts.reconnectsItself = true;
    parts.close = session -> Mono.empty();
    parts.abandon = sessions::giveUp;
    return new ChannelTransport<>(sessions.next(), KeepAlive.ping(), parts);
  }

  private static <W extends WebSocket> TransportParts<W> webSocketParts() {
    TransportParts<W> parts = new TransportParts<>();
    parts.protocol = "tcp";
    parts.closed = socket -> socket.closed().then();
    parts.readable = WebSocket::readable;
    parts.flush = ChannelTransport::flushed;
    parts.close = WebSocket::close;
    parts.abandon = socket -> socket.close().onErrorComplete();
    parts.traffic =
        socket -> {
          WebSocketInformation now = socket.information();
          return now.messagesReceived() + now.messagesSent();
        };
    parts.local =
        socket -> address(socket.information().localAddress(), socket.information().localPort());
    parts.remote =
        socket -> address(socket.information().remoteAddress(), socket.information().remotePort());
    parts.host =
        socket ->
            socket
                .information()
                .connection()
                .flatMap(StreamSocketInformation::remoteHostName)
                .map(HostName::canonicalName)
                .orElse("");
    return parts;
  }

  private static Mono<Void> flushed(WebSocket socket) {
    return socket instanceof AnyMessageWebSocket messages
        ? messages.send(Flux.empty())
        : ((AnyStreamWebSocket) socket).send(Flux.empty());
  }

  /**
   * Takes a way to connect a datagram socket to its peer.
   *
   * @param connect cold; each subscription opens a socket
   * @param keepAlive what keeps the flow alive, such as {@link KeepAlive#datagram}
   * @return the transport
   */
  public static ChannelTransport<DatagramSocket> datagram(
      Mono<DatagramSocket> connect, KeepAlive<? super DatagramSocket> keepAlive) {
    TransportParts<DatagramSocket> parts = new TransportParts<>();
    parts.protocol = "udp";
    parts.closed = DatagramSocket::closed;
    parts.readable = DatagramSocket::readable;
    parts.flush = socket -> socket.send(Flux.empty()).then();
    parts.close = DatagramSocket::close;
    parts.abandon = DatagramSocket::close;
    parts.traffic =
        socket -> {
          DatagramSocketInformation now = socket.information();
          return now.receivedCount() + now.sentCount();
        };
    parts.local = socket -> Optional.of(socket.localAddress());
    parts.remote =
        socket ->
            socket
                .information()
                .remoteAddress()
                .flatMap(host -> address(host, socket.information().remotePort().orElse("")));
    parts.host =
        socket -> socket.information().remoteHostName().map(HostName::canonicalName).orElse("");
    return make(connect, keepAlive, parts);
  }

  /**
   * Takes a way to connect a transport of the application's own. What it can tell of it is added by
   * the other methods; without them the channel hears of no end and no arrival, and is reset by no
   * change of the network.
   *
   * @param connect cold; each subscription opens a transport
   * @param keepAlive what keeps it alive
   * @param <T> what it is
   * @return the transport
   */
  public static <T> ChannelTransport<T> of(Mono<T> connect, KeepAlive<? super T> keepAlive) {
    return make(connect, keepAlive, new TransportParts<>());
  }

  private static <T> ChannelTransport<T> make(
      Mono<T> connect, KeepAlive<? super T> keepAlive, TransportParts<T> parts) {
    return new ChannelTransport<>(
        connect.map(transport -> new Arrived<>(transport, true)), keepAlive, parts);
  }

  private static Optional<InetSocketAddress> address(Optional<HostName> host, String port) {
    return host.flatMap(known -> address(known, port));
  }

  private static Optional<InetSocketAddress> address(HostName host, String port) {
    Optional<InetAddress> address = host.toInetAddress();
    return port.isEmpty()
        ? Optional.empty()
        : address.map(found -> new InetSocketAddress(found, Integer.parseInt(port)));
  }

  private ChannelTransport<T> with(Consumer<TransportParts<T>> change) {
    TransportParts<T> copy = parts.copy();
    change.accept(copy);
    return new ChannelTransport<>(connect, keepAlive, copy);
  }

  /**
   * Keeps it alive in another way.
   *
   * @param other the way
   * @return a transport with that keep-alive
   */
  public ChannelTransport<T> keepAlive(KeepAlive<? super T> other) {
    return new ChannelTransport<>(connect, Objects.requireNonNull(other, "other"), parts);
  }

  /**
   * Tells the channel how to know of the end.
   *
   * @param closed completes when the transport is closed or lost
   * @return a transport whose end is noticed
   */
  public ChannelTransport<T> whenClosed(Function<T, Publisher<Void>> closed) {
    return with(copy -> copy.closed = Objects.requireNonNull(closed, "closed"));
  }

  /**
   * Tells the channel how to know of an arrival.
   *
   * @param readable emits {@code true} when something has arrived that nobody has taken, {@code
   *     false} when nothing more will
   * @return a transport with push notifications
   */
  public ChannelTransport<T> whenReadable(Function<T, Publisher<Boolean>> readable) {
    return with(copy -> copy.readable = Objects.requireNonNull(readable, "readable"));
  }

  /**
   * Tells the channel how to bring on the way what was sent.
   *
   * @param flush completes when it is
   * @return a transport that {@link ControlChannelTrigger#flushTransport()} flushes
   */
  public ChannelTransport<T> flushedBy(Function<T, Publisher<Void>> flush) {
    return with(copy -> copy.flush = Objects.requireNonNull(flush, "flush"));
  }

  /**
   * Tells the channel how to close it, in good order or because it is lost.
   *
   * @param close completes when it is closed; an error counts as closed
   * @return a transport that the channel closes
   */
  public ChannelTransport<T> closedBy(Function<T, Publisher<Void>> close) {
    Objects.requireNonNull(close, "close");
    return with(
        copy -> {
          copy.close = close;
          copy.abandon = close;
        });
  }

  /**
   * Tells the channel which addresses it stands between, so that changes of the network reset it
   * and its interval is remembered.
   *
   * @param local the address on this side
   * @param remote the address of the peer
   * @return a transport with a path
   */
  public ChannelTransport<T> between(
      Function<T, InetSocketAddress> local, Function<T, InetSocketAddress> remote) {
    return with(
        copy -> {
          copy.local = transport -> Optional.ofNullable(local.apply(transport));
          copy.remote = transport -> Optional.ofNullable(remote.apply(transport));
        });
  }

  /**
   * Tells the channel how to see traffic beside keep-alives, so that nothing is learned from a
   * silence that was none.
   *
   * @param traffic a count that grows with what is sent and received
   * @return a transport with a count
   */
  public ChannelTransport<T> traffic(ToLongFunction<T> traffic) {
    return with(copy -> copy.traffic = Objects.requireNonNull(traffic, "traffic"));
  }

  Mono<LiveTransport> connect() {
    return connect.map(arrived -> live(arrived.transport(), arrived.atOnce()));
  }

  private LiveTransport live(T transport, boolean atOnce) {
    parts.adopt.accept(transport);
    return new LiveTransport(new BoundTransport<>(transport, keepAlive, parts), atOnce);
  }

  /** Whether it connects again by itself, so that nobody else has to wait or to count. */
  boolean reconnectsItself() {
    return parts.reconnectsItself;
  }

  /** A transport that was connected by this before and comes back. */
  @SuppressWarnings("unchecked") // It was made by this transport's connect, or takes its place.
  LiveTransport adopt(Object transport) {
    return live((T) transport, true);
  }

  @SuppressWarnings("unchecked") // It was made by this transport's connect.
  T cast(Object transport) {
    return (T) transport;
  }

  @Override
  public String toString() {
    return "ChannelTransport[" + parts.protocol + "]";
  }
}
