package io.reactivesockets.triggers.control;

import io.netty.channel.Channel;
import io.reactivesockets.channel.SocketOption;
import io.reactivesockets.channel.StreamLiveness;
import io.reactivesockets.channel.StreamTakeover;
import io.reactivesockets.stream.StreamSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;

/**
 * Keeps a TCP connection alive, by probes of the system or bytes of the application, and asks the
 * system whether the peer's answered.
 */
final class TcpKeepAlive implements KeepAlive<StreamSocket> {

  static final TcpKeepAlive BY_SYSTEM = new TcpKeepAlive(null);

  private static final Duration FIRST_LOOK = Duration.ofMillis(10);
  private static final int LONGEST_LOOK_SHIFT = 7;
  private static final int PROBES = 3;

  /** The kernel's idea of how long ago something was may be off by a tick or two. */
  private static final long TICK_MILLIS = 20;

  private final @Nullable ByteBuffer bytes;

  TcpKeepAlive(@Nullable ByteBuffer bytes) {
    this.bytes = bytes;
  }

  /** The rule of control channels: no probes of the system beside those of the channel. */
  static void leaveToChannel(StreamSocket socket) {
    SocketOption.SO_KEEPALIVE.set(channel(socket), 0);
  }

  private static Channel channel(StreamSocket socket) {
    return StreamTakeover.streams().channel(socket);
  }

  @Override
  public void prepare(StreamSocket socket, Duration interval, Duration replyTimeout) {
    Channel channel = channel(socket);
    if (bytes == null) {
      int between = seconds(replyTimeout.dividedBy(PROBES));
      SocketOption.TCP_KEEPIDLE.set(channel, seconds(interval));
      SocketOption.TCP_KEEPINTVL.set(channel, between);
      SocketOption.TCP_KEEPCNT.set(channel, PROBES);
      SocketOption.SO_KEEPALIVE.set(channel, 1);
    }
  }

  private static int seconds(Duration time) {
    return (int) Math.max(1, Math.min(32_767, time.toSeconds()));
  }

  @Override
  public Publisher<KeepAliveAnswer> send(StreamSocket socket, KeepAliveDue due) {
    ByteBuffer own = bytes;
    return Mono.defer(
        () -> {
          long start = System.nanoTime();
          Mono<Void> sent = own == null ? Mono.empty() : socket.send(own.duplicate());
          return sent.then(Mono.defer(() -> heard(socket, start, own == null, 0)));
        });
  }

  /**
   * Looks again and again, less and less often, until the peer was heard or the channel gives up.
   */
  private static Mono<KeepAliveAnswer> heard(
      StreamSocket socket, long start, boolean bySystem, int looks) {
    Optional<StreamLiveness> found = StreamTakeover.streams().liveness(socket);
    if (found.isEmpty()) {
      return socket.isOpen()
          ? Mono.empty()
          : Mono.error(ChannelFailures.unanswered("the connection is lost", null));
    }
    StreamLiveness now = found.get();
    long passedMillis = Duration.ofNanos(System.nanoTime() - start).toMillis();
    // The probe of the system goes out within a second of the due time, before or after.
    long patience = bySystem ? passedMillis + 1_000 : passedMillis + TICK_MILLIS;
    if (now.unacknowledged() == 0 && now.heardMillis() <= patience) {
      return Mono.just(KeepAliveAnswer.of());
    }
    long step = FIRST_LOOK.toMillis() << Math.min(looks, LONGEST_LOOK_SHIFT);
    long jitter = ThreadLocalRandom.current().nextLong(step / 4 + 1);
    return Mono.delay(Duration.ofMillis(step + jitter))
        .then(Mono.defer(() -> heard(socket, start, bySystem, looks + 1)));
  }
}
