package io.reactivesockets.channel;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.MonoSink;

/**
 * Who waits for something to read, without reading it. Confined to one event loop; takes no memory
 * while nobody waits.
 */
public final class ReadableWaiters {

  private @Nullable ArrayDeque<MonoSink<Boolean>> waiting;

  /** Nobody waits yet. */
  public ReadableWaiters() {}

  /**
   * Lets somebody wait.
   *
   * @param sink emits when there is something, or the end
   */
  public void add(MonoSink<Boolean> sink) {
    ArrayDeque<MonoSink<Boolean>> all = waiting;
    if (all == null) {
      all = new ArrayDeque<>(1);
      waiting = all;
    }
    all.add(sink);
  }

  /**
   * Lets somebody wait no more.
   *
   * @param sink one that was added, or not
   */
  public void remove(MonoSink<Boolean> sink) {
    ArrayDeque<MonoSink<Boolean>> all = waiting;
    if (all != null && all.remove(sink) && all.isEmpty()) {
      waiting = null;
    }
  }

  /**
   * Tells all who wait.
   *
   * @param something whether there is something, or else only the end
   */
  public void tell(boolean something) {
    ArrayDeque<MonoSink<Boolean>> all = waiting;
    if (all != null) {
      waiting = null;
      all.forEach(sink -> sink.success(something));
    }
  }
}
