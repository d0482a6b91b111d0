package io.reactivesockets.datagram;

import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollDatagramChannel;
import java.util.OptionalLong;

/**
 * Whether the kernel keeps datagrams of one channel joined that came together (UDP_GRO), which
 * makes receiving many of them much cheaper; they are told apart when they are read. On the loop of
 * the channel.
 *
 * <p>Of joined datagrams the kernel counts as one what it drops. So joining is off while the
 * channel does not read, when drops are to be expected; and it is on before each read, for joined
 * datagrams would be read as one otherwise.
 */
final class ReceiveOffload {

  private final Channel channel;
  private final KernelDrops drops;
  private boolean wanted;
  private volatile boolean on;
  private volatile OptionalLong dropsBefore = OptionalLong.empty();
  private volatile boolean inexact;

  ReceiveOffload(Channel channel, KernelDrops drops, boolean wanted) {
    this.channel = channel;
    this.drops = drops;
    this.wanted = wanted && channel instanceof EpollDatagramChannel;
    beforeRead();
  }

  void beforeRead() {
    if (wanted && !on) {
      dropsBefore = drops.read();
      on = set(true);
      wanted = on; // Older kernels do not know it.
    }
  }

  void pause() {
    if (on && channel.isOpen()) {
      on = !set(false);
      if (!drops.read().equals(dropsBefore)) {
        inexact = true;
      }
    }
  }

  /** Whether the kernel's count is that of datagrams, as far as is known; any thread. */
  boolean countsExactly() {
    return !inexact && (!on || !channel.isOpen() || drops.read().equals(dropsBefore));
  }

  private boolean set(boolean join) {
    try {
      return channel.config().setOption(EpollChannelOption.UDP_GRO, join);
    } catch (ChannelException notKnown) {
      return false;
    }
  }
}
