package io.reactivesockets.stream;

import io.netty.channel.Channel;
import io.netty.channel.ServerChannel;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.SocketProtocolFamily;
import io.reactivesockets.transport.Transport;
import io.reactivesockets.transport.TransportControl;
import io.reactivesockets.transport.netty.NettyTransport;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A transport of a test's own that knows which of its stream channels are still open. */
final class WatchedTransport extends NettyTransport implements AutoCloseable {

  private final NettyTransport real;
  private final Set<Channel> open = ConcurrentHashMap.newKeySet();
  private final AtomicInteger opened = new AtomicInteger();

  private WatchedTransport(NettyTransport real) {
    super(real.name(), real.control(), real.loops());
    this.real = real;
  }

  static WatchedTransport of(String name, TransportControl control) {
    return new WatchedTransport(NettyTransport.of(Transport.open(name, control)));
  }

  /** One that asks a name server of the test's. */
  static WatchedTransport of(String name, InetSocketAddress nameServer) {
    return of(
        name,
        TransportControl.builder()
            .threads(2)
            .nameServers(List.of(nameServer))
            .queryTimeout(Duration.ofSeconds(20))
            .build());
  }

  /** How many stream channels were made. */
  int openedCount() {
    return opened.get();
  }

  /** Those that are not closed. */
  Set<Channel> open() {
    return Set.copyOf(open);
  }

  @Override
  public Channel newStreamChannel() {
    Channel channel = real.newStreamChannel();
    opened.incrementAndGet();
    open.add(channel);
    channel.closeFuture().addListener(closed -> open.remove(channel));
    return channel;
  }

  @Override
  public ServerChannel newListenerChannel() {
    return real.newListenerChannel();
  }

  @Override
  public DatagramChannel newDatagramChannel(@Nullable SocketProtocolFamily family) {
    return real.newDatagramChannel(family);
  }

  @Override
  public void close() {
    shutdown(Duration.ZERO, Duration.ofSeconds(5)).block(Duration.ofSeconds(10));
  }
}
