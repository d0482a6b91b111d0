package io.reactivesockets.channel;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.EventLoop;
import io.netty.channel.uring.IoUringServerSocketChannel;
import io.netty.channel.uring.IoUringSocketChannel;

/** How the socket of a channel leaves its event loop and the channel goes without it. */
public final class Departure {

  private Departure() {}

  /**
   * Takes a channel off its event loop. What is under way is still handed to its pipeline.
   *
   * @param channel a registered channel that reads no more than it has begun to
   * @return done when nothing will arrive any more
   */
  public static ChannelFuture leave(Channel channel) {
    return channel.deregister();
  }

  /**
   * Closes the descriptor of a channel that has left its event loop; {@link Closing} tells when
   * that is done.
   *
   * @param channel an open channel that is not registered
   */
  public static void close(Channel channel) {
    if (isOnIoUring(channel)) {
      // It closes by means of its event loop only.
      EventLoop loop = channel.eventLoop();
      loop.register(channel).addListener(back -> channel.close());
    } else {
      channel.close();
    }
  }

  private static boolean isOnIoUring(Channel channel) {
    return channel instanceof IoUringSocketChannel || channel instanceof IoUringServerSocketChannel;
  }
}
