package io.reactivesockets.channel;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.DefaultMaxMessagesRecvByteBufAllocator;
import io.netty.channel.epoll.AbstractEpollStreamChannel;
import io.netty.channel.kqueue.AbstractKQueueStreamChannel;
import io.netty.channel.nio.AbstractNioByteChannel;
import java.util.function.IntSupplier;

/**
 * Reads at most what the receiver has room for.
 *
 * <p>A channel that reads at once reads into the buffer of its event loop, of up to 64 KiB, if
 * nobody keeps that. Other buffers grow and shrink with what the reads bring, from 2 KiB to 64 KiB.
 * None exceeds the room that is left. Once its peer has sent FIN, an epoll channel reads on to the
 * end whatever the demand: there {@link ReadBudgetExhausted} ends the loop, and the rest stays in
 * the kernel until reading is switched on again. A channel that is woken in spite of that has
 * failed, and reads to its end. An io_uring channel cannot be stopped that way.
 */
public final class ReadBudgetAllocator extends DefaultMaxMessagesRecvByteBufAllocator {

  private static final int SMALLEST = 2_048;
  private static final int LARGEST = LoopBuffers.CAPACITY;

  private final IntSupplier room;
  private final boolean stops;
  private final boolean readsAtOnce;

  /**
   * Makes the allocator of one channel.
   *
   * @param channel the channel
   * @param room how many bytes the receiver can take now; asked on the event loop
   */
  public ReadBudgetAllocator(Channel channel, IntSupplier room) {
    super(16);
    this.room = room;
    this.stops = channel instanceof AbstractEpollStreamChannel;
    this.readsAtOnce =
        stops
            || channel instanceof AbstractNioByteChannel
            || channel instanceof AbstractKQueueStreamChannel;
  }

  @Override
  @SuppressWarnings("deprecation") // Netty's only hook for the size of reads.
  public Handle newHandle() {
    return new BudgetHandle();
  }

  private final class BudgetHandle extends MaxMessageHandle {

    private int size = SMALLEST;
    private boolean small;
    private boolean stopped;

    @Override
    public int guess() {
      return Math.max(1, Math.min(size, room.getAsInt()));
    }

    @Override
    public ByteBuf allocate(ByteBufAllocator allocator) {
      int left = room.getAsInt();
      if (left > 0) {
        stopped = false;
        ByteBuf lent = readsAtOnce ? LoopBuffers.forReading(Math.min(LARGEST, left)) : null;
        return lent == null ? allocator.ioBuffer(Math.min(size, left)) : lent;
      }
      if (stops && !stopped) {
        stopped = true;
        throw ReadBudgetExhausted.INSTANCE;
      }
      return allocator.ioBuffer(size);
    }

    @Override
    public void lastBytesRead(int bytes) {
      super.lastBytesRead(bytes);
      if (bytes >= size) {
        size = Math.min(LARGEST, size << 2);
        small = false;
      }
    }

    @Override
    public void readComplete() {
      int total = totalBytesRead();
      if (total > 0 && total < size >> 2) {
        if (small) {
          size = Math.max(SMALLEST, size >> 1);
        }
        small = !small;
      } else {
        small = false;
      }
    }
  }
}
