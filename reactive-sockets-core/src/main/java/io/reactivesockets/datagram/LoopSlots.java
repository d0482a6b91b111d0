package io.reactivesockets.datagram;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.util.concurrent.FastThreadLocal;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** The slots of one event loop, which lends them to one channel at a time. Confined to the loop. */
final class LoopSlots {

  static final int SLOTS = 32;

  /** A cache line more than 64 KiB, for slots at round addresses would compete for cache lines. */
  static final int SLOT_BYTES = 65_536 + 64;

  private static final FastThreadLocal<LoopSlots> OF_THIS_THREAD =
      new FastThreadLocal<>() {
        @Override
        protected LoopSlots initialValue() {
          return new LoopSlots();
        }

        @Override
        protected void onRemoval(LoopSlots slots) {
          slots.memory.release();
        }
      };

  /** Without leak detection, for the loop holds its slots as long as it lives. */
  private final ByteBuf memory =
      new UnpooledByteBufAllocator(true, true).directBuffer(SLOTS * SLOT_BYTES, SLOTS * SLOT_BYTES);

  private final DatagramSlot[] slots = new DatagramSlot[SLOTS];
  private final All all = new All(bytes(0, SLOTS));
  private @Nullable Object borrower;
  private int datagrams;

  private LoopSlots() {
    for (int i = 0; i < SLOTS; i++) {
      slots[i] = new DatagramSlot(bytes(i, 1));
    }
  }

  private ByteBuffer bytes(int first, int count) {
    return memory.nioBuffer(first * SLOT_BYTES, count * SLOT_BYTES);
  }

  /** Lends the slots of this loop, or returns null if somebody else has them. */
  static @Nullable LoopSlots borrow(Object by) {
    LoopSlots slots = OF_THIS_THREAD.get();
    if (slots.borrower != null && slots.borrower != by) {
      return null;
    }
    slots.borrower = by;
    return slots;
  }

  /** Takes the slots back. */
  void giveBack() {
    borrower = null;
    datagrams = 0;
  }

  /** The last slots as one buffer to write to, from which what is received is sliced. */
  ByteBuf last(int count) {
    int at = (SLOTS - count) * SLOT_BYTES;
    return all.setIndex(at, at);
  }

  /** One slot, empty. */
  ByteBuf slot(int index) {
    return slots[index].clear();
  }

  /** How many datagrams more than slots were filled since they were borrowed. */
  int furtherDatagrams() {
    return datagrams;
  }

  /** All slots, one behind the other. */
  private final class All extends Slot {

    All(ByteBuffer memory) {
      super(memory);
    }

    @Override
    public ByteBuf retainedSlice(int index, int length) {
      int at = index / SLOT_BYTES;
      int from = index - at * SLOT_BYTES;
      return slots[at].setIndex(from, from + length);
    }
  }

  /** What the kernel has put into one slot: a datagram or a train. */
  private final class DatagramSlot extends Slot {

    private final ReceivedTrain train;

    DatagramSlot(ByteBuffer memory) {
      super(memory);
      this.train = new ReceivedTrain(memory);
    }

    /**
     * Netty takes trains apart by this call, which costs it two objects for each datagram. It gets
     * the whole train with the first call, and leaves it to {@link Intake}.
     */
    @Override
    public ByteBuf readRetainedSlice(int length) {
      int from = readerIndex();
      int to = writerIndex();
      readerIndex(to);
      datagrams += (to - from - 1) / length;
      return train.couple(from, to, length);
    }
  }
}
