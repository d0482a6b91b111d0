package io.reactivesockets.datagram;

import io.netty.channel.Channel;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.unix.Socket;
import io.netty.channel.unix.UnixChannel;
import io.netty.channel.uring.IoUringDatagramChannel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** The counters of one socket that the kernel tells by SO_MEMINFO; any thread. Linux only. */
final class MemoryCounters {

  private static final int SOL_SOCKET = 1;
  private static final int SO_MEMINFO = 55;
  private static final int COUNTERS = 9;

  /** SK_MEMINFO_RMEM_ALLOC: bytes of memory that what was received takes. */
  private static final int ALLOCATED = 0;

  /** SK_MEMINFO_DROPS: datagrams dropped. */
  private static final int DROPS = 8;

  private final @Nullable Socket socket;

  MemoryCounters(Channel channel) {
    boolean linux =
        channel instanceof EpollDatagramChannel || channel instanceof IoUringDatagramChannel;
    this.socket = linux && ((UnixChannel) channel).fd() instanceof Socket known ? known : null;
  }

  boolean isKnown() {
    return socket != null;
  }

  OptionalLong drops() {
    return read(DROPS);
  }

  OptionalLong allocated() {
    return read(ALLOCATED);
  }

  private OptionalLong read(int index) {
    Socket asked = socket;
    if (asked == null || !asked.isOpen()) {
      return OptionalLong.empty();
    }
    ByteBuffer counters =
        ByteBuffer.allocate(COUNTERS * Integer.BYTES).order(ByteOrder.nativeOrder());
    try {
      asked.getRawOpt(SOL_SOCKET, SO_MEMINFO, counters);
    } catch (IOException notToBeHad) {
      return OptionalLong.empty();
    }
    // The descriptor may have become another's in between: then the socket is marked closed.
    return asked.isOpen()
        ? OptionalLong.of(Integer.toUnsignedLong(counters.getInt(index * Integer.BYTES)))
        : OptionalLong.empty();
  }
}
