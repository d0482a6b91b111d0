package io.reactivesockets.datagram;

import io.netty.buffer.ByteBuf;
import io.reactivesockets.channel.Feed;
import io.reactivesockets.error.SocketOperationException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.CoreSubscriber;

/**
 * One send of many datagrams under way. Those that come on the home loop are gathered at once;
 * those from other threads are copied there and handed over.
 */
final class SendJob extends Feed<Datagram, SendJob.Handed> implements Receipt {

  record Handed(
      @Nullable ByteBuf payload,
      @Nullable InetSocketAddress remote,
      @Nullable SocketOperationException refusal) {}

  private final Endpoint endpoint;
  private final Outbox outbox;
  private final CoreSubscriber<? super SendResult> actual;

  // Home loop only.
  private @Nullable SocketOperationException firstFailure;
  private long underWay;
  private long sentCount;
  private long failedCount;

  SendJob(
      Endpoint endpoint, Publisher<Datagram> source, CoreSubscriber<? super SendResult> actual) {
    super(endpoint.outbox(), source, actual);
    this.endpoint = endpoint;
    this.outbox = endpoint.outbox();
    this.actual = actual;
  }

  @Override
  public void abort(Throwable cause) {
    end(endpoint.failures().send(cause, endpoint.dispatch().peer(), 0));
  }

  @Override
  protected void failed(Throwable cause) {
    actual.onError(cause);
  }

  @Override
  protected void complete() {
    actual.onNext(new SendResult(sentCount, failedCount, Optional.ofNullable(firstFailure)));
    actual.onComplete();
  }

  @Override
  protected long underWay() {
    return underWay;
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
    settled();
  }

  @Override
  public void onNext(Datagram datagram) {
    ByteBuffer payload = datagram.payload();
    InetSocketAddress remote = datagram.remote();
    int size = payload.remaining();
    SocketOperationException refusal = endpoint.refusal(remote, size);
    boolean room = refusal != null || outbox.reserve(size);
    if (isAtOnce()) {
      if (refusal != null) {
        refuse(refusal);
      } else if (isDone()) {
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
    if (!isDone()) {
      endpoint.dispatch().refuse(refusal);
      underWay++;
      failed(1, refusal);
    }
  }

  @Override
  protected void take(Handed handed) {
    ByteBuf payload = handed.payload();
    SocketOperationException refusal = handed.refusal();
    if (refusal != null || payload == null) {
      if (refusal != null) {
        refuse(refusal);
      }
    } else if (isDone()) {
      outbox.release(payload.readableBytes(), 1);
      payload.release();
    } else {
      underWay++;
      outbox.append(payload, handed.remote(), this);
    }
  }
}
