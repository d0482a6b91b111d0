package io.reactivesockets.stream;

import io.netty.util.concurrent.EventExecutor;
import io.reactivesockets.error.ConnectionAttempt;
import io.reactivesockets.error.SocketErrorStatus;
import io.reactivesockets.error.SocketPhase;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The tries that one connect made, in the order of their start. Event loop only. */
final class AttemptLog {

  private final EventExecutor loop;
  private final long beginNanos;
  private final List<Try> tries = new ArrayList<>();

  AttemptLog(EventExecutor loop) {
    this.loop = loop;
    this.beginNanos = loop.ticker().nanoTime();
  }

  /** Returns the time since the whole connect began. */
  Duration elapsed() {
    return Duration.ofNanos(loop.ticker().nanoTime() - beginNanos);
  }

  /** Notes that a try begins. */
  Try begin(InetSocketAddress remote) {
    Try started = new Try(remote, elapsed());
    tries.add(started);
    return started;
  }

  /** Returns how far the tries under way have come, or null if none is. */
  @Nullable SocketPhase phaseUnderWay() {
    SocketPhase furthest = null;
    for (Try each : tries) {
      if (each.status == null && furthest != SocketPhase.PROXY) {
        furthest = each.phase;
      }
    }
    return furthest;
  }

  /** Returns the tries that ended without a connection. */
  List<ConnectionAttempt> attempts() {
    List<ConnectionAttempt> ended = new ArrayList<>(tries.size());
    for (Try each : tries) {
      if (each.status != null && each.duration != null) {
        ended.add(
            new ConnectionAttempt(
                each.remote,
                Optional.ofNullable(each.local),
                each.started,
                each.duration,
                each.status,
                Optional.ofNullable(each.cause)));
      }
    }
    return ended;
  }

  /** One try to reach one address. */
  final class Try {

    private final InetSocketAddress remote;
    private final Duration started;
    private SocketPhase phase = SocketPhase.CONNECT;
    private @Nullable SocketAddress local;
    private @Nullable Duration duration;
    private @Nullable SocketErrorStatus status;
    private @Nullable Throwable cause;

    private Try(InetSocketAddress remote, Duration started) {
      this.remote = remote;
      this.started = started;
    }

    InetSocketAddress remote() {
      return remote;
    }

    Duration age() {
      return elapsed().minus(started);
    }

    void local(@Nullable SocketAddress address) {
      local = address;
    }

    void reachedProxy() {
      phase = SocketPhase.PROXY;
    }

    /** It failed; returns what went wrong with the addresses of this try. */
    Setback failed(Setback setback) {
      ended(setback.status(), setback.cause());
      return setback.withAddresses(local, remote);
    }

    /** It was given up. */
    void stopped(SocketErrorStatus why) {
      ended(why, null);
    }

    private void ended(SocketErrorStatus with, @Nullable Throwable thrown) {
      if (status == null) {
        status = with;
        cause = thrown;
        duration = age();
      }
    }
  }
}
