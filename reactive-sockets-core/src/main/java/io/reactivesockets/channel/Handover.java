package io.reactivesockets.channel;

import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoOperator;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

/**
 * Hands one thing that somebody has to close to a subscriber, or has it closed if the subscriber
 * leaves.
 *
 * <p>A subscriber may leave, on another thread, in the very moment in which it is given the thing;
 * operators then drop what they get without a word. So a cancel from elsewhere that arrives before
 * {@code onNext} has returned counts as leaving. A cancel from within {@code onNext} does not:
 * operators that want one element, of several sockets the first, cancel for the rest. Whatever made
 * the thing must not hear of that one, for it would take the thing back.
 *
 * @param <T> what is handed over
 */
public final class Handover<T> implements CoreSubscriber<T>, Subscription {

  private enum State {
    /** There is nothing yet, and nobody has asked. */
    WAITING,
    /** The subscriber has asked. */
    ASKED,
    /** There is something, and nobody has asked. */
    READY,
    /** The subscriber is being given the thing. */
    GIVING,
    /** The subscriber left before it had the thing. */
    LEFT,
    /** All is said. */
    DONE
  }

  private final CoreSubscriber<? super T> subscriber;
  private final Consumer<? super T> close;
  private final AtomicReference<State> state = new AtomicReference<>(State.WAITING);
  private Subscription source = Operators.emptySubscription();
  private volatile @Nullable T held;
  private volatile @Nullable Thread giver;

  private Handover(CoreSubscriber<? super T> subscriber, Consumer<? super T> close) {
    this.subscriber = subscriber;
    this.close = close;
  }

  /**
   * Returns a Mono that emits what another does.
   *
   * @param source makes the thing, and unmakes it if it is cancelled before it has emitted
   * @param close closes what nobody takes
   * @param <T> what is handed over
   * @return emits what the source does, to a subscriber that is there
   */
  public static <T> Mono<T> of(Mono<T> source, Consumer<? super T> close) {
    return new MonoOperator<T, T>(source) {
      @Override
      public void subscribe(CoreSubscriber<? super T> actual) {
        source.subscribe(new Handover<>(actual, close));
      }
    };
  }

  /**
   * Returns a Mono that emits what another does, which is never cancelled: once begun it goes on to
   * its end.
   *
   * @param source makes the thing
   * @param close closes what nobody takes
   * @param <T> what is handed over
   * @return emits what the source does, to a subscriber that is there
   */
  public static <T> Mono<T> toTheEnd(Mono<T> source, Consumer<? super T> close) {
    return toTheEnd(
        source,
        () -> {
          // What comes nevertheless is closed.
        },
        close);
  }

  /**
   * Returns a Mono that emits what another does, which is never cancelled, but may hear that it
   * works for nobody any more.
   *
   * @param source makes the thing
   * @param left is told, on any thread, that the subscriber has left before the source has ended
   * @param close closes what nobody takes
   * @param <T> what is handed over
   * @return emits what the source does, to a subscriber that is there
   */
  public static <T> Mono<T> toTheEnd(Mono<T> source, Runnable left, Consumer<? super T> close) {
    return from(
        handover ->
            new Subscription() {
              @Override
              public void request(long n) {
                source.subscribe(
                    handover::onNext,
                    handover::onError,
                    handover::onComplete,
                    Context.of(handover.currentContext()));
              }

              @Override
              public void cancel() {
                left.run();
              }
            },
        close);
  }

  /**
   * Returns a Mono of what some work makes.
   *
   * @param work prepares the work for one subscriber, which it may signal when it has been asked
   *     for something, on any thread, whether it was cancelled or not
   * @param close closes what nobody takes
   * @param <T> what is handed over
   * @return emits what the work makes, to a subscriber that is there
   */
  public static <T> Mono<T> from(
      Function<CoreSubscriber<T>, Subscription> work, Consumer<? super T> close) {
    return new Mono<>() {
      @Override
      public void subscribe(CoreSubscriber<? super T> actual) {
        Handover<T> handover = new Handover<>(actual, close);
        Subscription begun;
        try {
          begun = work.apply(handover);
        } catch (RuntimeException e) {
          Operators.error(actual, Operators.onOperatorError(e, actual.currentContext()));
          return;
        }
        handover.onSubscribe(begun);
      }
    };
  }

  @Override
  public Context currentContext() {
    return subscriber.currentContext();
  }

  @Override
  public void onSubscribe(Subscription subscription) {
    source = subscription;
    subscriber.onSubscribe(this);
    source.request(Long.MAX_VALUE);
  }

  @Override
  public void request(long n) {
    if (!Operators.validate(n) || state.compareAndSet(State.WAITING, State.ASKED)) {
      return;
    }
    if (state.compareAndSet(State.READY, State.GIVING)) {
      give(Objects.requireNonNull(held));
    }
  }

  @Override
  public void onNext(T thing) {
    held = thing;
    if (state.compareAndSet(State.WAITING, State.READY)) {
      return;
    }
    if (state.compareAndSet(State.ASKED, State.GIVING)) {
      give(thing);
    } else {
      close.accept(thing);
    }
  }

  /** In state GIVING, which only {@link #cancel()} on another thread can change meanwhile. */
  private void give(T thing) {
    giver = Thread.currentThread();
    held = null;
    subscriber.onNext(thing);
    if (state.compareAndSet(State.GIVING, State.DONE)) {
      subscriber.onComplete();
    } else {
      close.accept(thing);
    }
  }

  @Override
  public void onError(Throwable failure) {
    if (endsEmpty()) {
      subscriber.onError(failure);
    }
  }

  @Override
  public void onComplete() {
    if (endsEmpty()) {
      subscriber.onComplete();
    }
  }

  private boolean endsEmpty() {
    return state.compareAndSet(State.WAITING, State.DONE)
        || state.compareAndSet(State.ASKED, State.DONE);
  }

  @Override
  public void cancel() {
    State was =
        state.getAndUpdate(
            now ->
                now == State.DONE || (now == State.GIVING && giver == Thread.currentThread())
                    ? now
                    : State.LEFT);
    if (was == State.READY) {
      close.accept(Objects.requireNonNull(held));
    } else if (was == State.WAITING || was == State.ASKED) {
      source.cancel();
    }
  }
}
