package io.reactivesockets.datagram;

import io.netty.buffer.ByteBuf;
import io.reactivesockets.channel.OnLoop;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLongFieldUpdater;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.Exceptions;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Operators;

/**
 * What a socket receives, as items.
 *
 * @param <T> what an item is
 */
final class Receive<T> extends Flux<T> {

  /** Makes items. */
  interface Maker<T> {

    /** Makes an item of a datagram in lent memory; null leaves it out. */
    @Nullable T make(ByteBuf content, InetSocketAddress remote, @Nullable InetSocketAddress local);

    /** Makes an item of a datagram that was kept; null leaves it out. */
    @Nullable T make(Message message);
  }

  private final Inbox inbox;
  private final DatagramFailures failures;
  private final Maker<T> maker;

  Receive(Inbox inbox, DatagramFailures failures, Maker<T> maker) {
    this.inbox = inbox;
    this.failures = failures;
    this.maker = maker;
  }

  static Flux<Message> messages(Inbox inbox, DatagramFailures failures) {
    int limit = inbox.maxMessageBytes();
    return new Receive<>(
        inbox,
        failures,
        new Maker<Message>() {
          @Override
          public Message make(
              ByteBuf content, InetSocketAddress remote, @Nullable InetSocketAddress local) {
            return Message.copyOf(content, remote, local, limit);
          }

          @Override
          public Message make(Message message) {
            return message;
          }
        });
  }

  static <T> Flux<T> decoded(Inbox inbox, DatagramFailures failures, MessageDecoder<T> decoder) {
    int limit = inbox.maxMessageBytes();
    return new Receive<>(
        inbox,
        failures,
        new Maker<T>() {
          @Override
          public @Nullable T make(
              ByteBuf content, InetSocketAddress remote, @Nullable InetSocketAddress local) {
            int size = Math.min(content.readableBytes(), limit);
            ByteBuffer view = content.internalNioBuffer(content.readerIndex(), size);
            return decoder.decode(view, remote);
          }

          @Override
          public @Nullable T make(Message message) {
            return decoder.decode(message.payload(), message.remoteAddress());
          }
        });
  }

  @Override
  public void subscribe(CoreSubscriber<? super T> actual) {
    ReceiveSubscription<T> subscription = new ReceiveSubscription<>(inbox, failures, maker, actual);
    actual.onSubscribe(subscription);
    subscription.onLoop(subscription::attach);
  }

  /** One receiver: takes datagrams off the inbox as long as there is demand. */
  private static final class ReceiveSubscription<T> implements Subscription, Inbox.Reader {

    @SuppressWarnings("rawtypes")
    private static final AtomicLongFieldUpdater<ReceiveSubscription> REQUESTED =
        AtomicLongFieldUpdater.newUpdater(ReceiveSubscription.class, "requested");

    private final Inbox inbox;
    private final DatagramFailures failures;
    private final Maker<T> maker;
    private final CoreSubscriber<? super T> actual;

    private volatile long requested;
    private volatile boolean cancelled;
    private boolean attached;
    private boolean emitting;
    private boolean done;

    ReceiveSubscription(
        Inbox inbox, DatagramFailures failures, Maker<T> maker, CoreSubscriber<? super T> actual) {
      this.inbox = inbox;
      this.failures = failures;
      this.maker = maker;
      this.actual = actual;
    }

    void onLoop(Runnable work) {
      OnLoop.run(inbox.loop(), work);
    }

    void attach() {
      if (cancelled || done) {
        return;
      }
      if (!inbox.attach(this)) {
        done = true;
        actual.onError(failures.inUse());
        return;
      }
      attached = true;
      wake();
    }

    @Override
    public void request(long n) {
      if (Operators.validate(n)) {
        Operators.addCap(REQUESTED, this, n);
        onLoop(this::wake);
      }
    }

    @Override
    public void cancel() {
      cancelled = true;
      onLoop(this::detach);
    }

    @Override
    public void abort(Throwable cause) {
      if (!done) {
        fail(cause);
      }
    }

    @Override
    public boolean isReady() {
      return requested > 0 && !emitting && !cancelled && !done;
    }

    @Override
    public void take(ByteBuf content, InetSocketAddress remote, @Nullable InetSocketAddress local) {
      T item;
      try {
        item = maker.make(content, remote, local);
      } catch (Throwable thrown) {
        Exceptions.throwIfJvmFatal(thrown);
        fail(thrown);
        return;
      }
      emit(item);
      wakeIfMore();
    }

    @Override
    public void take(Message message) {
      emitMade(message);
      wakeIfMore();
    }

    /** What came while an item was being handed out had to wait. */
    private void wakeIfMore() {
      if (inbox.hasMessages()) {
        wake();
      }
    }

    private void emitMade(Message message) {
      T item;
      try {
        item = maker.make(message);
      } catch (Throwable thrown) {
        Exceptions.throwIfJvmFatal(thrown);
        fail(thrown);
        return;
      }
      emit(item);
    }

    private void emit(@Nullable T item) {
      if (item == null) {
        return;
      }
      if (requested != Long.MAX_VALUE) {
        REQUESTED.decrementAndGet(this);
      }
      boolean nested = emitting;
      emitting = true;
      try {
        actual.onNext(item);
      } finally {
        emitting = nested;
      }
    }

    @Override
    public void wake() {
      if (emitting || !attached) {
        return;
      }
      emitting = true;
      try {
        while (requested > 0 && !cancelled && !done) {
          Message next = inbox.poll();
          if (next == null) {
            break;
          }
          emitMade(next);
        }
        if (!cancelled && !done && inbox.isClosed()) {
          end();
        }
      } finally {
        emitting = false;
      }
    }

    private void end() {
      Throwable failure = inbox.failure();
      if (failure != null) {
        fail(failures.receive(failure));
      } else {
        done = true;
        detach();
        actual.onComplete();
      }
    }

    private void fail(Throwable cause) {
      done = true;
      detach();
      if (!cancelled) {
        actual.onError(cause);
      }
    }

    private void detach() {
      if (attached) {
        attached = false;
        inbox.detach(this);
      }
    }
  }
}
