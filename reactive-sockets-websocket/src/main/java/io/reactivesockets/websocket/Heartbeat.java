package io.reactivesockets.websocket;

import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.MonoSink;

/**
 * Watches whether the peer is there (RFC 6455 sections 5.5.2 and 5.5.3): asks by ping when nothing
 * was heard for a while, measures how long the answer takes, gives the peer up when nothing at all
 * is heard in time.
 *
 * <p>Whatever arrives counts as a sign of life, since a pong may stand behind a large message.
 * While we do not read, because the application is slow, silence proves nothing and the deadline is
 * put off. Event loop only, but for what is asked by {@link #roundTripNanos()} and {@link
 * #lastHeardNanos()}.
 */
final class Heartbeat {

  private static final long NEVER = -1;

  private final EventLoop loop;
  private final Outbox outbox;
  private final HeartbeatSettings settings;
  private final Watcher watcher;

  private @Nullable ArrayDeque<Question> questions;
  private @Nullable ScheduledFuture<?> pings;
  private @Nullable ScheduledFuture<?> pongs;
  private @Nullable ScheduledFuture<?> deadline;
  private long sequence;
  private long askedAt;
  private boolean stopped;

  private volatile long heardAt;
  private volatile long roundTripNanos = NEVER;

  /** Who wants to know about the peer. */
  interface Watcher {

    /** Returns whether we do not read, so that silence proves nothing. */
    boolean isReadingPaused();

    /** A ping was answered. */
    void answered(Duration roundTrip);

    /** Nothing was heard in time. */
    void silent(Duration patience);
  }

  /** Somebody waits for the answer to a ping. */
  private record Question(long sequence, long askedAt, MonoSink<Duration> sink) {}

  Heartbeat(EventLoop loop, Outbox outbox, HeartbeatSettings settings, Watcher watcher) {
    this.loop = loop;
    this.outbox = outbox;
    this.settings = settings;
    this.watcher = watcher;
    heardAt = now();
  }

  void start() {
    pingAfter(settings.pingInterval().toNanos());
    pongs = every(settings.unsolicitedPongInterval(), () -> outbox.pong(new byte[0]));
  }

  private void pingAfter(long nanos) {
    if (nanos > 0) {
      pings = loop.schedule(this::pingIfSilent, nanos, TimeUnit.NANOSECONDS);
    }
  }

  private void pingIfSilent() {
    long interval = settings.pingInterval().toNanos();
    long silent = now() - heardAt;
    if (silent >= interval) {
      ping();
      pingAfter(interval);
    } else {
      pingAfter(interval - silent);
    }
  }

  private @Nullable ScheduledFuture<?> every(Duration interval, Runnable action) {
    if (interval.isZero()) {
      return null;
    }
    long nanos = interval.toNanos();
    return loop.scheduleWithFixedDelay(action, nanos, nanos, TimeUnit.NANOSECONDS);
  }

  /** Watches again after a stop. */
  void resume() {
    stopped = false;
    deadline = null;
    start();
  }

  void stop() {
    stopped = true;
    for (ScheduledFuture<?> timer : new ScheduledFuture<?>[] {pings, pongs, deadline}) {
      if (timer != null) {
        timer.cancel(false);
      }
    }
  }

  /** Fails those who wait for the answer to a ping. */
  void fail(Throwable cause) {
    stop();
    ArrayDeque<Question> asked = questions;
    Question question;
    while (asked != null && (question = asked.poll()) != null) {
      question.sink.error(cause);
    }
  }

  /** Asks the peer now, for somebody who wants to know how long it takes. */
  void ask(MonoSink<Duration> sink) {
    ping();
    ArrayDeque<Question> asked = questions;
    if (asked == null) {
      asked = new ArrayDeque<>(2);
      questions = asked;
    }
    asked.add(new Question(sequence, askedAt, sink));
  }

  /** Somebody does not want to know any more. */
  void forget(MonoSink<Duration> sink) {
    ArrayDeque<Question> asked = questions;
    if (asked != null) {
      asked.removeIf(question -> question.sink == sink);
    }
  }

  private void ping() {
    askedAt = now();
    sequence++;
    byte[] payload = new byte[Long.BYTES];
    Unpooled.wrappedBuffer(payload).setLong(0, sequence);
    outbox.ping(payload);
    if (deadline == null && !stopped) {
      watch(askedAt);
    }
  }

  private void watch(long since) {
    Duration patience = settings.pongTimeout();
    deadline = loop.schedule(() -> look(since), patience.toNanos(), TimeUnit.NANOSECONDS);
  }

  private void look(long since) {
    deadline = null;
    if (heardAt - since > 0) {
      return;
    }
    if (watcher.isReadingPaused()) {
      watch(since);
    } else {
      watcher.silent(settings.pongTimeout());
    }
  }

  /** Something arrived. */
  void heard() {
    heardAt = now();
  }

  /** We read again after a pause: the peer gets its full time to be heard. */
  void readingResumed() {
    ScheduledFuture<?> running = deadline;
    if (running != null && !stopped) {
      running.cancel(false);
      watch(now());
    }
  }

  /** A pong arrived; one that answers none of our pings is a heartbeat and means nothing more. */
  void pong(byte[] payload) {
    if (payload.length != Long.BYTES) {
      return;
    }
    long answered = Unpooled.wrappedBuffer(payload).getLong(0);
    if (answered == sequence) {
      roundTripNanos = now() - askedAt;
      watcher.answered(Duration.ofNanos(roundTripNanos));
    }
    ArrayDeque<Question> asked = questions;
    Question question;
    while (asked != null
        && answered <= sequence
        && (question = asked.peek()) != null
        && question.sequence <= answered) {
      asked.poll();
      question.sink.success(Duration.ofNanos(now() - question.askedAt));
    }
  }

  /** Returns how long the newest ping took that was answered. */
  OptionalLong roundTripNanos() {
    long nanos = roundTripNanos;
    return nanos == NEVER ? OptionalLong.empty() : OptionalLong.of(nanos);
  }

  /** Returns how long ago something arrived. */
  long lastHeardNanos() {
    return now() - heardAt;
  }

  private long now() {
    return loop.ticker().nanoTime();
  }
}
