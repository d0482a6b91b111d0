package io.reactivesockets.datagram;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.EventLoop;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.unix.SegmentedDatagramPacket;
import io.reactivesockets.channel.Count;
import io.reactivesockets.descriptor.SocketCounts;
import io.reactivesockets.error.SocketOperationException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Gives trains of datagrams to the kernel, and finds out what became of them. Confined to the home
 * loop.
 *
 * <p>An error that the network reported for an earlier datagram hits the next one that is sent,
 * whoever it is for: the kernel refuses that with an error which is not its own. Such a datagram is
 * sent again, and the error is reported for what it is.
 */
final class Dispatch {

  /** Datagrams that go along any path unfragmented are not refused for being joined. */
  private static final int LARGEST_JOINED = 1_472;

  private static final int MAX_ATTEMPTS = 8;

  private final DatagramChannel channel;
  private final EventLoop loop;
  private final DatagramFailures failures;
  private final Consumer<Throwable> networkErrors;
  private final Consumer<SocketOperationException> sendFailures;
  private final EmptyDatagrams empties;
  private final Meter meter;
  private final ArrayDeque<Train> backlog = new ArrayDeque<>(1);
  private final ArrayDeque<Runnable> whenIdle = new ArrayDeque<>(1);

  private Returns returns = (bytes, count) -> {};
  private volatile @Nullable InetSocketAddress peer;
  private int joinLimit;
  private int underWay;
  private boolean draining;
  private @Nullable Throwable closed;
  private final Count sentCount = new Count();
  private final Count sentBytes = new Count();
  private final Count failedCount = new Count();

  /** Hears of bytes that have left. */
  interface Returns {
    void release(int bytes, int count);
  }

  /**
   * @param networkErrors takes errors that belong to earlier datagrams
   * @param sendFailures takes errors of the datagrams themselves
   * @param meter is told what has left
   */
  Dispatch(
      DatagramChannel channel,
      EventLoop loop,
      DatagramFailures failures,
      Consumer<Throwable> networkErrors,
      Consumer<SocketOperationException> sendFailures,
      Meter meter) {
    this.channel = channel;
    this.loop = loop;
    this.failures = failures;
    this.networkErrors = networkErrors;
    this.sendFailures = sendFailures;
    this.meter = meter;
    this.empties = EmptyDatagrams.of(channel);
    this.joinLimit =
        channel instanceof EpollDatagramChannel
                && EpollDatagramChannel.isSegmentedDatagramPacketSupported()
            ? LARGEST_JOINED
            : 0;
  }

  void returnsTo(Returns to) {
    returns = to;
  }

  /** The peer of a connected socket. */
  void connected(InetSocketAddress to) {
    peer = to;
  }

  @Nullable InetSocketAddress peer() {
    return peer;
  }

  /** Goes on counting from there. Before registration. */
  void resume(SocketCounts counts) {
    sentCount.set(counts.sentCount());
    sentBytes.set(counts.sentBytes());
    failedCount.set(counts.failedCount());
  }

  long sentCount() {
    return sentCount.get();
  }

  long sentBytes() {
    return sentBytes.get();
  }

  long failedCount() {
    return failedCount.get();
  }

  /** Whether datagrams of that length may be joined to a train. */
  boolean joins(int size) {
    return size > 0 && size <= joinLimit;
  }

  ByteBuf buffer(int bytes, int limit) {
    return channel.alloc().directBuffer(bytes, limit);
  }

  void close(Throwable cause) {
    closed = cause;
    drainBacklog();
  }

  /** Acts once everything that was written has left, at once if it has. */
  void onIdle(Runnable action) {
    if (underWay == 0 && backlog.isEmpty()) {
      action.run();
    } else {
      whenIdle.add(action);
    }
  }

  private void actIfIdle() {
    Runnable action;
    while (underWay == 0 && backlog.isEmpty() && (action = whenIdle.poll()) != null) {
      action.run();
    }
  }

  /** Writes a train; it leaves with the next flush. */
  void write(Train train) {
    if (!backlog.isEmpty() || closed != null) {
      backlog.add(train);
      drainBacklog();
    } else if (train.size() == 0 && empties.isDirect()) {
      // It goes past the channel, which would lose it, so those before it have to leave first.
      channel.flush();
      backlog.add(train);
      drainBacklog();
    } else {
      give(train);
    }
  }

  void flush() {
    channel.flush();
  }

  private void drainBacklog() {
    if (draining) {
      return;
    }
    draining = true;
    try {
      Train train;
      while ((train = backlog.peek()) != null) {
        if (closed != null) {
          backlog.remove();
          fail(train, closed);
        } else if (train.size() == 0 && empties.isDirect()) {
          if (underWay > 0) {
            return;
          }
          backlog.remove();
          sendEmpty(train);
        } else {
          backlog.remove();
          give(train);
          channel.flush();
        }
      }
    } finally {
      draining = false;
    }
  }

  private void sendEmpty(Train train) {
    for (int attempt = 1; ; attempt++) {
      try {
        empties.send(train.remote() == null ? peer : train.remote());
        done(train);
        return;
      } catch (IOException e) {
        if (attempt == MAX_ATTEMPTS || !failures.isOfEarlier(e)) {
          fail(train, e);
          return;
        }
        networkErrors.accept(e);
      }
    }
  }

  private void give(Train train) {
    InetSocketAddress to = train.remote();
    ByteBuf bytes = train.bytes().retain();
    Object message;
    if (train.count() > 1) {
      InetSocketAddress recipient = to == null ? peer : to;
      message = new SegmentedDatagramPacket(bytes, train.segmentBytes(), recipient);
    } else if (to == null) {
      message = bytes;
    } else {
      message = new DatagramPacket(bytes, to);
    }
    underWay++;
    channel.write(message).addListener(written -> settled(train, (ChannelFuture) written));
  }

  private void settled(Train train, ChannelFuture written) {
    underWay--;
    if (written.isSuccess()) {
      done(train);
    } else {
      refused(train, written.cause());
    }
    if (underWay == 0) {
      if (!backlog.isEmpty()) {
        drainBacklog();
      }
      actIfIdle();
    }
  }

  private void done(Train train) {
    Throwable earlier = train.earlier();
    if (earlier != null) {
      networkErrors.accept(earlier);
    }
    int count = train.count();
    int size = train.size();
    sentCount.add(count);
    sentBytes.add(size);
    meter.sent(size);
    train.bytes().release();
    returns.release(size, count);
    train.sent();
  }

  private void refused(Train train, Throwable cause) {
    if (closed == null && channel.isOpen()) {
      if (train.count() > 1 && failures.isOfJoining(cause)) {
        joinLimit = Math.min(joinLimit, train.segmentBytes() - 1);
        train.split().forEach(this::write);
        loop.execute(channel::flush);
        return;
      }
      if (failures.isOfEarlier(cause)
          && train.tryAgain(cause) < (failures.isRefusal(cause) ? MAX_ATTEMPTS : 2)) {
        failures.clearPending();
        write(train);
        loop.execute(channel::flush);
        return;
      }
    }
    fail(train, cause);
  }

  /** Counts and tells a datagram that was refused before it came here. */
  void refuse(SocketOperationException refusal) {
    failedCount.add(1);
    sendFailures.accept(refusal);
  }

  private void fail(Train train, Throwable cause) {
    int count = train.count();
    int size = train.size();
    failedCount.add(count);
    InetSocketAddress to = train.remote() == null ? peer : train.remote();
    SocketOperationException told = failures.send(cause, to, size);
    train.bytes().release();
    returns.release(size, count);
    if (closed == null) {
      failures.clearPending();
      sendFailures.accept(told);
    }
    train.failed(told);
  }
}
