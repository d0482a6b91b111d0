package io.reactivesockets.stream;

import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;

/**
 * Hands one thing that has to be closed by somebody to a subscriber, or has it closed if the
 * subscriber leaves.
 *
 * <p>A subscriber may leave, on another thread, in the very moment in which it is given the thing;
 * operators then drop what they get without a word. So a cancel from elsewhere that arrives before
 * {@code onNext} has returned counts as leaving. A cancel from within {@code onNext} does not:
 * operators that need one element cancel for the rest.
 */
final class Handover<T> implements Subscription {

  private enum State {
    /** Nobody has asked, and there is nothing. */
    WAITING,
    /** The subscriber has asked. */
    REQUESTED,
    /** There is something, and nobody has asked. */
    READY,
    /** The subscriber is being called. */
    EMITTING,
    /** The subscriber left while it was being called. */
    REVOKED,
    /** All is said. */
    DONE
  }

  /** Begins the work; called once for each subscriber. */
  @FunctionalInterface
  interface Work<T> {

    /** Begins. Whatever comes of it goes to the handover. */
    void begin(Handover<T> handover);
  }

  private final CoreSubscriber<? super T> subscriber;
  private final Consumer<? super T> close;
  private final AtomicReference<State> state = new AtomicReference<>(State.WAITING);
  private Runnable whenLeft = () -> {};
  private @Nullable T thing;
  private @Nullable Thread emitter;

  private Handover(CoreSubscriber<? super T> subscriber, Consumer<? super T> close) {
    this.subscriber = subscriber;
    this.close = close;
  }

  /**
   * Returns a Mono that does the work for each subscriber.
   *
   * @param close closes what nobody takes
   */
  static <T> Mono<T> mono(Work<T> work, Consumer<? super T> close) {
    return new Mono<>() {
      @Override
      public void subscribe(CoreSubscriber<? super T> actual) {
        Handover<T> handover = new Handover<>(actual, close);
        try {
          work.begin(handover);
        } catch (RuntimeException e) {
          Operators.error(actual, Operators.onOperatorError(e, actual.currentContext()));
          return;
        }
        actual.onSubscribe(handover);
        ...
      }
    };
  }
}
