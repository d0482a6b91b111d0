package io.reactivesockets.transport.netty;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.SingleThreadEventExecutor;
import io.reactivesockets.transport.Transport;
import io.reactivesockets.transport.TransportControl;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.netty.resources.LoopResources;

/**
 * A transport as Netty and Reactor Netty see it.
 *
 * <p>The sockets of this library stand on any subclass: one that brings channels of its own runs
 * them unchanged.
 */
public abstract class NettyTransport implements Transport {

  private static final Duration CLOSING_NAMES = Duration.ofSeconds(1);

  private final String name;
  private final TransportControl control;
  private final EventLoopGroup loops;
  private final EventLoopGroup colocated;
  private final NameLookup names;

  /**
   * Takes the parts that every transport has.
   *
   * @param name the name users choose it by
   * @param control what was asked
   * @param loops the event loops, owned by this transport from now on
   */
  protected NettyTransport(String name, TransportControl control, EventLoopGroup loops) {
    this.name = name;
    this.control = control;
    this.loops = loops;
    this.colocated = LoopResources.colocate(loops);
    this.names = new NameLookup(this);
  }

  /**
   * Returns a transport that is a Netty one, or fails.
   *
   * @param transport any transport
   * @return the same transport
   * @throws IllegalArgumentException if it is of another kind
   */
  public static NettyTransport of(Transport transport) {
    if (transport instanceof NettyTransport netty) {
      return netty;
    }
    throw new IllegalArgumentException(
        "transport: " + transport.name() + " (expected: a subclass of NettyTransport)");
  }

  @Override
  public final String name() {
    return name;
  }

  @Override
  public final TransportControl control() {
    return control;
  }

  /**
   * Returns the event loops.
   *
   * @return the group, not to be shut down by the caller
   */
  public final EventLoopGroup loops() {
    return loops;
  }

  /**
   * Returns the event loop for a new channel: the calling one if it is one of ours, so that sockets
   * which work together share a thread, else the next in turn.
   *
   * @return an event loop
   */
  public final EventLoop nextLoop() {
    return colocated.next();
  }

  /**
   * Returns how this transport finds addresses and SRV records.
   *
   * @return the lookup
   */
  public final NameLookup names() {
    return names;
  }

  /**
   * Returns the local address from which the system would reach another one, as its routes say now;
   * nothing is sent.
   *
   * @param remote an address
   * @return the address, empty if there is no route
   */
  public Optional<InetAddress> localAddressTo(InetAddress remote) {
    return RouteProbe.localAddressTo(remote);
  }

  /**
   * Returns the loops and channels in the form that Reactor Netty's clients and servers take.
   *
   * @return loop resources whose disposal does nothing, for the transport owns the loops
   */
  public final LoopResources loopResources() {
    return new TransportLoopResources(this);
  }

  /**
   * Returns a new unconnected stream channel.
   *
   * @return a channel that is not registered yet
   */
  public abstract Channel newStreamChannel();

  /**
   * Returns a new unbound listening channel.
   *
   * @return a channel that is not registered yet
   */
  public abstract ServerChannel newListenerChannel();

  /**
   * Returns a new unbound datagram channel.
   *
   * @param family the address family, or {@code null} for the one of the platform
   * @return a channel that is not registered yet
   */
  public abstract DatagramChannel newDatagramChannel(@Nullable SocketProtocolFamily family);

  @Override
  public final Mono<Void> shutdown(Duration quietPeriod, Duration timeout) {
    return names
        .close()
        .timeout(CLOSING_NAMES, Mono.empty())
        .then(Mono.create(sink -> shutDownLoops(quietPeriod, timeout, sink)));
  }

  /**
   * An event loop that is busy when it is told to end, and to end at once, would end without having
   * closed its channels: Netty closes them at the beginning of a round, and may notice at the end
   * of one. A hook, and a quiet period however short, let one more round begin.
   */
  private void shutDownLoops(Duration quietPeriod, Duration timeout, MonoSink<Void> sink) {
    for (EventExecutor loop : loops) {
      if (loop instanceof SingleThreadEventExecutor thread && !thread.isShuttingDown()) {
        thread.addShutdownHook(() -> {});
      }
    }
    long quiet = Math.max(shortestQuietPeriod().toNanos(), quietPeriod.toNanos());
    loops.shutdownGracefully(quiet, Math.max(quiet, timeout.toNanos()), TimeUnit.NANOSECONDS);
    loops.terminationFuture().addListener(done -> sink.success());
  }

  /** How long event loops go on at least, so that what they close is closed when they end. */
  Duration shortestQuietPeriod() {
    return Duration.ofNanos(1);
  }

  @Override
  public final boolean isShutdown() {
    return loops.isShuttingDown();
  }

  @Override
  public final String toString() {
    return "Transport[" + name + "]";
  }
}
