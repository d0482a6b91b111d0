package io.reactivesockets.websocket;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import java.util.ArrayDeque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The bytes on their way out: gathers small frames into one buffer, knows how much the kernel has
 * not taken yet, and tells when a position has been taken. Event loop only.
 */
final class WireWriter {

  private static final int BATCH_BYTES = 8_192;

  private static final int SMALL_BYTES = 256;

  /** From this many pieces on, a batch is put together on the heap and copied as one. */
  private static final int MANY = 4;

  private final ChannelHandlerContext context;
  private final int windowBytes;
  private final Listener listener;
  private final ArrayDeque<Mark> marks = new ArrayDeque<>(2);
  private final Runnable flushTask = this::flushScheduled;

  private @Nullable ByteBuf batch;
  private int pieces;
  private boolean manyExpected;
  private volatile long pushed;
  private volatile long written;
  private boolean held;
  private boolean flushDue;
  private boolean flushScheduled;

  /** What the owner wants to know. */
  interface Listener {

    /** The kernel took bytes after the window had been full. */
    void roomAgain();

    /** The kernel took bytes. */
    void taken(long bytes);

    /** Bytes could not be written. */
    void writeFailed(Throwable cause);
  }

  /** Waits for a position. */
  private record Mark(long position, Consumer<@Nullable Throwable> action) {}

  WireWriter(ChannelHandlerContext context, int windowBytes, Listener listener) {
    this.context = context;
    this.windowBytes = windowBytes;
    this.listener = listener;
  }

  /** Returns a buffer with room for that many bytes, to be written at once. */
  ByteBuf room(int bytes) {
    ByteBuf current = batch;
    if (current != null && current.writableBytes() < bytes) {
      push(current);
      current = null;
    }
    if (current == null) {
      current = newBatch(bytes);
      batch = current;
    }
    pieces++;
    flushDue = true;
    return current;
  }

  /**
   * Small pieces are written to an array much faster than to memory besides the heap. The batch is
   * copied there in the end, which is worth it only if there are some: so it was the last time.
   */
  private ByteBuf newBatch(int bytes) {
    if (manyExpected && bytes <= BATCH_BYTES / MANY) {
      return context.alloc().heapBuffer(BATCH_BYTES, BATCH_BYTES);
    }
    int capacity = Math.max(BATCH_BYTES, bytes);
    return context.alloc().ioBuffer(capacity, capacity);
  }

  /**
   * Writes a frame that others send too: the buffer itself, unless there is one under way that has
   * room, or it is so small that to copy it is less work.
   */
  void shared(ByteBuf frame) {
    int bytes = frame.readableBytes();
    ByteBuf current = batch;
    if (bytes <= SMALL_BYTES || (current != null && current.writableBytes() >= bytes)) {
      room(bytes).writeBytes(frame, frame.readerIndex(), bytes);
      return;
    }
    if (current != null) {
      push(current);
    }
    flushDue = true;
    push(frame.retainedDuplicate());
  }

  /** Counts what was taken before this process had the connection. */
  void writtenBefore(long bytes) {
    pushed = bytes;
    written = bytes;
  }

  /** Returns whether more may be written now. */
  boolean hasWindow() {
    return pending() < windowBytes;
  }

  private long pending() {
    return position() - written;
  }

  /** Returns how many bytes wait to be taken by the kernel; may be asked from any thread. */
  long unwritten() {
    return Math.max(0, pushed - written);
  }

  /** Returns how many bytes the kernel has taken; may be asked from any thread. */
  long written() {
    return written;
  }

  private long position() {
    ByteBuf current = batch;
    return pushed + (current == null ? 0 : current.readableBytes());
  }

  /** Runs the action when all that was written until now has been taken, or has failed. */
  void whenWritten(Consumer<@Nullable Throwable> action) {
    long position = position();
    if (position <= written) {
      action.accept(null);
    } else {
      marks.add(new Mark(position, action));
    }
  }

  /** Puts flushes off until {@link #release()}: more is likely to be written soon. */
  void hold() {
    held = true;
  }

  /** Flushes what was put off. */
  void release() {
    held = false;
    flush();
  }

  /** Sees to it that what was written leaves soon: now, or when those who write now have done. */
  void flushSoon() {
    if (!held && flushDue && !flushScheduled) {
      flushScheduled = true;
      context.executor().execute(flushTask);
    }
  }

  private void flushScheduled() {
    flushScheduled = false;
    flush();
  }

  /** Flushes now, unless flushes are put off. */
  void flush() {
    if (held || !flushDue) {
      return;
    }
    flushDue = false;
    ByteBuf current = batch;
    if (current != null) {
      push(current);
    }
    context.flush();
  }

  private void push(ByteBuf full) {
    batch = null;
    manyExpected = pieces >= MANY;
    pieces = 0;
    long end = pushed + full.readableBytes();
    pushed = end;
    ChannelFutureListener taken = future -> taken(future, end);
    context.write(full).addListener(taken);
  }

  private void taken(ChannelFuture future, long end) {
    if (!future.isSuccess()) {
      listener.writeFailed(future.cause());
      return;
    }
    boolean wasFull = !hasWindow();
    listener.taken(end - written);
    written = end;
    Mark mark;
    while ((mark = marks.peek()) != null && mark.position <= end) {
      marks.poll();
      mark.action.accept(null);
    }
    if (wasFull && hasWindow()) {
      listener.roomAgain();
    }
  }

  /** Drops what is not written yet and fails those who wait for it. */
  void fail(Throwable cause) {
    ByteBuf current = batch;
    batch = null;
    flushDue = false;
    if (current != null) {
      current.release();
    }
    Mark mark;
    while ((mark = marks.poll()) != null) {
      mark.action.accept(cause);
    }
  }
}
