package io.reactivesockets.stream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.CompositeByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.util.ReferenceCountUtil;
import io.reactivesockets.channel.ReadBudgetExhausted;
import io.reactivesockets.channel.ReadableWaiters;
import java.util.ArrayDeque;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.MonoSink;

/**
 * The bytes that arrived and were not taken yet, in order, bounded; the last handler of the
 * pipeline.
 *
 * <p>It reads from the channel while there is room, whoever listens: bytes stay for the next reader
 * when one leaves. Everything happens on the event loop.
 */
@SuppressWarnings("NonAtomicVolatileUpdate") // Only the event loop writes the counters.
final class Ingress extends ChannelInboundHandlerAdapter {

  private static final int SMALL_BYTES = 256;

  /** Takes bytes from the ingress; called on the event loop. */
  interface Reader {

    /** There are more bytes, the end, or a failure to look at. */
    void wake();

    /** Reading was cancelled; the bytes stay. */
    void abort(Throwable cause);
  }

  private final Channel channel;
  private final EventLoop loop;
  private final Egress egress;
  private final int readAheadBytes;
  private final Runnable whenIdle;
  private final Runnable afterReads;
  private final ArrayDeque<ByteBuf> queue = new ArrayDeque<>(2);
  private final ReadableWaiters waiters = new ReadableWaiters();

  private volatile int queuedBytes;

  /** How many bytes at the end of the front buffer are copies of those before the next one. */
  private int joinedBytes;

  private int limitBytes;
  private boolean ended;
  private boolean leaving;
  private @Nullable Throwable failure;
  private @Nullable Reader reader;
  private boolean paused;
  private volatile long receivedBytes;
  private @Nullable LongConsumer meter;

  Ingress(
      Channel channel,
      EventLoop loop,
      Egress egress,
      int readAheadBytes,
      Runnable whenIdle,
      Runnable afterReads) {
    this.channel = channel;
    this.loop = loop;
    this.egress = egress;
    this.readAheadBytes = readAheadBytes;
    this.limitBytes = readAheadBytes;
    this.whenIdle = whenIdle;
    this.afterReads = afterReads;
  }

  EventLoop loop() {
    return loop;
  }

  int readAheadBytes() {
    return readAheadBytes;
  }

  /** How many bytes may still be read, for the allocator of receive buffers. */
  int room() {
    return limitBytes - queuedBytes;
  }

  int queuedBytes() {
    return queuedBytes;
  }

  long receivedBytes() {
    return receivedBytes;
  }

  /** Has bytes counted, those that came before included. Event loop, or before registration. */
  void meter(LongConsumer meter) {
    this.meter = meter;
    if (receivedBytes > 0) {
      meter.accept(receivedBytes);
    }
  }

  /** The bytes at the front, or null if there are none now. */
  @Nullable ByteBuf peek() {
    return queue.peek();
  }

  boolean hasMoreThanOne() {
    return queue.size() > 1;
  }

  /** Takes the buffer out in which the front bytes are. */
  ByteBuf takeFront() {
    ByteBuf front = queue.remove();
    queuedBytes -= front.readableBytes();
    joinedBytes = 0;
    return front;
  }

  /** Tells the ingress that a reader took bytes from the front buffer. */
  void taken(int bytes) {
    queuedBytes -= bytes;
    ByteBuf front = queue.element();
    int left = front.readableBytes();
    if (left <= joinedBytes) {
      queue.remove();
      if (left > 0) {
        // They still lie in the buffer behind, too.
        ByteBuf next = queue.element();
        next.readerIndex(next.readerIndex() - left);
      }
      front.release();
      joinedBytes = 0;
    }
  }

  /** Whether somebody reads now. */
  boolean hasReader() {
    return reader != null;
  }

  /** Takes out everything that is queued, as one buffer of the caller; perhaps empty. */
  ByteBuf takeAll() {
    CompositeByteBuf all = channel.alloc().compositeBuffer(Math.max(1, queue.size()));
    ByteBuf next;
    while ((next = queue.poll()) != null) {
      all.addComponent(true, next);
    }
    receivedBytes -= queuedBytes;
    queuedBytes = 0;
    joinedBytes = 0;
    updateReading();
    return all;
  }

  /**
   * Copies bytes of the second buffer to the end of the front, so that an item which spans them
   * lies in one piece. It takes few at first, and leaves the rest where it is.
   */
  void joinFront() {
    ByteBuf front = queue.remove();
    ByteBuf next = queue.element();
    int step = Math.min(next.readableBytes(), Math.max(SMALL_BYTES, front.readableBytes()));
    ByteBuf joined = front;
    if (front.refCnt() > 1 || front.writableBytes() < step) {
      joined = channel.alloc().buffer(atLeast(front.readableBytes() + step));
      joined.writeBytes(front);
      front.release();
    }
    joined.writeBytes(next, step);
    joinedBytes += step;
    if (!next.isReadable()) {
      queue.remove().release();
      joinedBytes = 0;
    }
    queue.addFirst(joined);
  }

  private static int atLeast(int bytes) {
    return Math.max(SMALL_BYTES, Integer.highestOneBit(bytes - 1) << 1);
  }

  /**
   * Gives bytes that nobody took memory of about their size: what they came in belongs to the event
   * loop or is much larger.
   */
  @SuppressWarnings("ReferenceEquality") // Is it this buffer? Another with equal bytes is not.
  private void settle(ByteBuf bytes) {
    int size = bytes.readableBytes();
    if (queue.peekLast() != bytes || (bytes.refCnt() == 1 && size >= bytes.capacity() >> 1)) {
      return;
    }
    queue.removeLast();
    if (queue.size() <= 1) {
      joinedBytes = 0;
    }
    ByteBuf last = queue.peekLast();
    if (last == null || last.refCnt() > 1 || last.writableBytes() < size) {
      // Room for more of the kind, since they often come in drops, but none beyond the limit.
      int wanted = Math.min(Math.max(queuedBytes, SMALL_BYTES), size + Math.max(0, room()));
      last = channel.alloc().buffer(Math.max(size, wanted));
      queue.add(last);
    }
    last.writeBytes(bytes);
    bytes.release();
  }

  /** Lets more bytes in than the read-ahead, because an item needs them; 0 goes back to it. */
  void raiseLimit(int bytes) {
    limitBytes = Math.max(readAheadBytes, bytes);
    updateReading();
  }

  boolean isFull() {
    return queuedBytes >= limitBytes;
  }

  boolean ended() {
    return ended;
  }

  @Nullable Throwable failure() {
    return failure;
  }

  /** Lets nobody read any more, or again; whoever does now goes with the cause. */
  void leave(Throwable cause) {
    leaving = true;
    cancelReader(cause);
  }

  void stay() {
    leaving = false;
  }

  /** Reads again after the channel came back to the loop. */
  void goOn() {
    if (!ended && failure == null) {
      channel.config().setAutoRead(!paused);
    }
  }

  boolean isLeaving() {
    return leaving;
  }

  /** Puts bytes first that were read before this process had the socket. Before registration. */
  void replay(byte[] bytes, long receivedBefore) {
    receivedBytes = receivedBefore;
    if (bytes.length > 0) {
      queue.add(channel.alloc().buffer(bytes.length).writeBytes(bytes));
      queuedBytes = bytes.length;
      updateReading();
    }
  }

  boolean attach(Reader next) {
    if (reader != null || leaving) {
      return false;
    }
    reader = next;
    return true;
  }

  void detach(Reader gone) {
    if (reader == gone) {
      reader = null;
      limitBytes = readAheadBytes;
      updateReading();
    }
  }

  /** Pauses the channel when the queue is full, and lets it go on when half of it is free. */
  void updateReading() {
    if (ended || failure != null) {
      // An epoll channel fails if reading is toggled after its input was shut down.
      return;
    }
    if (!paused && room() <= 0) {
      paused = true;
      channel.config().setAutoRead(false);
    } else if (paused && queuedBytes <= limitBytes >> 1) {
      paused = false;
      channel.config().setAutoRead(true);
    }
  }

  /** Ends the current reader, not the input. */
  void cancelReader(Throwable cause) {
    Reader current = reader;
    if (current != null) {
      current.abort(cause);
    }
  }

  /** Ends the input with a failure; bytes that were queued before remain readable. */
  void fail(Throwable cause) {
    if (failure == null && !ended) {
      failure = cause;
      wakeReader();
    }
  }

  /**
   * Copies what was not read into memory that needs no release, for the channel is gone and a
   * reader may never come.
   */
  void keepOnHeap() {
    if (queue.isEmpty()) {
      return;
    }
    joinedBytes = 0;
    ByteBuf all = Unpooled.buffer(Math.max(1, queuedBytes));
    ByteBuf next;
    while ((next = queue.poll()) != null) {
      all.writeBytes(next);
      next.release();
    }
    if (all.isReadable()) {
      queue.add(all);
    }
  }

  /** Drops what nobody will read. Returns whether there was anything. */
  boolean discard() {
    waiters.tell(false);
    boolean any = queuedBytes > 0;
    ByteBuf next;
    while ((next = queue.poll()) != null) {
      next.release();
    }
    queuedBytes = 0;
    joinedBytes = 0;
    return any;
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    // Netty remembers the addresses from here on, so that they can be told after the close.
    channel.localAddress();
    channel.remoteAddress();
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (!(message instanceof ByteBuf bytes)) {
      ReferenceCountUtil.release(message);
      return;
    }
    int count = bytes.readableBytes();
    if (count == 0 || failure != null) {
      bytes.release();
      return;
    }
    receivedBytes += count;
    LongConsumer counting = meter;
    if (counting != null) {
      counting.accept(count);
    }
    queuedBytes += count;
    queue.add(bytes);
    egress.hold();
    wakeReader();
    settle(bytes);
    updateReading();
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    egress.unhold();
    afterReads.run();
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event == ChannelInputShutdownEvent.INSTANCE && failure == null && !ended) {
      ended = true;
      wakeReader();
    }
    if (event instanceof IdleStateEvent) {
      whenIdle.run();
    }
    ReferenceCountUtil.release(event);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (cause != ReadBudgetExhausted.INSTANCE) {
      egress.blame(cause);
      fail(cause);
      channel.close();
    }
  }

  private void wakeReader() {
    Reader current = reader;
    if (current != null) {
      current.wake();
    }
    if (isReadable()) {
      waiters.tell(!queue.isEmpty());
    }
  }

  private boolean isReadable() {
    return !queue.isEmpty() || ended || failure != null;
  }

  /** Completes the sink when bytes or the end wait for a reader. */
  void tellWhenReadable(MonoSink<Boolean> sink) {
    if (isReadable() || !channel.isOpen()) {
      sink.success(!queue.isEmpty());
    } else {
      waiters.add(sink);
    }
  }

  void forget(MonoSink<Boolean> sink) {
    waiters.remove(sink);
  }
}
