package io.reactivesockets.stream;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.EventLoop;
import io.reactivesockets.transport.netty.NettyTransport;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** Makes one connection attempt to one address. */
final class ChannelOpener {

  private final NettyTransport transport;
  private final StreamSocketControl control;

  ChannelOpener(NettyTransport transport, StreamSocketControl control) {
    this.transport = transport;
    this.control = control;
  }

  /**
   * Connects a new channel.
   *
   * @param local the address to bind first, or null
   * @param remote the address to connect to
   * @param proxy the handler that speaks to a proxy first, or null; the deadline is the caller's
   * @return cold; the connected channel, or the cause as Netty gives it. Cancelling closes it, also
   *     when the connection was made at the same moment.
   */
  Mono<StreamChannel> open(
      @Nullable SocketAddress local, SocketAddress remote, @Nullable ChannelHandler proxy) {
    return Mono.create(
        sink -> {
          EventLoop loop = transport.nextLoop();
          Channel channel = transport.newStreamChannel();
          // The caller's deadline rules; the kernel and Netty have others of their own.
          channel.config().setConnectTimeoutMillis(0);
          StreamChannel stream = new StreamChannel(channel, loop, control);
          sink.onCancel(channel::close);
          ChannelFuture registered = loop.register(channel);
          registered.addListener(
              done -> {
                if (!done.isSuccess()) {
                  sink.error(done.cause());
                  return;
                }
                try {
                  StreamOptions.beforeConnect(channel, control);
                } catch (RuntimeException e) {
                  channel.close();
                  sink.error(e);
                  return;
                }
                if (proxy != null) {
                  channel.pipeline().addFirst(proxy);
                }
                connect(channel, local, remote)
                    .addListener(
                        connected -> {
                          if (connected.isSuccess()) {
                            sink.success(stream);
                          } else {
                            channel.close();
                            sink.error(connected.cause());
                          }
                        });
              });
        });
  }

  private static ChannelFuture connect(
      Channel channel, @Nullable SocketAddress local, SocketAddress remote) {
    return local == null ? channel.connect(remote) : channel.connect(remote, local);
  }
}
