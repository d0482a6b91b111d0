package io.reactivesockets.datagram;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.reactivesockets.channel.Count;
import io.reactivesockets.channel.ReadableWaiters;
import io.reactivesockets.descriptor.SocketCounts;
import io.reactivesockets.host.NetworkCapabilities;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.MonoSink;

/**
 * The datagrams that arrived and were not taken yet, in order, bounded in bytes; and the counts of
 * what became of all the others. Confined to the home loop of the socket, but for what says
 * otherwise.
 */
@SuppressWarnings("NonAtomicVolatileUpdate") // Only the home loop writes the counters.
final class Inbox {

  /** What a datagram counts beyond its bytes. */
  static final int OVERHEAD_BYTES = 128;

  /** Takes datagrams; called on the home loop. */
  interface Reader {

    /** Returns whether it takes a datagram now. */
    boolean isReady();

    /** Takes a datagram from memory that is only lent. */
    void take(ByteBuf content, InetSocketAddress remote, @Nullable InetSocketAddress local);

    /** Takes a datagram. */
    void take(Message message);

    /** There are datagrams or the end to look at. */
    void wake();

    /** Receiving was cancelled; what is kept stays. */
    void abort(Throwable cause);
  }

  private final EventLoop loop;
  private final int limitBytes;
  private final int maxMessageBytes;
  private final DropPolicy dropPolicy;
  private final NetworkCapabilities capabilities;
  private final boolean anyPermitted;
  private final boolean pauses;
  private final Consumer<Boolean> reading;
  private final Meter meter;
  private final ArrayDeque<Message> queue = new ArrayDeque<>();
  private final ReadableWaiters waiters = new ReadableWaiters();

  /** What other loops have received and this one has not yet. */
  private final AtomicLong handedBytes = new AtomicLong();

  private final AtomicLong droppedElsewhere = new AtomicLong();
  private final AtomicLong droppedBytesElsewhere = new AtomicLong();
  private final AtomicLong handedCount = new AtomicLong();

  private @Nullable Reader reader;
  private volatile boolean paused;
  private boolean closed;
  private boolean leaving;
  private @Nullable Throwable failure;

  private volatile int keptBytes;
  private volatile int unreadCount;
  private volatile int unreadBytes;
  private final Count receivedCount = new Count();
  private final Count receivedBytes = new Count();
  private final Count deliveredCount = new Count();
  private final Count droppedCount = new Count();
  private final Count deniedCount = new Count();

  /**
   * @param pauses whether to leave datagrams to the kernel, which counts those it drops, when the
   *     read-ahead is full
   * @param reading is told to stop and go on reading
   * @param meter is told what arrives and what is dropped
   */
  Inbox(
      EventLoop loop,
      DatagramSocketControl control,
      boolean pauses,
      Consumer<Boolean> reading,
      Meter meter) {
    this.meter = meter;
    this.loop = loop;
    this.limitBytes = control.readAheadBytes();
    this.maxMessageBytes = control.maxMessageBytes();
    this.dropPolicy = control.dropPolicy();
    this.capabilities = control.networkCapabilities();
    this.anyPermitted = capabilities.isAll();
    this.pauses = pauses && dropPolicy == DropPolicy.NEWEST;
    this.reading = reading;
  }

  EventLoop loop() {
    return loop;
  }

  int maxMessageBytes() {
    return maxMessageBytes;
  }

  // What arrives.

  /** Takes a datagram that lies in lent memory. */
  void arrived(ByteBuf content, InetSocketAddress remote, @Nullable InetSocketAddress local) {
    int size = content.readableBytes();
    receivedCount.add(1);
    receivedBytes.add(size);
    meter.received(size);
    if (isDenied(remote)) {
      return;
    }
    Reader current = reader;
    if (current != null && unreadCount == 0 && current.isReady()) {
      deliveredCount.add(1);
      current.take(content, remote, local);
    } else if (makeRoom(size)) {
      keep(Message.copyOf(content, remote, local, maxMessageBytes));
    }
  }

  private boolean isDenied(InetSocketAddress remote) {
    if (anyPermitted || capabilities.permitsInbound(remote.getAddress())) {
      return false;
    }
    deniedCount.add(1);
    return true;
  }

  private boolean makeRoom(int size) {
    int cost = Math.min(size, maxMessageBytes) + OVERHEAD_BYTES;
    if (closed) {
      drop(1);
      return false;
    }
    if (dropPolicy == DropPolicy.OLDEST) {
      while (keptBytes + cost > limitBytes && !queue.isEmpty()) {
        remove();
        drop(1);
      }
    }
    // One that is longer than the whole read-ahead is kept when it is the only one.
    if (keptBytes + cost <= limitBytes || queue.isEmpty()) {
      return true;
    }
    drop(1);
    return false;
  }

  private void drop(int count) {
    droppedCount.add(count);
    meter.dropped(count);
  }

  private void keep(Message message) {
    queue.add(message);
    unreadCount++;
    unreadBytes += message.size();
    keptBytes += message.size() + OVERHEAD_BYTES;
    waiters.tell(true);
    if (pauses && !paused && keptBytes >= limitBytes - OVERHEAD_BYTES) {
      paused = true;
      reading.accept(false);
    }
  }

  private Message remove() {
    Message message = queue.remove();
    unreadCount--;
    unreadBytes -= message.size();
    keptBytes -= message.size() + OVERHEAD_BYTES;
    return message;
  }

  /** A channel has handed out all that it read. */
  void readComplete() {
    if (pauses && !paused && keptBytes > limitBytes >> 1 && keptBytes > limitBytes - 65_536) {
      // The next read may bring more than there is room for.
      paused = true;
      reading.accept(false);
    }
  }

  // What arrives on other loops than the home loop.

  /** Reserves room for a datagram on its way to the home loop; on any loop. */
  boolean reserve(int size) {
    int cost = Math.min(size, maxMessageBytes) + OVERHEAD_BYTES;
    long ahead = handedBytes.addAndGet(cost) + keptBytes - cost;
    // One that is longer than the whole read-ahead is taken when it is the only one.
    if (ahead + cost > limitBytes && ahead > 0) {
      handedBytes.addAndGet(-cost);
      droppedElsewhere.incrementAndGet();
      droppedBytesElsewhere.addAndGet(size);
      meter.received(size);
      meter.dropped(1);
      return false;
    }
    handedCount.incrementAndGet();
    return true;
  }

  /** Takes datagrams that another loop has received, each with its room reserved. */
  void arrived(List<Message> messages) {
    for (Message message : messages) {
      handedBytes.addAndGet(-(message.size() + OVERHEAD_BYTES));
      handedCount.decrementAndGet();
      receivedCount.add(1);
      receivedBytes.add(message.originalSize());
      meter.received(message.originalSize());
      if (isDenied(message.remoteAddress())) {
        continue;
      }
      Reader current = reader;
      if (current != null && unreadCount == 0 && current.isReady()) {
        deliveredCount.add(1);
        current.take(message);
      } else if (makeRoom(message.originalSize())) {
        keep(message);
      }
    }
    readComplete();
  }

  // Who takes it.

  boolean attach(Reader newReader) {
    if (reader != null || leaving) {
      return false;
    }
    reader = newReader;
    return true;
  }

  void detach(Reader old) {
    if (reader == old) {
      reader = null;
    }
  }

  boolean hasMessages() {
    return unreadCount > 0;
  }

  /** Takes out the datagram that has waited longest; the reader emits it. */
  @Nullable Message poll() {
    if (queue.isEmpty()) {
      return null;
    }
    Message message = remove();
    deliveredCount.add(1);
    if (paused && keptBytes <= limitBytes >> 1) {
      paused = false;
      reading.accept(true);
    }
    return message;
  }

  /** Whether reading was stopped, since nothing more can be kept. */
  boolean isPaused() {
    return paused;
  }

  boolean isClosed() {
    return closed;
  }

  /** Why the socket was lost, or null if it was closed here. */
  @Nullable Throwable failure() {
    return failure;
  }

  void cancelReader(Throwable cause) {
    Reader current = reader;
    if (current != null) {
      current.abort(cause);
    }
  }

  /** Lets nobody take any more; whoever does now goes with the cause. */
  void leave(Throwable cause) {
    leaving = true;
    cancelReader(cause);
  }

  boolean isLeaving() {
    return leaving;
  }

  /** Lets datagrams be taken again. */
  void stay() {
    leaving = false;
  }

  /** Takes out what is kept; it goes on elsewhere, and counts neither as delivered nor dropped. */
  List<Message> takeAll() {
    List<Message> all = List.copyOf(queue);
    while (!queue.isEmpty()) {
      remove();
    }
    return all;
  }

  /** Goes on where another process left off. Before registration. */
  void resume(List<Message> messages, SocketCounts counts) {
    receivedCount.set(counts.receivedCount());
    receivedBytes.set(counts.receivedBytes());
    deliveredCount.set(counts.deliveredCount());
    droppedCount.set(counts.droppedCount());
    deniedCount.set(counts.deniedCount());
    messages.forEach(this::keep);
  }

  /** Ends it; what is kept is dropped, and counted. */
  void close(@Nullable Throwable cause) {
    if (closed) {
      return;
    }
    closed = true;
    failure = cause;
    drop(queue.size());
    queue.clear();
    unreadCount = 0;
    unreadBytes = 0;
    keptBytes = 0;
    Reader current = reader;
    if (current != null) {
      current.wake();
    }
    waiters.tell(false);
  }

  /** Completes the sink when a datagram or the end waits for a reader. */
  void tellWhenReadable(MonoSink<Boolean> sink) {
    if (closed || hasMessages()) {
      sink.success(hasMessages());
    } else {
      waiters.add(sink);
    }
  }

  void forget(MonoSink<Boolean> sink) {
    waiters.remove(sink);
  }

  // Counts, for any thread.

  long receivedCount() {
    return receivedCount.get() + droppedElsewhere.get();
  }

  long receivedBytes() {
    return receivedBytes.get() + droppedBytesElsewhere.get();
  }

  long deliveredCount() {
    return deliveredCount.get();
  }

  long droppedCount() {
    return droppedCount.get() + droppedElsewhere.get();
  }

  long deniedCount() {
    return deniedCount.get();
  }

  int unreadCount() {
    return unreadCount + (int) handedCount.get();
  }

  int unreadBytes() {
    return unreadBytes;
  }
}
