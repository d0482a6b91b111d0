package io.reactivesockets.triggers.activity;

import io.netty.util.concurrent.Future;
import io.reactivesockets.triggers.wire.Bytes;
import io.reactivesockets.triggers.wire.Descriptors;
import io.reactivesockets.triggers.wire.Message;
import io.reactivesockets.triggers.wire.RequestIds;
import io.reactivesockets.triggers.wire.SocketRecord;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

/**
 * A socket on its way to the broker. Until this side says {@code Commit} it can keep the socket at
 * any time; after that the broker's answer is awaited, or the end of the broker, whichever comes.
 */
final class Giving implements Exchange {

  private final Conversation with;
  private final UUID request = RequestIds.next();
  private final MonoSink<Void> sink;
  private @Nullable Future<?> deadline;
  private boolean committed;
  private boolean over;

  private Giving(Conversation with, MonoSink<Void> sink) {
    this.with = with;
    this.sink = sink;
  }

  /** Gives a socket; completes when it is the broker's, fails if it is still the caller's. */
  static Mono<Void> of(
      Conversation with,
      SocketRecord socket,
      Bytes state,
      List<Integer> descriptors,
      Duration timeout) {
    return Mono.create(
        sink -> {
          Giving giving = new Giving(with, sink);
          with.loop().execute(() -> giving.begin(socket, state, descriptors, timeout));
        });
  }

  private void begin(
      SocketRecord socket, Bytes state, List<Integer> descriptors, Duration timeout) {
    deadline =
        with.loop().schedule(() -> keep(late(timeout)), timeout.toNanos(), TimeUnit.NANOSECONDS);
    with.begin(request, this, new Message.Transfer(request, socket, state), descriptors);
  }

  @Override
  public boolean answered(Message answer, List<Integer> descriptors) {
    Descriptors.close(descriptors);
    if (over) {
      return !(answer instanceof Message.Prepared);
    }
    if (answer instanceof Message.Prepared) {
      committed = true;
      stopClock();
      with.say(new Message.Commit(request));
      return false;
    }
    over = true;
    stopClock();
    if (answer instanceof Message.Refused refused) {
      sink.error(new BrokerRefusal(refused.code(), refused.reason()));
    } else {
      sink.success();
    }
    return true;
  }

  @Override
  public void lost(Throwable cause) {
    if (!over) {
      over = true;
      stopClock();
      sink.error(cause);
    }
  }

  private void keep(Throwable why) {
    if (!over && !committed) {
      over = true;
      stopClock();
      with.say(new Message.Abort(request));
      sink.error(why);
    }
  }

  private void stopClock() {
    if (deadline != null) {
      deadline.cancel(false);
    }
  }

  private static Throwable late(Duration timeout) {
    return new TimeoutException("the broker has not answered within " + timeout);
  }
}
