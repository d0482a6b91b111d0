package io.reactivesockets.stream;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.EventLoop;
import java.util.ArrayDeque;
import java.util.concurrent.atomic.AtomicLongFieldUpdater;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What leaves the socket: one job after the other, in the order of their submission.
 *
 * <p>Flushes are gathered: while the ingress hands out a batch of reads, or the event loop has a
 * round to finish, writes wait for one flush. Everything but the count of pending bytes is confined
 * to the event loop.
 */
@SuppressWarnings("NonAtomicVolatileUpdate") // Only the event loop writes the counters.
final class Egress {

  /** One send, or the end of the output; all methods are called on the event loop. */
  interface Job {

    /** It is this job's turn; it calls {@link Egress#next} when the following one may start. */
    void start();

    /** A flush is about to happen: what the job gathered goes to the channel first. */
    void beforeFlush();

    /** The output failed or was closed before the job was done. */
    void abort(Throwable cause);
  }

  private static final AtomicLongFieldUpdater<Egress> PENDING =
      AtomicLongFieldUpdater.newUpdater(Egress.class, "pendingBytes");

  private final Channel channel;
  private final EventLoop loop;
  private final int highWaterBytes;
  private final Runnable flushTask = this::flushScheduled;

  private final ArrayDeque<Job> waiting = new ArrayDeque<>(1);
  private @Nullable Job active;
  private @Nullable Throwable closed;
  private @Nullable Throwable failure;
  private boolean starting;
  private boolean held;
  private boolean dirty;
  private boolean flushScheduled;
  private volatile long pendingBytes;
  private volatile long sentBytes;
  private @Nullable LongConsumer meter;

  Egress(Channel channel, EventLoop loop, int highWaterBytes) {
    this.channel = channel;
    this.loop = loop;
    this.highWaterBytes = highWaterBytes;
  }

  EventLoop loop() {
    return loop;
  }

  Channel channel() {
    return channel;
  }

  long pendingBytes() {
    return pendingBytes;
  }

  long sentBytes() {
    return sentBytes;
  }

  /** Goes on counting what was sent before this process had the socket. Before registration. */
  void sentBefore(long bytes) {
    sentBytes = bytes;
  }

  boolean isClosed() {
    return closed != null;
  }

  /** Has bytes counted. Event loop, or before registration. */
  void meter(LongConsumer meter) {
    this.meter = meter;
  }

  boolean idle() {
    return active == null && waiting.isEmpty();
  }

  void submit(Job job) {
    if (closed != null) {
      job.abort(closed);
      return;
    }
    waiting.add(job);
    startNext();
  }

  /** The job needs the output no longer, though its bytes may still be on their way. */
  void next(Job done) {
    if (active == done) {
      active = null;
      startNext();
    } else {
      waiting.remove(done);
    }
  }

  private void startNext() {
    if (starting) {
      return;
    }
    starting = true;
    try {
      Job job;
      while (active == null && closed == null && (job = waiting.poll()) != null) {
        active = job;
        job.start();
      }
    } finally {
      starting = false;
    }
  }

  /** Takes no more jobs, and aborts those that are not done. */
  void close(Throwable cause) {
    if (closed != null) {
      return;
    }
    closed = cause;
    cancelAll(cause);
  }

  /** Counts bytes as pending; any thread. Returns whether there is room for more. */
  boolean reserve(int bytes) {
    return PENDING.addAndGet(this, bytes) < highWaterBytes;
  }

  /** Returns whether so little is pending that more should be asked for. */
  boolean hasRoom() {
    return pendingBytes <= highWaterBytes >> 1;
  }

  /** Notes why the channel is about to fail or close; the first reason is told to every job. */
  void blame(Throwable cause) {
    if (failure == null) {
      failure = cause;
    }
  }

  @Nullable Throwable failure() {
    return failure;
  }

  /** Gives back what was reserved, written or not. */
  void release(int bytes, boolean written) {
    PENDING.addAndGet(this, -bytes);
    if (written) {
      countSent(bytes);
    }
  }

  /** Counts bytes that the kernel took without their having been reserved. */
  void countSent(long bytes) {
    sentBytes += bytes;
    LongConsumer counting = meter;
    if (counting != null && bytes > 0) {
      counting.accept(bytes);
    }
  }

  /** Aborts what is waiting or under way; later jobs are welcome. */
  void cancelAll(Throwable cause) {
    Job current = active;
    active = null;
    if (current != null) {
      current.abort(cause);
    }
    for (int left = waiting.size(); left > 0; left--) {
      Job job = waiting.poll();
      if (job != null) {
        job.abort(cause);
      }
    }
    startNext();
  }

  void write(Object message, ChannelFutureListener listener) {
    channel.write(message).addListener(listener);
    dirty = true;
  }

  void markDirty() {
    dirty = true;
  }

  /** Flushes at the end of what the event loop is doing. */
  void flushSoon() {
    if (dirty && !held && !flushScheduled) {
      flushScheduled = true;
      loop.execute(flushTask);
    }
  }

  /** Flushes now, unless a batch of reads is being handed out. */
  void flush() {
    if (!held) {
      flushFull();
    }
  }

  /** Flushes now, even in the middle of a batch, since nothing goes on before bytes leave. */
  void flushFull() {
    if (!dirty) {
      return;
    }
    dirty = false;
    Job current = active;
    if (current != null) {
      current.beforeFlush();
    }
    dirty = false;
    channel.flush();
  }

  private void flushScheduled() {
    flushScheduled = false;
    flush();
  }

  /** Reads are being handed out: writes wait for their end. */
  void hold() {
    held = true;
  }

  void unhold() {
    held = false;
    flush();
  }
}
