package io.reactivesockets.triggers.control;

import io.reactivesockets.datagram.DatagramSocket;
import io.reactivesockets.datagram.DatagramSocketInformation;
import io.reactivesockets.host.HostName;
import io.reactivesockets.stream.StreamSocket;
import io.reactivesockets.stream.StreamSocketInformation;
import io.reactivesockets.websocket.AnyMessageWebSocket;
import io.reactivesockets.websocket.AnyStreamWebSocket;
import io.reactivesockets.websocket.WebSocket;
import io.reactivesockets.websocket.WebSocketInformation;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
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

  private final Mono<T> connect;
  private final KeepAlive<? super T> keepAlive;
  private final Parts<T> parts;

  /** What a channel does with a transport, beside connecting it and keeping it alive. */
  private static final class Parts<T> {
    String protocol = "own";
    Consumer<T> adopt = transport -> {};
    Function<T, Publisher<Void>> closed = transport -> Mono.never();
    Function<T, Publisher<Boolean>> readable = transport -> Mono.never();
    Function<T, Publisher<Void>> flush = transport -> Mono.empty();
    Function<T, Publisher<Void>> close = transport -> Mono.empty();
    Function<T, Publisher<Void>> abandon = transport -> Mono.empty();
    ToLongFunction<T> traffic = transport -> 0;
    Function<T, Optional<InetSocketAddress>> local = transport -> Optional.empty();
    Function<T, Optional<InetSocketAddress>> remote = transport -> Optional.empty();
    Function<T, String> host = transport -> "";
  }

  private ChannelTransport(Mono<T> connect, KeepAlive<? super T> keepAlive, Parts<T> parts) {
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
    Parts<StreamSocket> parts = new Parts<>();
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
    return new ChannelTransport<>(connect, KeepAlive.tcp(), parts);
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
    Parts<W> parts = new Parts<>();
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
    return new ChannelTransport<>(connect, KeepAlive.ping(), parts);
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
    Parts<DatagramSocket> parts = new Parts<>();
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
    return new ChannelTransport<>(connect, keepAlive, parts);
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
    return new ChannelTransport<>(connect, keepAlive, new Parts<>());
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

  private ChannelTransport<T> with(Consumer<Parts<T>> change) {
    Parts<T> copy = new Parts<>();
    copy.protocol = parts.protocol;
    copy.adopt = parts.adopt;
    copy.closed = parts.closed;
    copy.readable = parts.readable;
    copy.flush = parts.flush;
    copy.close = parts.close;
    copy.abandon = parts.abandon;
    copy.traffic = parts.traffic;
    copy.local = parts.local;
    copy.remote = parts.remote;
    copy.host = parts.host;
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

  /** A transport that is connected, with the type forgotten. */
  static final class Live {

    private final Object transport;
    private final Bound<?> bound;

    private Live(Bound<?> bound) {
      this.transport = bound.transport;
      this.bound = bound;
    }

    Object transport() {
      return transport;
    }

    String protocol() {
      return bound.of.parts.protocol;
    }

    Mono<Void> closed() {
      return bound.call(parts -> parts.closed);
    }

    Mono<Boolean> readable() {
      return bound.readable();
    }

    Mono<Void> flush() {
      return bound.call(parts -> parts.flush);
    }

    Mono<Void> close() {
      return bound.call(parts -> parts.close);
    }

    Mono<Void> abandon() {
      return bound.call(parts -> parts.abandon);
    }

    long traffic() {
      return bound.traffic();
    }

    Optional<InetSocketAddress> local() {
      return bound.local();
    }

    Optional<InetSocketAddress> remote() {
      return bound.remote();
    }

    /** The peer by the name it was connected by, else by its address. */
    String peer() {
      return bound.peer();
    }

    /** Whether the application sends the keep-alives, so that nobody else knows when it did. */
    boolean isKeptAliveByApplication() {
      return bound.of.keepAlive instanceof ApplicationKeepAlive;
    }

    void prepare(Duration interval, Duration replyTimeout) {
      bound.prepare(interval, replyTimeout);
    }

    Mono<KeepAliveAnswer> keepAlive(KeepAliveDue due) {
      return bound.send(due);
    }
  }

  private static final class Bound<T> {

    private final ChannelTransport<T> of;
    private final T transport;

    Bound(ChannelTransport<T> of, T transport) {
      this.of = of;
      this.transport = transport;
    }

    Mono<Void> call(Function<Parts<T>, Function<T, Publisher<Void>>> part) {
      return Mono.defer(() -> Mono.from(part.apply(of.parts).apply(transport)));
    }

    Mono<Boolean> readable() {
      return Mono.defer(() -> Mono.from(of.parts.readable.apply(transport)));
    }

    long traffic() {
      return of.parts.traffic.applyAsLong(transport);
    }

    Optional<InetSocketAddress> local() {
      return of.parts.local.apply(transport);
    }

    Optional<InetSocketAddress> remote() {
      return of.parts.remote.apply(transport);
    }

    String peer() {
      String host = of.parts.host.apply(transport);
      return remote()
          .map(
              address ->
                  (host.isEmpty() ? address.getAddress().getHostAddress() : host)
                      + ":"
                      + address.getPort())
          .orElse(host);
    }

    void prepare(Duration interval, Duration replyTimeout) {
      of.keepAlive.prepare(transport, interval, replyTimeout);
    }

    Mono<KeepAliveAnswer> send(KeepAliveDue due) {
      return Mono.defer(() -> Mono.from(of.keepAlive.send(transport, due)));
    }
  }

  Mono<Live> connect() {
    return connect.map(
        transport -> {
          parts.adopt.accept(transport);
          return new Live(new Bound<>(this, transport));
        });
  }

  /** A transport that was connected by this before and comes back. */
  @SuppressWarnings("unchecked") // It was made by this transport's connect, or takes its place.
  Live adopt(Object transport) {
    T own = (T) transport;
    parts.adopt.accept(own);
    return new Live(new Bound<>(this, own));
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
