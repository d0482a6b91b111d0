package io.reactivesockets.framing;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongFieldUpdater;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.Exceptions;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

/**
 * Decodes on demand, asks upstream for one buffer at a time.
 *
 * <p>All state but the volatile fields belongs to whoever runs {@link #drain()}; signals of either
 * side that arrive meanwhile make it go round once more.
 */
final class DecodeSubscriber<T> implements CoreSubscriber<ByteBuffer>, Subscription {

  @SuppressWarnings("rawtypes")
  private static final AtomicLongFieldUpdater<DecodeSubscriber> REQUESTED =
      AtomicLongFieldUpdater.newUpdater(DecodeSubscriber.class, "requested");

  private final CoreSubscriber<? super T> actual;
  private final PendingDecode<T> pending;
  private final AtomicInteger work = new AtomicInteger();
  private @Nullable Subscription upstream;

  private volatile long requested;
  private volatile @Nullable ByteBuffer received;
  private volatile boolean ended;
  private volatile boolean cancelled;
  private @Nullable Throwable upstreamError;

  private boolean awaitingBytes;
  private boolean terminated;
  private @Nullable T lastItem;

  DecodeSubscriber(CoreSubscriber<? super T> actual, ByteDecoder<T> decoder) {
    this.actual = actual;
    this.pending = new PendingDecode<>(decoder);
  }

  @Override
  public Context currentContext() {
    return actual.currentContext();
  }

  @Override
  public void onSubscribe(Subscription subscription) {
    if (Operators.validate(upstream, subscription)) {
      upstream = subscription;
      actual.onSubscribe(this);
    }
  }

  @Override
  public void onNext(ByteBuffer bytes) {
    if (ended || cancelled) {
      Operators.onNextDropped(bytes, currentContext());
      return;
    }
    if (received != null) {
      cancelUpstream();
      onError(Exceptions.failWithOverflow("more buffers than requested"));
      return;
    }
    received = bytes;
    drain();
  }

  @Override
  public void onError(Throwable error) {
    if (ended || cancelled) {
      Operators.onErrorDropped(error, currentContext());
      return;
    }
    upstreamError = error;
    ended = true;
    drain();
  }

  @Override
  public void onComplete() {
    ended = true;
    drain();
  }

  @Override
  public void request(long n) {
    if (Operators.validate(n)) {
      Operators.addCap(REQUESTED, this, n);
      drain();
    }
  }

  @Override
  public void cancel() {
    if (!cancelled) {
      cancelled = true;
      cancelUpstream();
      drain();
    }
  }

  private void drain() {
    if (work.getAndIncrement() != 0) {
      return;
    }
    int missed = 1;
    while (missed != 0) {
      boolean again = true;
      while (again) {
        again = step();
      }
      missed = work.addAndGet(-missed);
    }
  }

  /** Emits an item, asks for bytes or ends; returns whether there may be more to do at once. */
  private boolean step() {
    if (terminated) {
      return false;
    }
    if (cancelled) {
      terminate();
      return false;
    }
    boolean noMoreBytes = ended;
    takeReceived();
    try {
      return noMoreBytes ? stepAtEnd() : stepInStream();
    } catch (Throwable error) {
      terminate();
      actual.onError(Operators.onOperatorError(upstream, error, currentContext()));
      return false;
    }
  }

  private void takeReceived() {
    ByteBuffer bytes = received;
    if (bytes != null) {
      received = null;
      awaitingBytes = false;
      pending.append(bytes);
    }
  }

  private boolean stepInStream() {
    if (requested == 0 || awaitingBytes) {
      return false;
    }
    T item = pending.next(false);
    if (item != null) {
      emit(item);
      return true;
    }
    awaitingBytes = true;
    if (upstream != null) {
      upstream.request(1);
    }
    return false;
  }

  /** One item is decoded ahead here: only its absence shows that the stream is over. */
  private boolean stepAtEnd() {
    Throwable error = upstreamError;
    if (lastItem == null) {
      lastItem = pending.next(error == null);
    }
    T item = lastItem;
    if (item == null) {
      terminate();
      if (error != null) {
        actual.onError(error);
      } else {
        actual.onComplete();
      }
      return false;
    }
    if (requested == 0) {
      return false;
    }
    lastItem = null;
    emit(item);
    return true;
  }

  private void emit(T item) {
    actual.onNext(item);
    if (requested != Long.MAX_VALUE) {
      Operators.produced(REQUESTED, this, 1);
    }
  }

  private void terminate() {
    terminated = true;
    lastItem = null;
    received = null;
    pending.clear();
  }

  private void cancelUpstream() {
    if (upstream != null) {
      upstream.cancel();
    }
  }
}
