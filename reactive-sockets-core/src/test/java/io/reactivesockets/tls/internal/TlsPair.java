package io.reactivesockets.tls.internal;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.GlobalEventExecutor;
import io.reactivesockets.tls.SocketProtectionLevel;
import io.reactivesockets.tls.TlsClientControl;
import io.reactivesockets.tls.TlsInformation;
import io.reactivesockets.tls.TlsServerControl;
import io.reactivesockets.transport.Transport;
import io.reactivesockets.transport.netty.NettyTransport;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** A client and a server over loopback, TLS put on plain Netty channels. */
public final class TlsPair implements AutoCloseable {
  public static final Duration TIMEOUT = Duration.ofSeconds(20);

  private static final EventLoopGroup LOOPS = NettyTransport.of(Transport.nio()).loops();

  private final Channel listening;
  private final ChannelGroup open;
  private final BlockingQueue<Side> accepted;

  /** One end of a connection. */
  public static final class Side extends ChannelInboundHandlerAdapter {
    public final Sinks.One<TlsInformation> handshake = Sinks.one();
    public final BlockingQueue<Object> events = new LinkedTransferQueue<>();
    public volatile @Nullable Channel channel;

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      ByteBuf bytes = (ByteBuf) message;
      events.add(bytes.toString(StandardCharsets.UTF_8));
      bytes.release();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
      events.add(event);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      events.add(cause);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
      events.add("inactive");
    }

    public Mono<TlsInformation> information() {
      return handshake.asMono();
    }

    public Channel channel() {
      Channel current = channel;
      if (current == null) {
        throw new IllegalStateException("no channel yet");
      }
      return current;
    }

    public void send(String text) {
      channel().writeAndFlush(Unpooled.copiedBuffer(text, StandardCharsets.UTF_8));
    }

    public Object next() {
      try {
        Object event = events.poll(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        return event == null ? "nothing" : event;
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }

    void take(Mono<TlsInformation> outcome) {
      outcome.subscribe(handshake::tryEmitValue, handshake::tryEmitError);
    }
  }

  private TlsPair(Channel listening, BlockingQueue<Side> accepted, ChannelGroup open) {
    this.listening = listening;
    this.open = open;
    this.accepted = accepted;
  }

  public static TlsPair serving(TlsServerControl control) {
    return serving(control, SocketProtectionLevel.UNSPECIFIED);
  }

  public static TlsPair serving(TlsServerControl control, SocketProtectionLevel level) {
    TlsLayer layer = TlsLayer.server(control, level).block(TIMEOUT);
    BlockingQueue<Side> accepted = new LinkedTransferQueue<>();
    ChannelGroup open = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
    Channel listening =
        new ServerBootstrap()
            .group(LOOPS)
            .channel(NioServerSocketChannel.class)
            .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    Side side = new Side();
                    side.channel = channel;
                    open.add(channel);
                    channel.pipeline().addLast(side);
                    if (layer != null) {
                      side.take(layer.install(channel, null, null));
                    }
                    accepted.add(side);
                  }
                })
            .bind("127.0.0.1", 0)
            .syncUninterruptibly()
            .channel();
    return new TlsPair(listening, accepted, open);
  }

  public int port() {
    return ((InetSocketAddress) listening.localAddress()).getPort();
  }

  public Side accepted() {
    try {
      Side side = accepted.poll(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
      if (side == null) {
        throw new IllegalStateException("nobody connected");
      }
      return side;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  public Side connect(TlsClientControl control, String hostName) {
    return connect(control, SocketProtectionLevel.UNSPECIFIED, hostName);
  }

  public Side connect(TlsClientControl control, SocketProtectionLevel level, String hostName) {
    return connect(control, level, hostName, port());
  }

  public Side connectThrough(int port, TlsClientControl control, String hostName) {
    return connect(control, SocketProtectionLevel.UNSPECIFIED, hostName, port);
  }

  private Side connect(
      TlsClientControl control, SocketProtectionLevel level, String hostName, int port) {
    Side side = new Side();
    TlsLayer layer = TlsLayer.client(control, level, hostName).block(TIMEOUT);
    Channel channel = plain(side, port);
    open.add(channel);
    channel
        .eventLoop()
        .execute(
            () -> {
              if (layer != null) {
                side.take(layer.install(channel, null, null));
              }
            });
    return side;
  }

  public static Channel plain(Side side, int port) {
    Channel channel =
        new Bootstrap()
            .group(LOOPS)
            .channel(NioSocketChannel.class)
            .option(ChannelOption.ALLOW_HALF_CLOSURE, true)
            .handler(side)
            .connect("127.0.0.1", port)
            .syncUninterruptibly()
            .channel();
    side.channel = channel;
    return channel;
  }

  @Override
  public void close() {
    listening.close();
    open.forEach(channel -> channel.eventLoop().execute(() -> TlsLayer.closeAbruptly(channel)));
  }
}
