package io.reactivesockets.datagram;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.reactivesockets.channel.Outlet;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What leaves the socket: datagrams; those that can travel together are put into {@link Train}s.
 */
final class Outbox extends Outlet {

  private static final int FIRST_BUFFER_BYTES = 256;

  private final Dispatch dispatch;
  private @Nullable Train gathering;
  private int lastTrainBytes;

  Outbox(EventLoop loop, Dispatch dispatch, int highWaterBytes) {
    super(loop, highWaterBytes);
    this.dispatch = dispatch;
  }

  @Override
  protected boolean mayStart() {
    if (isFull()) {
      flushFull();
    }
    return !isFull(); // Else it goes on when datagrams have left.
  }

  @Override
  public void close(Throwable cause, Throwable later) {
    if (!isClosed()) {
      dispatch.close(cause);
    }
    super.close(cause, later);
  }

  @Override
  public boolean reserve(int bytes) {
    return super.reserve(bytes + Inbox.OVERHEAD_BYTES);
  }

  /** Gives back what was reserved for datagrams that have left or never will. */
  void release(int bytes, int count) {
    giveBack(bytes + (long) count * Inbox.OVERHEAD_BYTES);
    if (isStuck() && hasRoom()) {
      loop().execute(this::startNext);
    }
  }

  /** Adds a datagram whose bytes were reserved. */
  void append(ByteBuffer payload, @Nullable InetSocketAddress remote, Receipt receipt) {
    int size = payload.remaining();
    Train current = trainFor(size, remote);
    if (current != null) {
      current.bytes().writeBytes(payload);
      current.added(receipt);
    } else {
      startTrain(buffer(size).writeBytes(payload), remote, receipt);
    }
  }

  /** Adds a datagram whose bytes were reserved; the buffer is the outbox's from now on. */
  void append(ByteBuf payload, @Nullable InetSocketAddress remote, Receipt receipt) {
    int size = payload.readableBytes();
    Train current = trainFor(size, remote);
    if (current != null) {
      current.bytes().writeBytes(payload);
      current.added(receipt);
      payload.release();
    } else if (dispatch.joins(size)) {
      startTrain(buffer(size).writeBytes(payload), remote, receipt);
      payload.release();
    } else {
      startTrain(payload, remote, receipt);
    }
  }

  private @Nullable Train trainFor(int size, @Nullable InetSocketAddress remote) {
    markDirty();
    Train current = gathering;
    if (current == null) {
      return null;
    }
    if (current.suits(size, remote) && dispatch.joins(current.segmentBytes())) {
      return current;
    }
    departTrain();
    return null;
  }

  private ByteBuf buffer(int size) {
    if (!dispatch.joins(size)) {
      return dispatch.buffer(size, size);
    }
    int wanted = lastTrainBytes > size ? lastTrainBytes : Math.max(size, FIRST_BUFFER_BYTES);
    return dispatch.buffer(wanted, 65_535);
  }

  private void startTrain(ByteBuf bytes, @Nullable InetSocketAddress remote, Receipt receipt) {
    Train train = new Train(bytes, remote, receipt);
    if (dispatch.joins(train.segmentBytes())) {
      gathering = train;
    } else {
      dispatch.write(train);
    }
  }

  private void departTrain() {
    Train train = gathering;
    if (train != null) {
      gathering = null;
      lastTrainBytes = train.count() > 1 ? train.size() : 0;
      dispatch.write(train);
    }
  }

  @Override
  protected void depart() {
    departTrain();
    dispatch.flush();
  }
}
