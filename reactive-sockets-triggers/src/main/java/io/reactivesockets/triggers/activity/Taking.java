package io.reactivesockets.triggers.activity;

import io.netty.util.concurrent.Future;
import io.reactivesockets.descriptor.DetachedSocket;
import io.reactivesockets.triggers.wire.Descriptors;
import io.reactivesockets.triggers.wire.Message;
import io.reactivesockets.triggers.wire.RequestIds;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

/**
 * A socket on its way from the broker. Until this side says {@code Taken} the broker keeps it;
 * after that it is this side's, as soon as the broker has let go of it or has died.
 */
final class Taking implements Exchange {

  private final Conversation with;
  private final UUID request = RequestIds.next();
  private final MonoSink<DetachedSocket> sink;
  private @Nullable Future<?> deadline;
  private @Nullable DetachedSocket taken;

  private Taking(Conversation with, MonoSink<DetachedSocket> sink) {
    this.with = with;
    this.sink = sink;
  }

  /** Takes a socket; emits it when it is the caller's, fails if it is still the broker's. */
  static Mono<DetachedSocket> of(Conversation with, String id, Duration timeout) {
    return Mono.create(
        sink -> {
          Taking taking = new Taking(with, sink);
          with.loop().execute(() -> taking.begin(id, timeout));
        });
  }

  private void begin(String id, Duration timeout) {
    deadline = with.loop().schedule(() -> giveUp(timeout), timeout.toNanos(), TimeUnit.NANOSECONDS);
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
      sink.success(taken);
    } else if (answer instanceof Message.Refused refused && taken == null) {
      sink.error(new BrokerRefusal(refused.code(), refused.reason()));
    } else if (taken != null) {
      taken.release();
      sink.error(new IllegalStateException("the broker answers " + answer));
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
      sink.success(taken); // The broker has died, so nobody else has it.
    } else {
      sink.error(cause);
    }
  }

  /** Wants it no more; should it come all the same, it is sent back. */
  private void giveUp(Duration timeout) {
    with.forget(request);
    sink.error(new TimeoutException("the broker has not answered within " + timeout));
  }

  private void stopClock() {
    if (deadline != null) {
      deadline.cancel(false);
    }
  }
}
