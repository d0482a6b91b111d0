package io.reactivesockets.benchmarks.ws;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import io.netty.handler.codec.http.websocketx.extensions.compression.WebSocketServerCompressionHandler;
import io.reactivesockets.benchmarks.peer.NettyTransports;
import io.reactivesockets.benchmarks.peer.Peer;
import io.reactivesockets.benchmarks.peer.Service;
import java.net.InetSocketAddress;

/** Raw Netty: its handlers for WebSockets, and one that writes the frames it reads. */
final class NettyWs implements Peer {

  private static final int MAX_REQUEST = 65_536;

  @Override
  public int serve(Service service, String transport) {
    EventLoopGroup loop = NettyTransports.oneLoop(transport);
    Channel listening =
        new ServerBootstrap()
            .group(loop)
            .channel(NettyTransports.listener(transport))
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .option(ChannelOption.SO_REUSEADDR, true)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childHandler(initializer(service, new DefaultChannelGroup(loop.next())))
            .bind("0.0.0.0", 0)
            .syncUninterruptibly()
            .channel();
    return ((InetSocketAddress) listening.localAddress()).getPort();
  }

  private static ChannelHandler initializer(Service service, ChannelGroup everybody) {
    return new ChannelInitializer<>() {
      @Override
      protected void initChannel(Channel channel) {
        channel.pipeline().addLast(new HttpServerCodec(), new HttpObjectAggregator(MAX_REQUEST));
        if (service.isCompressed()) {
          channel.pipeline().addLast(new WebSocketServerCompressionHandler(0));
        }
        channel
            .pipeline()
            .addLast(
                new WebSocketServerProtocolHandler(
                    WebSocketServerProtocolConfig.newBuilder()
                        .websocketPath("/")
                        .allowExtensions(service.isCompressed())
                        .build()))
            .addLast(service.isFanOut() ? new NettyFrames.FanOut(everybody) : NettyFrames.ECHO);
      }
    };
  }
}
