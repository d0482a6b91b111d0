package io.reactivesockets.benchmarks.tcp;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.FixedLengthFrameDecoder;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import io.netty.handler.codec.LengthFieldPrepender;
import io.netty.handler.ssl.SslContext;
import io.reactivesockets.benchmarks.peer.NettyTransports;
import io.reactivesockets.benchmarks.peer.Peer;
import io.reactivesockets.benchmarks.peer.Service;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** Raw Netty over TCP: one handler, which writes as it reads and flushes when a read is over. */
public final class NettyTcp implements Peer {

  private final @Nullable SslContext tls;

  /** A server without TLS. */
  NettyTcp() {
    this.tls = null;
  }

  /** A server with TLS in front of its handlers. */
  public NettyTcp(SslContext tls) {
    this.tls = tls;
  }

  @Override
  public int serve(Service service, String transport) {
    Channel listening =
        new ServerBootstrap()
            .group(NettyTransports.oneLoop(transport))
            .channel(NettyTransports.listener(transport))
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .option(ChannelOption.SO_REUSEADDR, true)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childHandler(initializer(service))
            .bind("0.0.0.0", 0)
            .syncUninterruptibly()
            .channel();
    return ((InetSocketAddress) listening.localAddress()).getPort();
  }

  private ChannelHandler initializer(Service service) {
    return new ChannelInitializer<>() {
      @Override
      protected void initChannel(Channel channel) {
        if (tls != null) {
          channel.pipeline().addLast(tls.newHandler(channel.alloc()));
        }
        addHandlers(service, channel.pipeline());
      }
    };
  }

  private void addHandlers(Service service, ChannelPipeline pipeline) {
    switch (service) {
      case ECHO -> pipeline.addLast(NettyHandlers.ECHO);
      case ECHO_MESSAGES ->
          pipeline.addLast(new FixedLengthFrameDecoder(MESSAGE_BYTES), NettyHandlers.ECHO);
      case ECHO_FRAMES ->
          pipeline.addLast(
              new LengthFieldBasedFrameDecoder(CHUNK_BYTES, 0, LENGTH_BYTES, 0, LENGTH_BYTES),
              new LengthFieldPrepender(LENGTH_BYTES),
              NettyHandlers.ECHO);
      case TAKE_OWNED -> pipeline.addLast(NettyHandlers.TAKE_OWNED);
      case TAKE_IN_PLACE -> pipeline.addLast(NettyHandlers.TAKE_IN_PLACE);
      case GIVE -> pipeline.addLast(NettyHandlers.GIVE);
      case ACCEPT_AND_CLOSE -> pipeline.addLast(NettyHandlers.CLOSE);
      default -> throw service.unknownTo(this);
    }
  }
}
