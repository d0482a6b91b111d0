package io.reactivesockets.stream;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.reactivesockets.error.SocketPhase;
import io.reactivesockets.transport.netty.NettyTransport;
import java.net.SocketAddress;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/** Opens the channel of one connection attempt to one address. Event loop only. */
final class ChannelOpener {

  /** Hears how it went, once, on the event loop; nothing after the channel was closed from here. */
  interface Result {

    /** The connection is established. */
    void connected(StreamChannel stream);

    /** It is not, because of what was thrown. */
    void failed(SocketPhase phase, Throwable cause);
  }

  private final NettyTransport transport;
  private final EventLoop loop;
  private final StreamSocketControl control;

  ChannelOpener(NettyTransport transport, EventLoop loop, StreamSocketControl control) {
    this.transport = transport;
    this.loop = loop;
    this.control = control;
  }

  /**
   * Begins to connect a new channel.
   *
   * @param local the address to bind first, or null
   * @param remote the address to connect to
   * @return the channel, which the result is about; it may have come before
   * @throws RuntimeException if no channel can be had; then the result hears nothing
   */
  StreamChannel open(@Nullable SocketAddress local, SocketAddress remote, Result result) {
    if (loop.isShuttingDown()) {
      throw new RejectedExecutionException("the transport was shut down");
    }
    Channel channel = transport.newStreamChannel();
    // The deadline of the whole connect rules; Netty's is shorter than some networks are slow.
    channel.config().setConnectTimeoutMillis(0);
    StreamChannel stream = new StreamChannel(channel, loop, control);
    new Opening(stream, result).register(local, remote);
    return stream;
  }

  private final class Opening {

    private final StreamChannel stream;
    private final Channel channel;
    private final Result result;

    Opening(StreamChannel stream, Result result) {
      this.stream = stream;
      this.channel = stream.channel();
      this.result = result;
    }

    void register(@Nullable SocketAddress local, SocketAddress remote) {
      loop.register(channel)
          .addListener(
              registered -> {
                if (!registered.isSuccess()) {
                  fail(SocketPhase.CONNECT, registered.cause());
                } else if (stream.isAbandoned()) {
                  channel.close();
                } else {
                  prepare(local, remote);
                }
              });
    }

    private void prepare(@Nullable SocketAddress local, SocketAddress remote) {
      try {
        StreamOptions.beforeConnect(channel, control);
      } catch (RuntimeException e) {
        fail(SocketPhase.BIND, e);
        return;
      }
      if (local == null) {
        connect(remote);
        return;
      }
      StreamOptions.sharePort(channel, local);
      channel
          .bind(local)
          .addListener(
              bound -> {
                if (bound.isSuccess()) {
                  connect(remote);
                } else {
                  fail(SocketPhase.BIND, bound.cause());
                }
              });
    }

    private void connect(SocketAddress remote) {
      channel
          .connect(remote)
          .addListener(
              connected -> {
                if (stream.isAbandoned()) {
                  return;
                }
                if (connected.isSuccess()) {
                  result.connected(stream);
                } else {
                  fail(SocketPhase.CONNECT, connected.cause());
                }
              });
    }

    private void fail(SocketPhase phase, Throwable cause) {
      if (!stream.isAbandoned()) {
        stream.abandon();
        result.failed(phase, cause);
      }
    }
  }
}
