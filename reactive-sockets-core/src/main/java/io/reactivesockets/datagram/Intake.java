package io.reactivesockets.datagram;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DatagramPacket;
import io.netty.util.ReferenceCountUtil;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Brings what one channel receives to the inbox; the only handler of its pipeline. */
final class Intake extends ChannelInboundHandlerAdapter {

  private static final int BATCH = 512;

  /** Hears what is not a datagram; on the loop of the channel. */
  interface Listener {

    /** Reading failed, most often with an error that the network reported for an earlier send. */
    void failed(Throwable cause);

    /** Datagrams are about to be handed out, one or more. */
    void begun();

    /** They have been handed out. */
    void ended();

    /** The channel has read; whether anything came is another question. */
    void read(boolean anything);
  }

  private final Inbox inbox;
  private final Listener listener;
  private final boolean home;
  private boolean begun;
  private boolean anything;
  private List<Message> batch = new ArrayList<>();

  /**
   * @param home whether the channel is on the home loop of the inbox
   */
  Intake(Inbox inbox, Listener listener, boolean home) {
    this.inbox = inbox;
    this.listener = listener;
    this.home = home;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (!(message instanceof DatagramPacket packet)) {
      ReferenceCountUtil.release(message);
      return;
    }
    anything = true;
    try {
      InetSocketAddress local = packet.recipient();
      if (local != null && local.getAddress().isAnyLocalAddress()) {
        local = null;
      }
      if (home) {
        if (!begun) {
          begun = true;
          listener.begun();
        }
        inbox.arrived(packet.content(), packet.sender(), local);
      } else {
        collect(packet.content(), packet.sender(), local);
      }
    } finally {
      packet.release();
    }
  }

  private void collect(
      ByteBuf content, InetSocketAddress remote, @Nullable InetSocketAddress local) {
    if (inbox.reserve(content.readableBytes())) {
      batch.add(Message.copyOf(content, remote, local, inbox.maxMessageBytes()));
      if (batch.size() >= BATCH) {
        handOver();
      }
    }
  }

  private void handOver() {
    List<Message> full = batch;
    if (!full.isEmpty()) {
      batch = new ArrayList<>();
      inbox.loop().execute(() -> inbox.arrived(full));
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    if (home) {
      inbox.readComplete();
      if (begun) {
        begun = false;
        listener.ended();
      }
    } else {
      handOver();
    }
    listener.read(anything);
    anything = false;
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    // Netty remembers the addresses from here on, so that they can be told after the close.
    context.channel().localAddress();
    context.channel().remoteAddress();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    listener.failed(cause);
  }
}
