package io.reactivesockets.stream;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.reactivesockets.channel.Feed;
import io.reactivesockets.channel.LoopBuffers;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.CoreSubscriber;

/**
 * One send under way. Elements that come on the event loop are gathered into one buffer until the
 * next flush; those from other threads are copied there and handed over.
 */
final class SendJob extends Feed<ByteBuffer, ByteBuf> implements Input.Forwarder {

  private static final int BATCH_BYTES = 16_384;
  private static final int FIRST_BATCH_BYTES = 512;

  private final Egress egress;
  private final Failures failures;
  private final CoreSubscriber<? super Void> actual;

  // Event loop only.
  private @Nullable ByteBuf batch;
  private int writesUnderWay;

  SendJob(
      Egress egress,
      Failures failures,
      Publisher<? extends ByteBuffer> source,
      CoreSubscriber<? super Void> actual) {
    super(egress, source, actual);
    this.egress = egress;
    this.failures = failures;
    this.actual = actual;
  }

  @Override
  protected long underWay() {
    return writesUnderWay;
  }

  @Override
  protected void complete() {
    actual.onComplete();
  }

  @Override
  protected void failed(Throwable cause) {
    actual.onError(failures.of(cause, "send"));
  }

  @Override
  public void onNext(ByteBuffer element) {
    int size = element.remaining();
    boolean room = egress.reserve(size);
    if (isAtOnce()) {
      append(element, size);
      afterAppend(room);
    } else {
      hand(egress.channel().alloc().directBuffer(Math.max(1, size)).writeBytes(element));
    }
    askIf(room);
  }

  @Override
  public void onNextBuffer(ByteBuf bytes) {
    boolean room = egress.reserve(bytes.readableBytes());
    if (isAtOnce()) {
      take(bytes);
      afterAppend(room);
    } else {
      hand(bytes);
    }
    askIf(room);
  }

  // Bytes on their way, on the event loop.

  private void append(ByteBuffer element, int size) {
    if (isDone()) {
      egress.release(size, false);
    } else if (size > 0) {
      ByteBuf gathering = batchFor(size);
      if (gathering == null) {
        write(egress.channel().alloc().directBuffer(size).writeBytes(element));
      } else {
        gathering.writeBytes(element);
      }
    }
  }

  @Override
  protected void take(ByteBuf bytes) {
    int size = bytes.readableBytes();
    if (isDone() || isCancelled()) {
      egress.release(size, false);
      bytes.release();
      return;
    }
    ByteBuf gathering = size < BATCH_BYTES >> 4 ? batchFor(size) : null;
    if (gathering != null) {
      gathering.writeBytes(bytes);
      bytes.release();
    } else {
      beforeFlush();
      write(fitting(bytes, size));
    }
  }

  /** What waits for a slow peer is to hold little more memory than it has bytes. */
  private ByteBuf fitting(ByteBuf bytes, int size) {
    if (bytes.refCnt() > 1 || size >= bytes.capacity() >> 2) {
      return bytes;
    }
    ByteBuf copy = egress.channel().alloc().directBuffer(size).writeBytes(bytes);
    bytes.release();
    return copy;
  }

  /**
   * A buffer with room for an element behind the bytes before it; null if it had better go alone.
   */
  private @Nullable ByteBuf batchFor(int size) {
    ByteBuf current = batch;
    if (current != null && current.maxWritableBytes() < size) {
      if (current.readableBytes() >= BATCH_BYTES) {
        // So much is worth a call of its own, after which the buffer is free for more.
        egress.flushFull();
      } else {
        beforeFlush();
      }
      if (isDone()) {
        return null;
      }
      current = null;
    }
    if (current == null) {
      current = newBatch(size);
      batch = current;
    }
    egress.markDirty();
    return current;
  }

  private @Nullable ByteBuf newBatch(int size) {
    ByteBuf lent = size <= LoopBuffers.CAPACITY ? LoopBuffers.forWriting() : null;
    if (lent != null) {
      return lent;
    }
    return size >= BATCH_BYTES >> 1
        ? null
        : egress.channel().alloc().directBuffer(Math.max(FIRST_BATCH_BYTES, size), BATCH_BYTES);
  }

  @Override
  public void beforeFlush() {
    ByteBuf gathered = batch;
    if (gathered != null) {
      batch = null;
      write(gathered);
    }
  }

  private void write(ByteBuf bytes) {
    writesUnderWay++;
    egress.write(bytes, new Written(bytes.readableBytes()));
  }

  @Override
  protected void dropGathered() {
    ByteBuf gathered = batch;
    if (gathered != null) {
      batch = null;
      egress.release(gathered.readableBytes(), false);
      gathered.release();
    }
  }

  /** What happens when the kernel has taken a buffer, or will not. */
  private final class Written implements ChannelFutureListener {

    private final int size;

    Written(int size) {
      this.size = size;
    }

    @Override
    public void operationComplete(ChannelFuture future) {
      writesUnderWay--;
      Throwable cause = future.cause();
      egress.release(size, cause == null);
      if (cause != null) {
        egress.blame(cause);
        Throwable reason = egress.failure();
        end(reason == null ? cause : reason);
      } else {
        settled();
      }
    }
  }
}
