package io.reactivesockets.descriptor.unix;

import io.reactivesockets.error.SocketOperationException;
import java.util.concurrent.atomic.AtomicLongFieldUpdater;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Operators;

/** The messages of a connection, for one subscriber at a time. */
final class UnixMessages extends Flux<UnixMessage> {

  private final UnixHandler handler;

  UnixMessages(UnixHandler handler) {
    this.handler = handler;
  }

  @Override
  public void subscribe(CoreSubscriber<? super UnixMessage> actual) {
    MessagesSubscription subscription = new MessagesSubscription(handler, actual);
    actual.onSubscribe(subscription);
    handler.execute(subscription::attach);
  }

  private static final class MessagesSubscription implements Subscription, UnixHandler.Reader {

    private static final AtomicLongFieldUpdater<MessagesSubscription> REQUESTED =
        AtomicLongFieldUpdater.newUpdater(MessagesSubscription.class, "requested");

    private final UnixHandler handler;
    private final CoreSubscriber<? super UnixMessage> actual;
    private volatile long requested;
    private volatile boolean cancelled;
    private boolean attached;
    private boolean draining;
    private boolean done;

    MessagesSubscription(UnixHandler handler, CoreSubscriber<? super UnixMessage> actual) {
      this.handler = handler;
      this.actual = actual;
    }

    void attach() {
      if (cancelled) {
        return;
      }
      if (!handler.attach(this)) {
        done = true;
        actual.onError(handler.failures().inUse());
        return;
      }
      attached = true;
      drain();
    }

    @Override
    public void request(long n) {
      if (Operators.validate(n)) {
        Operators.addCap(REQUESTED, this, n);
        handler.execute(this::drain);
      }
    }

    @Override
    public void cancel() {
      cancelled = true;
      handler.execute(() -> handler.detach(this));
    }

    @Override
    public void wake() {
      drain();
    }

    @Override
    public long demand() {
      return requested;
    }

    private void drain() {
      if (draining || !attached || done) {
        return;
      }
      draining = true;
      try {
        emit();
      } finally {
        draining = false;
      }
      if (!done && !cancelled) {
        handler.updateReading();
      }
    }

    private void emit() {
      while (!cancelled && !done) {
        if (requested > 0) {
          UnixMessage message = handler.poll();
          if (message != null) {
            if (requested != Long.MAX_VALUE) {
              REQUESTED.decrementAndGet(this);
            }
            actual.onNext(message);
            continue;
          }
        }
        if (handler.isEmpty() && handler.hasEnded()) {
          end();
        }
        return;
      }
    }

    private void end() {
      done = true;
      handler.detach(this);
      SocketOperationException failure = handler.failure();
      if (failure == null) {
        actual.onComplete();
      } else {
        actual.onError(failure);
      }
    }
  }
}
