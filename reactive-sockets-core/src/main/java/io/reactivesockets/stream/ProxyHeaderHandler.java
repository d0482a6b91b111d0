package io.reactivesockets.stream;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.haproxy.HAProxyCommand;
import io.netty.handler.codec.haproxy.HAProxyMessage;
import io.netty.handler.codec.haproxy.HAProxyMessageDecoder;
import io.reactivesockets.channel.Once;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** Waits for the header of the PROXY protocol and tells the addresses in it. */
final class ProxyHeaderHandler extends ChannelInboundHandlerAdapter {

  private static final String DECODER = "reactive-sockets.proxy-protocol";

  private final StreamChannel stream;
  private final Duration timeout;
  private final BiConsumer<InetSocketAddress, InetSocketAddress> accepted;
  private final Consumer<String> refused;
  private final Once once = new Once();

  private ProxyHeaderHandler(
      StreamChannel stream,
      Duration timeout,
      BiConsumer<InetSocketAddress, InetSocketAddress> accepted,
      Consumer<String> refused) {
    this.stream = stream;
    this.timeout = timeout;
    this.accepted = accepted;
    this.refused = refused;
  }

  static void install(
      StreamChannel stream,
      Duration timeout,
      BiConsumer<InetSocketAddress, InetSocketAddress> accepted,
      Consumer<String> refused) {
    stream
        .channel()
        .pipeline()
        .addBefore(StreamChannel.INGRESS, DECODER, new HAProxyMessageDecoder(true))
        .addBefore(
            StreamChannel.INGRESS,
            DECODER + ".handler",
            new ProxyHeaderHandler(stream, timeout, accepted, refused));
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    once.within(stream.loop(), timeout, () -> refuse("no PROXY protocol header within " + timeout));
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (!(message instanceof HAProxyMessage header)) {
      context.fireChannelRead(message);
      return;
    }
    try {
      InetSocketAddress here = (InetSocketAddress) stream.channel().localAddress();
      InetSocketAddress there = (InetSocketAddress) stream.channel().remoteAddress();
      if (header.command() == HAProxyCommand.PROXY && header.sourceAddress() != null) {
        there = new InetSocketAddress(header.sourceAddress(), header.sourcePort());
        here = new InetSocketAddress(header.destinationAddress(), header.destinationPort());
      }
      if (once.decide()) {
        accepted.accept(here, there);
      }
    } finally {
      header.release();
    }
    context.pipeline().remove(this);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    refuse("bad PROXY protocol header: " + cause.getMessage());
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    refuse("it ended before the PROXY protocol header");
    context.fireChannelInactive();
  }

  private void refuse(String reason) {
    if (once.decide()) {
      refused.accept(reason);
    }
  }
}
