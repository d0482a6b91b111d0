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

    /** The channel has read, whether anything came or not. */
    void read();

    /** The channel was woken, and there was neither a datagram nor an error. */
    void nothing();
  }

  private final Inbox inbox;
  private final Listener listener;
  private final boolean home;
  private boolean begun;
  private boolean anything;
  private int errors;
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
      if (home && !begun) {
        begun = true;
        listener.begun();
      }
      ByteBuf content = packet.content();
      if (content instanceof ReceivedTrain train) {
        do {
          arrived(train, packet.sender(), local);
        } while (train.next());
      } else {
        arrived(content, packet.sender(), local);
      }
    } finally {
      packet.release();
    }
  }

  private void arrived(
      ByteBuf content, InetSocketAddress remote, @Nullable InetSocketAddress local) {
    if (home) {
      inbox.arrived(content, remote, local);
    } else {
      collect(content, remote, local);
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
    listener.read();
    if (!anything) {
      // An error would be told next.
      int before = errors;
      context.executor().execute(() -> tellNothing(before));
    }
    anything = false;
  }

  private void tellNothing(int errorsBefore) {
    if (errors == errorsBefore) {
      listener.nothing();
    }
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    // Netty remembers the addresses from here on, so that they can be told after the close.
    context.channel().localAddress();
    context.channel().remoteAddress();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    errors++;
    listener.failed(cause);
  }
}
