package io.reactivesockets.channel;

import io.netty.channel.EventLoop;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLongFieldUpdater;
import org.jspecify.annotations.Nullable;

/**
 * Where a socket sends: one job after the other, in the order of their submission, with a bound on
 * the bytes that are under way.
 *
 * <p>Flushes are gathered: while a batch of what was received is being handed out, or the event
 * loop has a round to finish, writes wait for one flush. Everything but the count of pending bytes
 * is confined to the event loop.
 */
public abstract class Outlet {

  /** One send, or the end of the output; all methods are called on the event loop. */
  public interface Job {

    /** It is this job's turn; it calls {@link Outlet#next} when the following one may start. */
    void start();

    /** A flush is about to happen: what the job gathered goes to the channel first. */
    default void beforeFlush() {}

    /** It is this job's turn, and bytes that were pending, whoever's, have made room. */
    default void roomAgain() {}

    /**
     * The output failed, was cancelled or closed before the job was done.
     *
     * @param cause why
     */
    void abort(Throwable cause);
  }

  private static final AtomicLongFieldUpdater<Outlet> PENDING =
      AtomicLongFieldUpdater.newUpdater(Outlet.class, "pendingBytes");

  private final EventLoop loop;
  private final int highWaterBytes;
  private final Runnable flushTask = this::flushScheduled;
  private final ArrayDeque<Job> waiting = new ArrayDeque<>(1);
  private @Nullable Job active;
  private @Nullable Throwable closed;
  private boolean starting;
  private boolean held;
  private boolean dirty;
  private boolean flushScheduled;
  private volatile long pendingBytes;

  /**
   * Makes an outlet.
   *
   * @param loop where everything happens
   * @param highWaterBytes how much may be pending before no more is asked for
   */
  protected Outlet(EventLoop loop, int highWaterBytes) {
    this.loop = loop;
    this.highWaterBytes = highWaterBytes;
  }

  /** Brings what was gathered to the channel and flushes that. */
  protected abstract void depart();

  /**
   * Tells whether the next job may start; {@link #startNext} asks again.
   *
   * @return whether it may
   */
  protected boolean mayStart() {
    return true;
  }

  /**
   * Returns where everything happens.
   *
   * @return the event loop
   */
  public final EventLoop loop() {
    return loop;
  }

  /**
   * Returns how many bytes were reserved and have not left; any thread.
   *
   * @return bytes
   */
  public final long pendingBytes() {
    return pendingBytes;
  }

  /**
   * Tells whether no job is taken any more.
   *
   * @return whether it was closed
   */
  public final boolean isClosed() {
    return closed != null;
  }

  /**
   * Tells whether no job is under way or waits.
   *
   * @return whether there is nothing to do
   */
  public final boolean isIdle() {
    return active == null && waiting.isEmpty();
  }

  /**
   * Returns whose turn it is.
   *
   * @return the job, {@code null} if there is none
   */
  protected final @Nullable Job active() {
    return active;
  }

  // Jobs.

  /**
   * Lets a job wait for its turn, or aborts it if the outlet is closed.
   *
   * @param job the job
   */
  public final void submit(Job job) {
    if (closed != null) {
      job.abort(closed);
      return;
    }
    waiting.add(job);
    startNext();
  }

  /**
   * The job needs the outlet no longer, though its bytes may still be on their way.
   *
   * @param done the job
   */
  public final void next(Job done) {
    if (active == done) {
      active = null;
      startNext();
    } else {
      waiting.remove(done);
    }
  }

  /** Starts jobs whose turn it is. */
  protected final void startNext() {
    if (starting) {
      return;
    }
    starting = true;
    try {
      while (active == null && closed == null && !waiting.isEmpty() && mayStart()) {
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

  /**
   * Tells whether jobs wait and nothing is under way that will start them.
   *
   * @return whether {@link #startNext} is due
   */
  protected final boolean isStuck() {
    return active == null && !waiting.isEmpty() && !starting;
  }

  /**
   * Takes no more jobs, and aborts those that are not done.
   *
   * @param cause what they are told, and those that come later
   */
  public final void close(Throwable cause) {
    close(cause, cause);
  }

  /**
   * Takes no more jobs, and aborts those that are not done.
   *
   * @param cause what they are told
   * @param later what those are told that come later
   */
  public void close(Throwable cause, Throwable later) {
    if (closed == null) {
      closed = later;
      cancelAll(cause);
    }
  }

  /**
   * Aborts what is waiting or under way; later jobs are welcome.
   *
   * @param cause what they are told
   */
  public final void cancelAll(Throwable cause) {
    // Who is told may submit another one, which is not meant.
    List<Job> all = new ArrayList<>(waiting.size() + 1);
    if (active != null) {
      all.add(active);
      active = null;
    }
    all.addAll(waiting);
    waiting.clear();
    all.forEach(job -> job.abort(cause));
    startNext();
  }

  // Bytes under way.

  /**
   * Counts bytes as pending; any thread.
   *
   * @param bytes how many
   * @return whether there is room for more
   */
  public boolean reserve(int bytes) {
    return PENDING.addAndGet(this, bytes) < highWaterBytes;
  }

  /**
   * Gives back what was reserved; on the event loop.
   *
   * @param bytes how many
   */
  protected final void giveBack(long bytes) {
    PENDING.addAndGet(this, -bytes);
    Job current = active;
    if (current != null && hasRoom()) {
      current.roomAgain();
    }
  }

  /**
   * Tells whether so much is pending that no more is to be asked for.
   *
   * @return whether it is
   */
  protected final boolean isFull() {
    return pendingBytes >= highWaterBytes;
  }

  /**
   * Tells whether so little is pending that more should be asked for.
   *
   * @return whether it is
   */
  public final boolean hasRoom() {
    return pendingBytes <= highWaterBytes >> 1;
  }

  // Flushes.

  /** Notes that there is something to flush. */
  public final void markDirty() {
    dirty = true;
  }

  /** Notes that all there was goes with the flush that follows. */
  protected final void markClean() {
    dirty = false;
  }

  /** Flushes at the end of what the event loop is doing. */
  public final void flushSoon() {
    if (dirty && !held && !flushScheduled) {
      flushScheduled = true;
      loop.execute(flushTask);
    }
  }

  /** Flushes now, unless a batch of what was received is being handed out. */
  public final void flush() {
    if (!held) {
      flushFull();
    }
  }

  /** Flushes now, even in the middle of a batch, since nothing goes on before bytes leave. */
  public final void flushFull() {
    if (dirty) {
      dirty = false;
      depart();
    }
  }

  private void flushScheduled() {
    flushScheduled = false;
    flush();
  }

  /** What was received is being handed out: writes wait for its end. */
  public final void hold() {
    held = true;
  }

  /** It has been handed out. */
  public final void unhold() {
    held = false;
    flush();
  }
}
