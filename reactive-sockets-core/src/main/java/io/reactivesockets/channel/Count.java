package io.reactivesockets.channel;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * A number that one thread writes and every thread may read. Others see a change a moment later
 * than with a volatile field; in return a change does not wait until all earlier ones are visible,
 * which shows where several numbers change for each datagram.
 */
public final class Count {

  private static final VarHandle VALUE;

  static {
    try {
      VALUE = MethodHandles.lookup().findVarHandle(Count.class, "value", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private long value;

  /**
   * Returns the number.
   *
   * @return as it is, or was a moment ago; any thread
   */
  public long get() {
    return (long) VALUE.getAcquire(this);
  }

  /**
   * Adds to the number, on the thread that writes it.
   *
   * @param more how much
   */
  public void add(long more) {
    VALUE.setRelease(this, value + more);
  }

  /**
   * Replaces the number, on the thread that writes it.
   *
   * @param now what it is from now on
   */
  public void set(long now) {
    VALUE.setRelease(this, now);
  }
}
