package io.reactivesockets.stream;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.reactivesockets.channel.LoopBuffers;
import java.nio.ByteBuffer;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.Exceptions;
import reactor.core.publisher.Operators;
import reactor.util.concurrent.Queues;
import reactor.util.context.Context;

/**
 * One send under way: asks its publisher for one element after the other as long as there is room,
 * so that the bound in bytes holds whatever the elements are like.
 *
 * <p>Elements that come on the event loop are gathered into one buffer until the next flush; those
 * from other threads are copied there and handed over.
 */
final class SendJob
    implements CoreSubscriber<ByteBuffer>, Subscription, Egress.Job, Input.Forwarder {

  private static final int BATCH_BYTES = 16_384;
  private static final int FIRST_BATCH_BYTES = 512;

  private static final AtomicIntegerFieldUpdater<SendJob> WORK =
      AtomicIntegerFieldUpdater.newUpdater(SendJob.class, "work");
  private static final AtomicIntegerFieldUpdater<SendJob> STARVING =
      AtomicIntegerFieldUpdater.newUpdater(SendJob.class, "starving");

  private final Egress egress;
  private final Failures failures;
  private final Publisher<? extends ByteBuffer> source;
  private final CoreSubscriber<? super Void> actual;

  private volatile @Nullable Subscription upstream;
  private volatile @Nullable Queue<ByteBuf> handover;
  private volatile @Nullable Throwable sourceFailure;
  private volatile boolean sourceDone;
  private volatile boolean cancelled;
  private volatile int work;
  private volatile int starving;

  // Event loop only.
  private @Nullable ByteBuf batch;
  private int writesUnderWay;
  private boolean asking;
  private boolean sourceFinished;
  private boolean done;

  SendJob(
      Egress egress,
      Failures failures,
      Publisher<? extends ByteBuffer> source,
      CoreSubscriber<? super Void> actual) {
    this.egress = egress;
    this.failures = failures;
    this.source = source;
    this.actual = actual;
  }

  @Override
  public Context currentContext() {
    return actual.currentContext();
  }

  // The job's turn and its end, on the event loop.

  @Override
  public void start() {
    if (cancelled) {
      egress.next(this);
    } else {
      guarded(() -> source.subscribe(this));
    }
  }

  @Override
  public void abort(Throwable cause) {
    if (!done) {
      stop();
      tell(failures.of(cause, "send"));
    }
  }

  private void fail(Throwable cause) {
    if (!done) {
      stop();
      egress.next(this);
      tell(failures.of(cause, "send"));
    }
  }

  private void tell(Throwable failure) {
    if (!cancelled) {
      actual.onError(failure);
    }
  }

  private void stop() {
    done = true;
    Subscription subscription = upstream;
    if (subscription != null && !sourceDone) {
      subscription.cancel();
    }
    dropGathered();
  }

  private void finishSource() {
    if (sourceFinished || done) {
      return;
    }
    sourceFinished = true;
    beforeFlush();
    egress.flush();
    egress.next(this);
    completeIfWritten();
  }

  private void completeIfWritten() {
    if (sourceFinished && writesUnderWay == 0 && !done) {
      done = true;
      Throwable failure = sourceFailure;
      if (failure != null) {
        tell(failure);
      } else if (!cancelled) {
        actual.onComplete();
      }
    }
  }

  // Subscription: what the caller of send holds.

  @Override
  public void request(long n) {
    Operators.validate(n);
  }

  @Override
  public void cancel() {
    cancelled = true;
    if (egress.loop().inEventLoop()) {
      cancelOnLoop();
    } else {
      egress.loop().execute(this::cancelOnLoop);
    }
  }

  private void cancelOnLoop() {
    if (!done) {
      stop();
      egress.next(this);
    }
  }

  // Subscriber of the source, on any thread.

  @Override
  public void onSubscribe(Subscription subscription) {
    if (Operators.validate(upstream, subscription)) {
      upstream = subscription;
      if (cancelled) {
        subscription.cancel();
      } else {
        ask();
      }
    }
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
      append(bytes);
      afterAppend(room);
    } else {
      hand(bytes);
    }
    askIf(room);
  }

  /** Whether an element can go its way here and now, behind those before it. */
  private boolean isAtOnce() {
    return egress.loop().inEventLoop() && handover == null;
  }

  private void afterAppend(boolean room) {
    if (!room) {
      egress.flushFull();
    } else if (!asking) {
      egress.flushSoon();
    }
  }

  private void askIf(boolean room) {
    if (cancelled) {
      return;
    }
    Subscription subscription = upstream;
    if (room && subscription != null) {
      subscription.request(1);
    } else {
      starving = 1;
      resumeIfRoom();
    }
  }

  @Override
  public void onError(Throwable failure) {
    sourceFailure = failure;
    onComplete();
  }

  @Override
  public void onComplete() {
    sourceDone = true;
    if (egress.loop().inEventLoop() && handover == null) {
      finishSource();
    } else {
      scheduleDrain();
    }
  }

  /** Asks for the next element. On the event loop a source may emit many within the call. */
  private void ask() {
    Subscription subscription = upstream;
    if (subscription == null || cancelled) {
      return;
    }
    if (!egress.loop().inEventLoop() || asking) {
      subscription.request(1);
      return;
    }
    asking = true;
    try {
      subscription.request(1);
    } finally {
      asking = false;
    }
    egress.flush();
  }

  /** Runs on the event loop, where nobody else would notice a failure. */
  private void guarded(Runnable work) {
    try {
      work.run();
    } catch (Throwable failure) {
      Exceptions.throwIfJvmFatal(failure);
      fail(failure);
    }
  }

  /** Goes on in a new turn of the event loop, so that a fast peer does not keep it to itself. */
  private void resumeIfRoom() {
    if (starving == 1 && egress.hasRoom() && STARVING.compareAndSet(this, 1, 0)) {
      egress.loop().execute(() -> guarded(this::ask));
    }
  }

  // Elements from other threads.

  private void hand(ByteBuf bytes) {
    Queue<ByteBuf> queue = handover;
    if (queue == null) {
      queue = Queues.<ByteBuf>unbounded(32).get();
      handover = queue;
    }
    queue.offer(bytes);
    scheduleDrain();
  }

  private void scheduleDrain() {
    if (WORK.getAndIncrement(this) == 0) {
      egress.loop().execute(() -> guarded(this::drain));
    }
  }

  private void drain() {
    int missed = work;
    do {
      boolean ended = sourceDone;
      Queue<ByteBuf> queue = handover;
      ByteBuf bytes;
      while (queue != null && (bytes = queue.poll()) != null) {
        append(bytes);
      }
      if (ended) {
        finishSource();
      }
      missed = WORK.addAndGet(this, -missed);
    } while (missed != 0);
    egress.flush();
  }

  // Bytes on their way, on the event loop.

  private void append(ByteBuffer element, int size) {
    if (done) {
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

  private void append(ByteBuf bytes) {
    int size = bytes.readableBytes();
    if (done || cancelled) {
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
      if (done) {
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

  private void dropGathered() {
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
        fail(reason == null ? cause : reason);
      } else if (sourceFinished) {
        completeIfWritten();
      } else {
        resumeIfRoom();
      }
    }
  }
}
