package io.reactivesockets.stream;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.EventLoop;
import io.netty.channel.uring.IoUringIoEvent;
import io.netty.channel.uring.IoUringIoHandle;
import io.netty.channel.uring.IoUringSocketChannel;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Has writes go on to a peer that has ended its own output, on io_uring.
 *
 * <p>The kernel answers each poll of such a socket at once with POLLRDHUP, also one that asks for
 * POLLOUT alone, and Netty does not take that for an answer: once the send buffer was full it would
 * wait for room for ever. So as long as bytes wait there, the socket is looked at now and then, and
 * where the peer has ended its output, Netty is told that there may be room whenever the peer has
 * acknowledged more; the longer it has not, the rarer are the looks. Event loop only.
 */
final class HalfClosedWrites {

  private static final long LOOK_MILLIS = 20;
  private static final long SHORTEST_MILLIS = 1;
  private static final long LONGEST_MILLIS = 128;

  // linux/io_uring.h, asm-generic/poll.h, net/tcp_states.h
  private static final byte POLL_ADD = 6;
  private static final int POLLOUT = 4;
  private static final byte CLOSE_WAIT = 8;

  private final Channel channel;
  private final EventLoop loop;
  private final IoUringIoHandle handle;
  private final TcpInfoReader tcpInfo;
  private final Runnable lookTask = this::look;
  private boolean watching;
  private long millis = SHORTEST_MILLIS;
  private long ackedBytes = -1;

  private HalfClosedWrites(Channel channel, EventLoop loop, IoUringIoHandle handle) {
    this.channel = channel;
    this.loop = loop;
    this.handle = handle;
    tcpInfo = TcpInfoReader.of(channel);
  }

  /** Returns what watches a channel, or {@code null} if its transport needs nobody to. */
  static @Nullable HalfClosedWrites of(Channel channel, EventLoop loop) {
    return channel instanceof IoUringSocketChannel
            && channel.unsafe() instanceof IoUringIoHandle handle
        ? new HalfClosedWrites(channel, loop, handle)
        : null;
  }

  /** Bytes are on their way to the kernel. */
  void flushed() {
    if (!watching) {
      watching = true;
      lookIn(LOOK_MILLIS);
    }
  }

  private void lookIn(long millis) {
    loop.schedule(lookTask, millis, TimeUnit.MILLISECONDS);
  }

  private void look() {
    ChannelOutboundBuffer waiting = channel.unsafe().outboundBuffer();
    if (waiting == null || waiting.isEmpty()) {
      watching = false;
      return;
    }
    Optional<ByteBuffer> halfClosed =
        tcpInfo.read().filter(struct -> struct.get(struct.position()) == CLOSE_WAIT);
    if (halfClosed.isEmpty()) {
      lookIn(LOOK_MILLIS);
      return;
    }
    long acked = acked(halfClosed);
    if (acked == ackedBytes) {
      millis = Math.min(millis * 2, LONGEST_MILLIS);
    } else {
      ackedBytes = acked;
      millis = SHORTEST_MILLIS;
      handle.handle(null, new IoUringIoEvent(POLLOUT, 0, POLL_ADD, 0L));
    }
    lookIn(millis);
  }

  private static long acked(Optional<ByteBuffer> struct) {
    return struct.flatMap(TcpInfo::parse).map(info -> info.bytesAcked().orElse(0)).orElse(0L);
  }
}
