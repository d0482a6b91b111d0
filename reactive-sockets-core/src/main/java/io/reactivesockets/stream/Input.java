package io.reactivesockets.stream;

import io.netty.buffer.ByteBuf;
import io.reactivesockets.channel.OnLoop;
import io.reactivesockets.framing.ByteDecoder;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.atomic.AtomicLongFieldUpdater;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Operators;

/**
 * The input of a socket, cut into items by a decoder.
 *
 * @param <T> what an item is
 */
final class Input<T> extends Flux<T> {

  /** Copies what there is: the bytes of {@link StreamSocket#input()}. */
  static final ByteDecoder<ByteBuffer> WHATEVER_CAME =
      (input, endOfInput) -> {
        if (!input.hasRemaining()) {
          return null;
        }
        byte[] bytes = new byte[input.remaining()];
        input.get(bytes);
        return ByteBuffer.wrap(bytes);
      };

  /**
   * A subscriber which can take {@link #WHATEVER_CAME} as it lies there, without a copy: what one
   * socket receives another sends.
   */
  interface Forwarder {

    /** Takes the place of {@code onNext}; the buffer belongs to the forwarder. */
    void onNextBuffer(ByteBuf bytes);
  }

  private final Ingress ingress;
  private final Failures failures;
  private final Supplier<? extends ByteDecoder<T>> decoders;

  Input(Ingress ingress, Failures failures, Supplier<? extends ByteDecoder<T>> decoders) {
    this.ingress = ingress;
    this.failures = failures;
    this.decoders = decoders;
  }

  @Override
  public void subscribe(CoreSubscriber<? super T> actual) {
    ByteDecoder<T> decoder;
    try {
      decoder = decoders.get();
    } catch (RuntimeException e) {
      Operators.error(actual, e);
      return;
    }
    InputSubscription<T> subscription = new InputSubscription<>(ingress, failures, decoder, actual);
    actual.onSubscribe(subscription);
    OnLoop.run(ingress.loop(), subscription::attach);
  }

  /** One reader: takes items off the ingress as long as there is demand. */
  private static final class InputSubscription<T> implements Subscription, Ingress.Reader {

    @SuppressWarnings("rawtypes")
    private static final AtomicLongFieldUpdater<InputSubscription> REQUESTED =
        AtomicLongFieldUpdater.newUpdater(InputSubscription.class, "requested");

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final Ingress ingress;
    private final Failures failures;
    private final ByteDecoder<T> decoder;
    private final CoreSubscriber<? super T> actual;
    private final @Nullable Forwarder forwarder;

    private volatile long requested;
    private volatile boolean cancelled;
    private boolean attached;
    private boolean late;
    private boolean draining;
    private boolean raised;
    private boolean done;
    private @Nullable T held;

    InputSubscription(
        Ingress ingress,
        Failures failures,
        ByteDecoder<T> decoder,
        CoreSubscriber<? super T> actual) {
      this.ingress = ingress;
      this.failures = failures;
      this.decoder = decoder;
      this.actual = actual;
      this.forwarder = decoder == WHATEVER_CAME && actual instanceof Forwarder taker ? taker : null;
    }

    void attach() {
      if (cancelled || done) {
        return;
      }
      if (!ingress.attach(this)) {
        done = true;
        actual.onError(
            ingress.isLeaving() ? failures.detaching("receive") : failures.inUse("receive"));
        return;
      }
      attached = true;
      late = ingress.failure() != null;
      drain();
    }

    @Override
    public void request(long n) {
      if (!Operators.validate(n)) {
        return;
      }
      Operators.addCap(REQUESTED, this, n);
      OnLoop.run(ingress.loop(), this::drain);
    }

    @Override
    public void cancel() {
      cancelled = true;
      OnLoop.run(ingress.loop(), this::detach);
    }

    @Override
    public void wake() {
      drain();
    }

    @Override
    public void abort(Throwable cause) {
      if (!done) {
        fail(failures.of(cause, "receive"));
      }
    }

    private void detach() {
      if (attached) {
        attached = false;
        ingress.detach(this);
      }
    }

    private void drain() {
      if (draining || !attached) {
        return;
      }
      draining = true;
      try {
        emit();
      } finally {
        draining = false;
      }
    }

    private void emit() {
      while (!cancelled && !done) {
        if (requested == 0) {
          endIfNothingIsLeft();
          return;
        }
        if (forwarder != null && ingress.peek() != null) {
          forward(forwarder);
          continue;
        }
        T item;
        try {
          item = next();
        } catch (RuntimeException e) {
          fail(e);
          return;
        }
        if (cancelled || done) {
          return;
        }
        if (item == null) {
          if (!endIfDrained()) {
            ingress.updateReading();
          }
          return;
        }
        countEmitted();
        ingress.updateReading();
        actual.onNext(item);
      }
    }

    private void forward(Forwarder taker) {
      ByteBuf bytes = ingress.takeFront();
      countEmitted();
      ingress.updateReading();
      taker.onNextBuffer(bytes);
    }

    private void countEmitted() {
      if (requested != Long.MAX_VALUE) {
        REQUESTED.decrementAndGet(this);
      }
    }

    /** Decodes one item; null if the bytes at hand hold none. */
    private @Nullable T next() {
      T kept = held;
      if (kept != null) {
        held = null;
        return kept;
      }
      while (true) {
        ByteBuf front = ingress.peek();
        if (front == null) {
          return ingress.ended() ? decoder.decode(NOTHING, true) : null;
        }
        int available = front.readableBytes();
        boolean last = !ingress.hasMoreThanOne();
        ByteBuffer view =
            front.internalNioBuffer(front.readerIndex(), available).order(ByteOrder.BIG_ENDIAN);
        int start = view.position();
        T item = decoder.decode(view, last && ingress.ended());
        int taken = view.position() - start;
        if (taken < 0 || taken > available) {
          throw new IllegalStateException(
              "decoder moved the position by " + taken + " (expected: 0.." + available + ")");
        }
        if (taken > 0) {
          front.skipBytes(taken);
          ingress.taken(taken);
        }
        if (item != null) {
          if (taken == 0 && !ingress.ended()) {
            throw new IllegalStateException("decoder returned an item without taking a byte");
          }
          lowerLimit();
          return item;
        }
        if (taken == available) {
          continue;
        }
        if (last) {
          makeRoom(available - taken);
          return null;
        }
        ingress.joinFront();
      }
    }

    /** An item that does not fit into the read-ahead gets what its decoder allows. */
    private void makeRoom(int pending) {
      if (!ingress.isFull() || ingress.ended()) {
        return;
      }
      int limit = decoder.maxPendingBytes();
      if (pending >= limit) {
        throw failures.frameTooLong(pending, limit);
      }
      raised = true;
      ingress.raiseLimit(limit);
    }

    private void lowerLimit() {
      if (raised) {
        raised = false;
        ingress.raiseLimit(0);
      }
    }

    private boolean endIfDrained() {
      Throwable failure = ingress.failure();
      if (failure != null) {
        boolean wasClosed = late && failure == ClosedSilently.HERE;
        fail(failures.of(wasClosed ? new ClosedSilently() : failure, "receive"));
        return true;
      }
      if (ingress.ended()) {
        finish();
        if (!cancelled) {
          actual.onComplete();
        }
        return true;
      }
      return false;
    }

    /** Without demand only the end may be told, and only when no byte is left before it. */
    private void endIfNothingIsLeft() {
      if (ingress.peek() != null || held != null) {
        return;
      }
      if (ingress.failure() == null && ingress.ended()) {
        try {
          held = next();
          if (held != null) {
            return;
          }
        } catch (RuntimeException e) {
          fail(e);
          return;
        }
      }
      endIfDrained();
    }

    private void fail(Throwable cause) {
      finish();
      if (!cancelled) {
        actual.onError(cause);
      }
    }

    private void finish() {
      done = true;
      detach();
    }
  }
}
