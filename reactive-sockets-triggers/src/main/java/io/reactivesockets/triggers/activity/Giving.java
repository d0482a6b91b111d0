package io.reactivesockets.triggers.activity;

import io.netty.util.concurrent.Future;
import io.reactivesockets.triggers.wire.Bytes;
import io.reactivesockets.triggers.wire.Descriptors;
import io.reactivesockets.triggers.wire.Message;
import io.reactivesockets.triggers.wire.Refusal;
import io.reactivesockets.triggers.wire.RequestIds;
import io.reactivesockets.triggers.wire.SocketRecord;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

/**
 * A socket on its way to the broker. Until this side says {@code Commit} it can keep the socket at
 * any time; after that the broker's answer tells whose it is, or the end of the broker, whichever
 * comes. Who waits is told when that takes too long, and the socket remains in doubt.
 */
final class Giving implements Exchange {

  private final Conversation with;
  private final UUID request = RequestIds.next();
  private final MonoSink<Void> sink;
  private final Duration timeout;
  private final Consumer<Boolean> settled;
  private @Nullable Future<?> deadline;
  private boolean committed;
  private boolean over;
  private boolean inDoubt;

  private Giving(
      Conversation with, MonoSink<Void> sink, Duration timeout, Consumer<Boolean> settled) {
    this.with = with;
    this.sink = sink;
    this.timeout = timeout;
    this.settled = settled;
  }

  /**
   * Gives a socket; completes when it is the broker's, fails if it is still the caller's.
   *
   * @param settled is told whether the socket is the broker's after all, when that was in doubt and
   *     this has failed with {@link InDoubt}
   */
  static Mono<Void> of(
      Conversation with,
      SocketRecord socket,
      Bytes state,
      List<Integer> descriptors,
      Duration timeout,
      Consumer<Boolean> settled) {
    return Mono.create(
        sink -> {
          Giving giving = new Giving(with, sink, timeout, settled);
          with.loop().execute(() -> giving.begin(socket, state, descriptors));
        });
  }

  private void begin(SocketRecord socket, Bytes state, List<Integer> descriptors) {
    long until = System.nanoTime() + timeout.toNanos();
    startClock(() -> keep(new TimeoutException("the broker has not answered within " + timeout)));
    with.begin(request, this, new Message.Transfer(request, until, socket, state), descriptors);
  }

  @Override
  public boolean answered(Message answer, List<Integer> descriptors) {
    Descriptors.close(descriptors);
    if (over) {
      return !(answer instanceof Message.Prepared);
    }
    if (answer instanceof Message.Prepared) {
      committed = true;
      startClock(this::doubt);
      with.say(new Message.Commit(request));
      return false;
    }
    over = true;
    stopClock();
    if (inDoubt) {
      settled.accept(!(answer instanceof Message.Refused));
      return true;
    }
    if (answer instanceof Message.Refused refused) {
      sink.error(new Refusal(refused.code(), refused.reason()));
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
      if (inDoubt) {
        settled.accept(false);
      } else {
        sink.error(cause);
      }
    }
  }

  private void doubt() {
    inDoubt = true;
    sink.error(new InDoubt(timeout));
  }

  private void keep(Throwable why) {
    if (!over && !committed) {
      over = true;
      stopClock();
      with.say(new Message.Abort(request));
      sink.error(why);
    }
  }

  private void startClock(Runnable late) {
    stopClock();
    deadline = with.loop().schedule(late, timeout.toNanos(), TimeUnit.NANOSECONDS);
  }

  private void stopClock() {
    if (deadline != null) {
      deadline.cancel(false);
    }
  }

  /** Whose the socket is, is not known yet. */
  static final class InDoubt extends RuntimeException {
    private static final long serialVersionUID = 1;

    InDoubt(Duration timeout) {
      super("the broker has not confirmed within " + timeout, null, false, false);
    }
  }
}
