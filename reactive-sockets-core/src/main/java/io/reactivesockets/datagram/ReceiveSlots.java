package io.reactivesockets.datagram;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelConfig;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.util.UncheckedBooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The memory that datagrams are read into: slots, each with room for the longest datagram, so that
 * none is ever cut.
 *
 * <p>The slots belong to the event loop, which lends them to one channel after the other: 2.1 MB
 * for each loop that reads datagrams, of which only the pages count that datagrams have touched. On
 * epoll one system call (recvmmsg) fills as many slots as there are datagrams, up to 32, and in
 * each the kernel may put a train of datagrams that came together (UDP_GRO). A transport whose
 * reads are under way while nothing arrives has a buffer of 64 KiB for each socket instead. See
 * {@link LoopSlots}.
 */
final class ReceiveSlots implements RecvByteBufAllocator {

  private static final int FEWEST = 2;

  /** After so many datagrams other channels get their turn. */
  private static final int MESSAGES_PER_TURN = 256;

  private enum Way {
    /** One read fills many slots. */
    ALL_AT_ONCE,
    /** One read fills one slot; several are read before they are handed out. */
    ONE_AFTER_ANOTHER,
    /** A buffer for each read. */
    OWN
  }

  private final Way way;
  private final ReceiveOffload offload;

  private ReceiveSlots(Way way, ReceiveOffload offload) {
    this.way = way;
    this.offload = offload;
  }

  /** Lets a channel read whole datagrams, as many at a time as it can. */
  @SuppressWarnings("deprecation") // Netty's only hook for the size of reads.
  static void use(Channel channel, ReceiveOffload offload) {
    Way way = Way.OWN;
    if (channel instanceof EpollDatagramChannel) {
      way = Way.ALL_AT_ONCE;
      channel
          .config()
          .setOption(EpollChannelOption.MAX_DATAGRAM_PAYLOAD_SIZE, LoopSlots.SLOT_BYTES);
    } else if (channel instanceof NioDatagramChannel) {
      way = Way.ONE_AFTER_ANOTHER;
    }
    channel.config().setRecvByteBufAllocator(new ReceiveSlots(way, offload));
  }

  @Override
  @SuppressWarnings("deprecation") // See above.
  public Handle newHandle() {
    return new SlotHandle();
  }

  private final class SlotHandle implements ExtendedHandle {

    private @Nullable ChannelConfig config;
    private int attempted;
    private int lastBytes;
    private int lastMessages;
    private int messages;
    private int lent;
    private @Nullable LoopSlots slots;

    /** How many slots the next read gets: each costs some time, filled or not. */
    private int offered = FEWEST;

    @Override
    public void reset(ChannelConfig newConfig) {
      config = newConfig;
      offload.beforeRead();
      messages = 0;
      lent = 0;
      giveBack();
    }

    private void giveBack() {
      if (slots != null) {
        slots.giveBack();
        slots = null;
      }
    }

    @Override
    public ByteBuf allocate(ByteBufAllocator allocator) {
      lastMessages = 0;
      if (way != Way.OWN && slots == null) {
        slots = LoopSlots.borrow(this);
      }
      if (slots == null || lent == LoopSlots.SLOTS) {
        return allocator.ioBuffer(LoopSlots.SLOT_BYTES, LoopSlots.SLOT_BYTES);
      }
      return way == Way.ALL_AT_ONCE ? slots.last(offered) : slots.slot(lent++);
    }

    @Override
    public int guess() {
      return LoopSlots.SLOT_BYTES;
    }

    @Override
    public void incMessagesRead(int count) {
      messages += count;
      lastMessages += count;
    }

    @Override
    public void lastBytesRead(int bytes) {
      lastBytes = bytes;
    }

    @Override
    public int lastBytesRead() {
      return lastBytes;
    }

    @Override
    public void attemptedBytesRead(int bytes) {
      attempted = bytes;
    }

    @Override
    public int attemptedBytesRead() {
      return attempted;
    }

    @Override
    public boolean continueReading() {
      ChannelConfig current = config;
      if (current == null || !current.isAutoRead() || lastBytes < 0) {
        return false;
      }
      return switch (way) {
        // Fewer than there was room for: the kernel had no more, and says so when it has.
        case ALL_AT_ONCE -> wasFull() && received() < MESSAGES_PER_TURN;
        case ONE_AFTER_ANOTHER -> messages < LoopSlots.SLOTS;
        case OWN -> messages < MESSAGES_PER_TURN;
      };
    }

    private int received() {
      return slots == null ? messages : messages + slots.furtherDatagrams();
    }

    private boolean wasFull() {
      boolean full = lastMessages >= offered;
      if (full) {
        offered = Math.min(LoopSlots.SLOTS, offered << 2);
      } else if (lastMessages << 2 <= offered) {
        offered = Math.max(FEWEST, offered >> 1);
      }
      return full;
    }

    @Override
    public boolean continueReading(UncheckedBooleanSupplier maybeMoreDataSupplier) {
      return continueReading();
    }

    @Override
    public void readComplete() {
      giveBack();
    }
  }
}
