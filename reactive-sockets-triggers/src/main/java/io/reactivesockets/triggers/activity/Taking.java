package io.reactivesockets.triggers.activity;

import io.netty.util.concurrent.Future;
import io.reactivesockets.descriptor.DetachedSocket;
import io.reactivesockets.triggers.wire.Descriptors;
import io.reactivesockets.triggers.wire.Message;
import io.reactivesockets.triggers.wire.Refusal;
import io.reactivesockets.triggers.wire.RequestIds;
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
 * A socket on its way from the broker. Until this side says {@code Taken} the broker keeps it;
 * after that it is this side's, as soon as the broker has let go of it or has died. Who waits is
 * told when that takes too long; the socket comes later then, astray.
 */
final class Taking implements Exchange {

  private final Conversation with;
  private final UUID request = RequestIds.next();
  private final MonoSink<DetachedSocket> sink;
  private final Duration timeout;
  private final Consumer<DetachedSocket> astray;
  private @Nullable Future<?> deadline;
  private @Nullable DetachedSocket taken;
  private boolean late;

  private Taking(
      Conversation with,
      MonoSink<DetachedSocket> sink,
      Duration timeout,
      Consumer<DetachedSocket> astray) {
    this.with = with;
    this.sink = sink;
    this.timeout = timeout;
    this.astray = astray;
  }

  /**
   * Takes a socket; emits it when it is the caller's, fails if it is still the broker's.
   *
   * @param astray gets a socket that is the caller's only after this has failed
   */
  static Mono<DetachedSocket> of(
      Conversation with, String id, Duration timeout, Consumer<DetachedSocket> astray) {
    return Mono.create(
        sink -> {
          Taking taking = new Taking(with, sink, timeout, astray);
          with.loop().execute(() -> taking.begin(id));
        });
  }

  private void begin(String id) {
    startClock(this::giveUp);
    with.begin(request, this, new Message.Take(request, id, false), List.of());
  }

  @Override
  public boolean answered(Message answer, List<Integer> descriptors) {
    stopClock();
    if (answer instanceof Message.Given given && taken == null) {
      return accept(given, descriptors);
    }
    Descriptors.close(descriptors);
    if (answer instanceof Message.Done && taken != null) {
      ours(taken);
    } else if (answer instanceof Message.Refused refused && taken == null) {
      sink.error(new Refusal(refused.code(), refused.reason()));
    } else if (taken != null) {
      taken.release();
      fail(new IllegalStateException("the broker answers " + answer));
    }
    return true;
  }

  private boolean accept(Message.Given given, List<Integer> descriptors) {
    try {
      taken = detached(given, descriptors);
    } catch (IllegalArgumentException e) {
      Descriptors.close(descriptors);
      with.say(new Message.Return(request));
      sink.error(e);
      return true;
    }
    startClock(() -> fail(unanswered()));
    with.say(new Message.Taken(request));
    return false;
  }

  /** A program in another language leaves a socket without a state. */
  private static DetachedSocket detached(Message.Given given, List<Integer> descriptors) {
    if (given.state().size() > 0) {
      return DetachedSocket.decode(given.state().toByteArray(), descriptors);
    }
    Descriptors.close(descriptors.subList(1, descriptors.size()));
    return DetachedSocket.of(Codes.detachedKind(given.socket().kind()), descriptors.get(0));
  }

  @Override
  public void lost(Throwable cause) {
    stopClock();
    if (taken != null) {
      ours(taken); // The broker has died, so nobody else has it.
    } else {
      sink.error(cause);
    }
  }

  /** Wants it no more; should it come all the same, it is sent back. */
  private void giveUp() {
    with.forget(request);
    fail(unanswered());
  }

  private TimeoutException unanswered() {
    return new TimeoutException("the broker has not answered within " + timeout);
  }

  private void ours(DetachedSocket socket) {
    if (late) {
      astray.accept(socket);
    } else {
      sink.success(socket);
    }
  }

  private void fail(Throwable why) {
    if (!late) {
      late = true;
      sink.error(why);
    }
  }

  private void startClock(Runnable tooLate) {
    deadline = with.loop().schedule(tooLate, timeout.toNanos(), TimeUnit.NANOSECONDS);
  }

  private void stopClock() {
    if (deadline != null) {
      deadline.cancel(false);
    }
  }
}
