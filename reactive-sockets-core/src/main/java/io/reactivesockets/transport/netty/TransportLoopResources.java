package io.reactivesockets.transport.netty;

import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.socket.SocketChannel;
import reactor.netty.resources.LoopResources;

/** A transport as Reactor Netty's loop resources. */
final class TransportLoopResources implements LoopResources {

  private final NettyTransport transport;
  private final EventLoopGroup loops;

  TransportLoopResources(NettyTransport transport) {
    this.transport = transport;
    this.loops = LoopResources.colocate(transport.loops());
  }

  @Override
  public EventLoopGroup onServer(boolean useNative) {
    return loops;
  }

  @Override
  public <C extends Channel> C onChannel(Class<C> channelType, EventLoopGroup group) {
    if (channelType == SocketChannel.class) {
      return channelType.cast(transport.newStreamChannel());
    }
    if (channelType == ServerSocketChannel.class || channelType == ServerChannel.class) {
      return channelType.cast(transport.newListenerChannel());
    }
    if (channelType == DatagramChannel.class) {
      return channelType.cast(transport.newDatagramChannel(null));
    }
    throw unknown(channelType);
  }

  @Override
  @SuppressWarnings("unchecked") // A channel of a type has a class of that type.
  public <C extends Channel> Class<? extends C> onChannelClass(
      Class<C> channelType, EventLoopGroup group) {
    // The class is not known without a channel; this one was never registered.
    Channel sample = onChannel(channelType, group);
    sample.unsafe().closeForcibly();
    return (Class<? extends C>) sample.getClass();
  }

  private static IllegalArgumentException unknown(Class<?> channelType) {
    return new IllegalArgumentException(
        "channelType: "
            + channelType.getName()
            + " (expected: SocketChannel, ServerSocketChannel or DatagramChannel)");
  }
}
