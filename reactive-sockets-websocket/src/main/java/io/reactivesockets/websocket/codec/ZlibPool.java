package io.reactivesockets.websocket.codec;

import io.netty.util.concurrent.FastThreadLocal;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * The zlib states of one event loop, lent for the length of a message.
 *
 * <p>A compressor takes about 256 KiB and a decompressor about 44 KiB of native memory. Where no
 * context is taken over between messages, a few states for each event loop serve any number of
 * connections, and an idle connection costs none.
 */
final class ZlibPool {

  private static final int LEVELS = 10;
  private static final int MAX_IDLE_INFLATERS = 8;
  private static final int MAX_IDLE_DEFLATERS = 2;

  private static final FastThreadLocal<ZlibPool> CURRENT =
      new FastThreadLocal<>() {
        @Override
        protected ZlibPool initialValue() {
          return new ZlibPool();
        }

        @Override
        protected void onRemoval(ZlibPool pool) {
          pool.close();
        }
      };

  private final Deque<Inflater> inflaters = new ArrayDeque<>(MAX_IDLE_INFLATERS);
  private final Deque<Deflater>[] deflaters = newDeques();

  @SuppressWarnings({"unchecked", "rawtypes"})
  private static Deque<Deflater>[] newDeques() {
    Deque[] deques = new Deque[LEVELS];
    for (int level = 0; level < LEVELS; level++) {
      deques[level] = new ArrayDeque<>(MAX_IDLE_DEFLATERS);
    }
    return deques;
  }

  /** Returns the pool of the thread that calls. */
  static ZlibPool current() {
    return CURRENT.get();
  }

  Inflater borrowInflater() {
    Inflater idle = inflaters.pollLast();
    return idle == null ? new Inflater(true) : idle;
  }

  void giveBack(Inflater inflater) {
    if (inflaters.size() == MAX_IDLE_INFLATERS) {
      inflater.end();
    } else {
      inflater.reset();
      inflaters.addLast(inflater);
    }
  }

  Deflater borrowDeflater(int level) {
    Deflater idle = deflaters[level].pollLast();
    return idle == null ? new Deflater(level, true) : idle;
  }

  void giveBack(Deflater deflater, int level) {
    if (deflaters[level].size() == MAX_IDLE_DEFLATERS) {
      deflater.end();
    } else {
      deflater.reset();
      deflaters[level].addLast(deflater);
    }
  }

  private void close() {
    inflaters.forEach(Inflater::end);
    inflaters.clear();
    for (Deque<Deflater> idle : deflaters) {
      idle.forEach(Deflater::end);
      idle.clear();
    }
  }
}
