package io.reactivesockets.stream;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.EventLoop;
import io.reactivesockets.channel.Count;
import io.reactivesockets.channel.Outlet;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** What leaves a stream: bytes, one job's after the other's. */
final class Egress extends Outlet {

  private final Channel channel;
  private final Count sentBytes = new Count();
  private final @Nullable HalfClosedWrites halfClosed;
  private @Nullable Throwable failure;
  private @Nullable LongConsumer meter;

  Egress(Channel channel, EventLoop loop, int highWaterBytes) {
    super(loop, highWaterBytes);
    this.channel = channel;
    halfClosed = HalfClosedWrites.of(channel, loop);
  }

  Channel channel() {
    return channel;
  }

  long sentBytes() {
    return sentBytes.get();
  }

  /** Goes on counting what was sent before this process had the socket. Before registration. */
  void sentBefore(long bytes) {
    sentBytes.set(bytes);
  }

  /** Has bytes counted. Event loop, or before registration. */
  void meter(LongConsumer meter) {
    this.meter = meter;
  }

  /** Notes why the channel is about to fail or close; the first reason is told to every job. */
  void blame(Throwable cause) {
    if (failure == null) {
      failure = cause;
    }
  }

  @Nullable Throwable failure() {
    return failure;
  }

  /** Gives back what was reserved, written or not. */
  void release(int bytes, boolean written) {
    giveBack(bytes);
    if (written) {
      countSent(bytes);
    }
  }

  /** Counts bytes that the kernel took without their having been reserved. */
  void countSent(long bytes) {
    sentBytes.add(bytes);
    LongConsumer counting = meter;
    if (counting != null && bytes > 0) {
      counting.accept(bytes);
    }
  }

  void write(Object message, ChannelFutureListener listener) {
    channel.write(message).addListener(listener);
    markDirty();
  }

  @Override
  protected void depart() {
    Job current = active();
    if (current != null) {
      current.beforeFlush();
    }
    markClean();
    channel.flush();
    if (halfClosed != null) {
      halfClosed.flushed();
    }
  }
}
