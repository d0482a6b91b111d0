package io.reactivesockets.datagram;

import io.reactivesockets.channel.Outlet;
import io.reactivesockets.error.SocketOperationException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;

/** Sends one datagram; completes when the kernel has taken it. */
final class SingleSend extends Mono<Void> {

  private final Endpoint endpoint;
  private final ByteBuffer payload;
  private final @Nullable InetSocketAddress remote;

  SingleSend(Endpoint endpoint, ByteBuffer payload, @Nullable InetSocketAddress remote) {
    this.endpoint = endpoint;
    this.payload = payload;
    this.remote = remote;
  }

  @Override
  public void subscribe(CoreSubscriber<? super Void> actual) {
    SendSubscription job = new SendSubscription(endpoint, payload.duplicate(), remote, actual);
    actual.onSubscribe(job);
    endpoint.execute(job::submit);
  }

  /** The datagram on its way. */
  private static final class SendSubscription implements Subscription, Outlet.Job, Receipt {

    private final Endpoint endpoint;
    private final ByteBuffer payload;
    private final @Nullable InetSocketAddress remote;
    private final CoreSubscriber<? super Void> actual;
    private volatile boolean cancelled;
    private boolean done;

    SendSubscription(
        Endpoint endpoint,
        ByteBuffer payload,
        @Nullable InetSocketAddress remote,
        CoreSubscriber<? super Void> actual) {
      this.endpoint = endpoint;
      this.payload = payload;
      this.remote = remote;
      this.actual = actual;
    }

    void submit() {
      if (!cancelled) {
        endpoint.outbox().submit(this);
      }
    }

    @Override
    public void start() {
      Outbox outbox = endpoint.outbox();
      if (cancelled) {
        outbox.next(this);
        return;
      }
      SocketOperationException refusal = endpoint.refusal(remote, payload.remaining());
      if (refusal != null) {
        endpoint.dispatch().refuse(refusal);
        failed(1, refusal);
      } else {
        outbox.reserve(payload.remaining());
        outbox.append(payload, remote, this);
        outbox.flushSoon();
      }
      outbox.next(this);
    }

    @Override
    public void abort(Throwable cause) {
      failed(1, endpoint.failures().send(cause, remote, payload.remaining()));
    }

    @Override
    public void sent(int count) {
      if (!done) {
        done = true;
        if (!cancelled) {
          actual.onComplete();
        }
      }
    }

    @Override
    public void failed(int count, SocketOperationException cause) {
      if (!done) {
        done = true;
        if (!cancelled) {
          actual.onError(cause);
        }
      }
    }

    @Override
    public void request(long n) {
      Operators.validate(n);
    }

    @Override
    public void cancel() {
      cancelled = true;
      endpoint.execute(() -> endpoint.outbox().next(this));
    }
  }
}
