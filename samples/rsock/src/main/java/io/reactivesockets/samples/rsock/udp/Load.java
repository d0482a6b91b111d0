package io.reactivesockets.samples.rsock.udp;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import reactor.core.publisher.Flux;

/**
 * Numbered payloads to load a receiver with.
 *
 * @param count how many
 * @param size how long each is, in bytes; one of less than 8 has no number
 * @param rate how many a second, 0 for as many as are asked for
 */
record Load(long count, int size, double rate) {

  private static final Duration TICK = Duration.ofMillis(10);

  Flux<ByteBuffer> payloads() {
    return rate == 0 ? upTo(0, count) : paced();
  }

  /** In each tick those that are due by then. */
  private Flux<ByteBuffer> paced() {
    return Flux.defer(
        () -> {
          long began = System.nanoTime();
          long[] done = {0};
          return Flux.interval(Duration.ZERO, TICK)
              .onBackpressureDrop()
              .concatMap(
                  tick -> {
                    double seconds =
                        (System.nanoTime() - began) / (double) TimeUnit.SECONDS.toNanos(1);
                    long first = done[0];
                    done[0] = Math.min(count, Math.max(first, (long) (seconds * rate) + 1));
                    return upTo(first, done[0]);
                  },
                  1)
              .take(count);
        });
  }

  private Flux<ByteBuffer> upTo(long first, long end) {
    return Flux.generate(
        () -> first,
        (next, sink) -> {
          if (next >= end) {
            sink.complete();
          } else {
            sink.next(payload(next));
          }
          return next + 1;
        });
  }

  private ByteBuffer payload(long number) {
    ByteBuffer bytes = ByteBuffer.allocate(size);
    return size < Long.BYTES ? bytes : bytes.putLong(0, number);
  }
}
