package io.reactivesockets.datagram;

import io.netty.buffer.ByteBuf;
import io.reactivesockets.error.SocketOperationException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.Exceptions;
import reactor.core.publisher.Operators;
import reactor.util.concurrent.Queues;
import reactor.util.context.Context;

/**
 * One send of many datagrams under way: asks its publisher for one after the other as long as there
 * is room, so that the bound in bytes holds whatever they are like.
 *
 * <p>Datagrams that come on the home loop are gathered at once; those from other threads are copied
 * there and handed over.
 */
final class SendJob implements CoreSubscriber<Datagram>, Subscription, Outbox.Job, Receipt {

  private record Handed(
      @Nullable ByteBuf payload,
      @Nullable InetSocketAddress remote,
      @Nullable SocketOperationException refusal) {}

  private static final AtomicIntegerFieldUpdater<SendJob> WORK =
      AtomicIntegerFieldUpdater.newUpdater(SendJob.class, "work");
  private static final AtomicIntegerFieldUpdater<SendJob> STARVING =
      AtomicIntegerFieldUpdater.newUpdater(SendJob.class, "starving");

  private final Endpoint endpoint;
  private final Outbox outbox;
  private final Publisher<Datagram> source;
  private final CoreSubscriber<? super SendResult> actual;

  private volatile @Nullable Subscription upstream;
  private volatile @Nullable Queue<Handed> handover;
  private volatile @Nullable Throwable sourceFailure;
  private volatile boolean sourceDone;
  private volatile boolean cancelled;
  private volatile int work;
  private volatile int starving;

  // Home loop only.
  private @Nullable SocketOperationException firstFailure;
  private long underWay;
  private long sentCount;
  private long failedCount;
  private boolean asking;
  private boolean sourceFinished;
  private boolean done;

  SendJob(
      Endpoint endpoint, Publisher<Datagram> source, CoreSubscriber<? super SendResult> actual) {
    this.endpoint = endpoint;
    this.outbox = endpoint.outbox();
    this.source = source;
    this.actual = actual;
  }

  @Override
  public Context currentContext() {
    return actual.currentContext();
  }

  // The job's turn and its end, on the home loop.

  @Override
  public void start() {
    if (cancelled) {
      outbox.next(this);
    } else {
      guarded(() -> source.subscribe(this));
    }
  }

  @Override
  public void abort(Throwable cause) {
    end(endpoint.failures().send(cause, endpoint.dispatch().peer(), 0));
  }

  /** Ends with a failure of the whole send. */
  private void end(Throwable failure) {
    if (!done) {
      stop();
      outbox.next(this);
      if (!cancelled) {
        actual.onError(failure);
      }
    }
  }

  private void stop() {
    done = true;
    Subscription subscription = upstream;
    if (subscription != null && !sourceDone) {
      subscription.cancel();
    }
  }

  private void finishSource() {
    if (sourceFinished || done) {
      return;
    }
    sourceFinished = true;
    outbox.flush();
    outbox.next(this);
    completeIfSettled();
  }

  private void completeIfSettled() {
    if (!sourceFinished || underWay > 0 || done) {
      return;
    }
    done = true;
    Throwable failure = sourceFailure;
    if (cancelled) {
      return;
    }
    if (failure != null) {
      actual.onError(failure);
    } else {
      actual.onNext(new SendResult(sentCount, failedCount, Optional.ofNullable(firstFailure)));
      actual.onComplete();
    }
  }

  // Receipt: what became of the datagrams, on the home loop.

  @Override
  public void sent(int count) {
    sentCount += count;
    settle(count);
  }

  @Override
  public void failed(int count, SocketOperationException cause) {
    failedCount += count;
    if (firstFailure == null) {
      firstFailure = cause;
    }
    settle(count);
  }

  private void settle(int count) {
    underWay -= count;
    resumeIfRoom();
    completeIfSettled();
  }

  // Subscription: what the caller of send holds.

  @Override
  public void request(long n) {
    Operators.validate(n);
  }

  @Override
  public void cancel() {
    cancelled = true;
    endpoint.execute(
        () -> {
          if (!done) {
            stop();
            outbox.next(this);
          }
        });
  }

  // Subscriber of the source, on any thread.

  @Override
  public void onSubscribe(Subscription subscription) {
    if (Operators.validate(upstream, subscription)) {
      upstream = subscription;
      if (cancelled) {
        subscription.cancel();
      } else {
        ask();
      }
    }
  }

  @Override
  public void onNext(Datagram datagram) {
    ByteBuffer payload = datagram.payload();
    InetSocketAddress remote = datagram.remote();
    int size = payload.remaining();
    SocketOperationException refusal = endpoint.refusal(remote, size);
    boolean room = refusal != null || outbox.reserve(size);
    if (outbox.loop().inEventLoop() && handover == null) {
      if (refusal != null) {
        refuse(refusal);
      } else if (done) {
        outbox.release(size, 1);
      } else {
        underWay++;
        outbox.append(payload, remote, this);
        afterAppend(room);
      }
    } else if (refusal != null) {
      hand(new Handed(null, remote, refusal));
    } else {
      ByteBuf copy = endpoint.dispatch().buffer(Math.max(1, size), Math.max(1, size));
      hand(new Handed(copy.writeBytes(payload), remote, null));
    }
    askIf(room);
  }

  private void refuse(SocketOperationException refusal) {
    if (!done) {
      endpoint.dispatch().refuse(refusal);
      underWay++;
      failed(1, refusal);
    }
  }

  private void afterAppend(boolean room) {
    if (!room) {
      outbox.flushFull();
    } else if (!asking) {
      outbox.flushSoon();
    }
  }

  private void askIf(boolean room) {
    if (cancelled) {
      return;
    }
    Subscription subscription = upstream;
    if (room && subscription != null) {
      subscription.request(1);
    } else {
      starving = 1;
      resumeIfRoom();
    }
  }

  @Override
  public void onError(Throwable failure) {
    sourceFailure = failure;
    onComplete();
  }

  @Override
  public void onComplete() {
    sourceDone = true;
    if (outbox.loop().inEventLoop() && handover == null) {
      finishSource();
    } else {
      scheduleDrain();
    }
  }

  /** Asks for the next datagram. On the home loop a source may emit many within the call. */
  private void ask() {
    Subscription subscription = upstream;
    if (subscription == null || cancelled) {
      return;
    }
    if (!outbox.loop().inEventLoop() || asking) {
      subscription.request(1);
      return;
    }
    asking = true;
    try {
      subscription.request(1);
    } finally {
      asking = false;
    }
    outbox.flush();
  }

  /** Runs on the home loop, where nobody else would notice a failure. */
  private void guarded(Runnable step) {
    try {
      step.run();
    } catch (Throwable failure) {
      Exceptions.throwIfJvmFatal(failure);
      end(failure);
    }
  }

  /** Goes on in a new turn of the loop, so that a fast source does not keep it to itself. */
  private void resumeIfRoom() {
    if (starving == 1 && outbox.hasRoom() && STARVING.compareAndSet(this, 1, 0)) {
      outbox.loop().execute(() -> guarded(this::ask));
    }
  }

  // Datagrams from other threads.

  private void hand(Handed datagram) {
    Queue<Handed> queue = handover;
    if (queue == null) {
      queue = Queues.<Handed>unbounded(32).get();
      handover = queue;
    }
    queue.offer(datagram);
    scheduleDrain();
  }

  private void scheduleDrain() {
    if (WORK.getAndIncrement(this) == 0) {
      outbox.loop().execute(() -> guarded(this::drain));
    }
  }

  private void drain() {
    int missed = work;
    do {
      boolean ended = sourceDone;
      Queue<Handed> queue = handover;
      Handed next;
      while (queue != null && (next = queue.poll()) != null) {
        take(next);
      }
      if (ended) {
        finishSource();
      }
      missed = WORK.addAndGet(this, -missed);
    } while (missed != 0);
    outbox.flush();
  }

  private void take(Handed handed) {
    ByteBuf payload = handed.payload();
    SocketOperationException refusal = handed.refusal();
    if (refusal != null || payload == null) {
      if (refusal != null) {
        refuse(refusal);
      }
    } else if (done) {
      outbox.release(payload.readableBytes(), 1);
      payload.release();
    } else {
      underWay++;
      outbox.append(payload, handed.remote(), this);
    }
  }
}
