package io.reactivesockets.channel;

import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;

/**
 * Something tried on an event loop that comes to one end. Until it is decided its time may be up,
 * or its subscriber may leave; then everything stays as it was. Afterwards it goes through, and
 * what comes of it is undone if nobody is there to take it. Confined to the event loop.
 *
 * @param <T> what comes of it
 */
public final class Undertaking<T> {

  /** What is tried; called on the event loop. */
  public interface Work {

    /** Begins; called once, when there is somebody who wants it. */
    void begin();

    /** Puts everything back, for it was called off. */
    void stay();

    /**
     * Tells what is wrong when the time is up; called before {@link #stay()}.
     *
     * @return the error of the undertaking
     */
    Throwable expired();
  }

  private final Executor loop;
  private final CoreSubscriber<T> receiver;
  private final Once once = new Once();
  private boolean calledOff;

  private Undertaking(Executor loop, CoreSubscriber<T> receiver) {
    this.loop = loop;
    this.receiver = receiver;
  }

  /**
   * Returns a Mono that tries it for each subscriber.
   *
   * @param loop runs tasks on the event loop, see {@link OnLoop}
   * @param work makes what is tried
   * @param undo undoes what nobody takes
   * @param <T> what comes of it
   * @return emits what comes of it, or fails
   */
  public static <T> Mono<T> of(
      Executor loop, Function<Undertaking<T>, Work> work, Consumer<? super T> undo) {
    return Handover.from(
        receiver -> {
          Undertaking<T> undertaking = new Undertaking<>(loop, receiver);
          return undertaking.subscription(work.apply(undertaking));
        },
        undo);
  }

  private Subscription subscription(Work work) {
    return new Subscription() {
      @Override
      public void request(long n) {
        loop.execute(() -> begin(work));
      }

      @Override
      public void cancel() {
        loop.execute(() -> callOff(work));
      }
    };
  }

  /** A loop would note what is thrown there, and nobody would ever hear of an end. */
  private void begin(Work work) {
    if (calledOff) {
      return;
    }
    try {
      work.begin();
    } catch (RuntimeException broken) {
      if (decide()) {
        work.stay();
        fail(broken);
      } else {
        throw broken;
      }
    }
  }

  private void callOff(Work work) {
    calledOff = true;
    if (decide()) {
      work.stay();
    }
  }

  /**
   * Sets the time after which it is given up unless it is decided before.
   *
   * @param eventLoop the event loop
   * @param timeout how long from now
   * @param work what is tried
   */
  public void within(EventLoop eventLoop, Duration timeout, Work work) {
    once.within(eventLoop, timeout, () -> expire(work));
  }

  private void expire(Work work) {
    if (!isDecided()) {
      Throwable why = work.expired();
      decide();
      work.stay();
      fail(why);
    }
  }

  /**
   * Decides it: from here on it goes through, or fails by itself.
   *
   * @return {@code false} if it was decided before
   */
  public boolean decide() {
    return once.decide();
  }

  /**
   * Tells whether it is decided.
   *
   * @return whether it will go on without its deadline and its subscriber
   */
  public boolean isDecided() {
    return once.isDecided();
  }

  /**
   * Tells whether its subscriber has left.
   *
   * @return whether what comes of it will be undone
   */
  public boolean isCalledOff() {
    return calledOff;
  }

  /**
   * Ends it well.
   *
   * @param result what came of it
   */
  public void succeed(T result) {
    decide();
    receiver.onNext(result);
  }

  /**
   * Ends it badly.
   *
   * @param failure why
   */
  public void fail(Throwable failure) {
    decide();
    receiver.onError(failure);
  }
}
