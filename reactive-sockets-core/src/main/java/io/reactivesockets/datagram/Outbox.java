package io.reactivesockets.datagram;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.concurrent.atomic.AtomicLongFieldUpdater;
import org.jspecify.annotations.Nullable;

/**
 * What leaves the socket: one send after the other, in the order of their submission.
 *
 * <p>Flushes are gathered, and datagrams that can travel together are put into {@link Train}s.
 * Everything but the count of pending bytes is confined to the home loop.
 */
final class Outbox {

  /** One send; all methods are called on the home loop. */
  interface Job {

    /** It is this job's turn; it calls {@link Outbox#next} when the following one may start. */
    void start();

    /** The output was closed or cancelled before the job was done. */
    void abort(Throwable cause);
  }

  private static final AtomicLongFieldUpdater<Outbox> PENDING =
      AtomicLongFieldUpdater.newUpdater(Outbox.class, "pendingBytes");

  private static final int FIRST_BUFFER_BYTES = 256;

  private final EventLoop loop;
  private final Dispatch dispatch;
  private final int highWaterBytes;
  private final Runnable flushTask = this::flushScheduled;
  private final ArrayDeque<Job> waiting = new ArrayDeque<>(1);

  private @Nullable Job active;
  private @Nullable Train gathering;
  private @Nullable Throwable closed;
  private int lastTrainBytes;
  private boolean starting;
  private boolean held;
  private boolean dirty;
  private boolean flushScheduled;
  private volatile long pendingBytes;

  Outbox(EventLoop loop, Dispatch dispatch, int highWaterBytes) {
    this.loop = loop;
    this.dispatch = dispatch;
    this.highWaterBytes = highWaterBytes;
  }

  EventLoop loop() {
    return loop;
  }

  long pendingBytes() {
    return pendingBytes;
  }

  // Jobs.

  void submit(Job job) {
    if (closed != null) {
      job.abort(closed);
      return;
    }
    waiting.add(job);
    startNext();
  }

  /** The job needs the output no longer, though its datagrams may still be on their way. */
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
      while (active == null && closed == null && !waiting.isEmpty()) {
        if (pendingBytes >= highWaterBytes) {
          flushFull();
          if (pendingBytes >= highWaterBytes) {
            return; // Goes on when datagrams have left.
          }
        }
        Job job = waiting.poll();
        if (job != null) {
          active = job;
          job.start();
        }
      }
    } finally {
      starting = false;
    }
  }

  /** Takes no more jobs, and aborts those that are not done. */
  void close(Throwable cause) {
    if (closed == null) {
      closed = cause;
      dispatch.close(cause);
      cancelAll(cause);
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

  // Bytes under way.

  /** Counts bytes as pending; any thread. Returns whether there is room for more. */
  boolean reserve(int bytes) {
    return PENDING.addAndGet(this, bytes + Inbox.OVERHEAD_BYTES) < highWaterBytes;
  }

  boolean hasRoom() {
    return pendingBytes <= highWaterBytes >> 1;
  }

  /** Gives back what was reserved for datagrams that have left or never will. */
  void release(int bytes, int count) {
    PENDING.addAndGet(this, -(bytes + (long) count * Inbox.OVERHEAD_BYTES));
    if (active == null && !waiting.isEmpty() && hasRoom() && !starting) {
      loop.execute(this::startNext);
    }
  }

  /** Adds a datagram whose bytes were reserved. */
  void append(ByteBuffer payload, @Nullable InetSocketAddress remote, Receipt receipt) {
    int size = payload.remaining();
    Train current = trainFor(size, remote);
    if (current != null) {
      current.bytes().writeBytes(payload);
      current.added(receipt);
    } else {
      startTrain(buffer(size).writeBytes(payload), remote, receipt);
    }
  }

  /** Adds a datagram whose bytes were reserved; the buffer is the outbox's from now on. */
  void append(ByteBuf payload, @Nullable InetSocketAddress remote, Receipt receipt) {
    int size = payload.readableBytes();
    Train current = trainFor(size, remote);
    if (current != null) {
      current.bytes().writeBytes(payload);
      current.added(receipt);
      payload.release();
    } else if (dispatch.joins(size)) {
      startTrain(buffer(size).writeBytes(payload), remote, receipt);
      payload.release();
    } else {
      startTrain(payload, remote, receipt);
    }
  }

  private @Nullable Train trainFor(int size, @Nullable InetSocketAddress remote) {
    dirty = true;
    Train current = gathering;
    if (current == null) {
      return null;
    }
    if (current.suits(size, remote) && dispatch.joins(current.segmentBytes())) {
      return current;
    }
    departTrain();
    return null;
  }

  private ByteBuf buffer(int size) {
    if (!dispatch.joins(size)) {
      return dispatch.buffer(size, size);
    }
    int wanted = lastTrainBytes > size ? lastTrainBytes : Math.max(size, FIRST_BUFFER_BYTES);
    return dispatch.buffer(wanted, 65_535);
  }

  private void startTrain(ByteBuf bytes, @Nullable InetSocketAddress remote, Receipt receipt) {
    Train train = new Train(bytes, remote, receipt);
    if (dispatch.joins(train.segmentBytes())) {
      gathering = train;
    } else {
      dispatch.write(train);
    }
  }

  private void departTrain() {
    Train train = gathering;
    if (train != null) {
      gathering = null;
      lastTrainBytes = train.count() > 1 ? train.size() : 0;
      dispatch.write(train);
    }
  }

  // Flushes.

  /** Flushes at the end of what the event loop is doing. */
  void flushSoon() {
    if (dirty && !held && !flushScheduled) {
      flushScheduled = true;
      loop.execute(flushTask);
    }
  }

  /** Flushes now, unless a batch of datagrams is being handed out. */
  void flush() {
    if (!held) {
      flushFull();
    }
  }

  /** Flushes now, even in the middle of a batch. */
  void flushFull() {
    if (dirty) {
      dirty = false;
      departTrain();
      dispatch.flush();
    }
  }

  private void flushScheduled() {
    flushScheduled = false;
    flush();
  }

  /** Datagrams are being handed out: answers to them wait for the end. */
  void hold() {
    held = true;
  }

  void unhold() {
    held = false;
    flush();
  }
}
