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

/** How many datagrams the kernel has dropped for one socket, since its buffer was full. */
@FunctionalInterface
interface KernelDrops {

  /** A platform that does not tell. */
  KernelDrops UNKNOWN = OptionalLong::empty;

  /** Returns the count now; any thread. Empty once the socket is closed, or if it is not known. */
  OptionalLong read();

  static KernelDrops of(Channel channel) {
    boolean linux =
        channel instanceof EpollDatagramChannel || channel instanceof IoUringDatagramChannel;
    if (linux && ((UnixChannel) channel).fd() instanceof Socket socket) {
      return () -> socket.isOpen() ? fromSocket(socket) : OptionalLong.empty();
    }
    return ProcDrops.isAvailable() ? new ProcDrops(channel) : UNKNOWN;
  }

  /** The last of the nine counters that SO_MEMINFO tells (SK_MEMINFO_DROPS). */
  private static OptionalLong fromSocket(Socket socket) {
    int level = 1; // SOL_SOCKET
    int option = 55; // SO_MEMINFO
    ByteBuffer counters = ByteBuffer.allocate(9 * Integer.BYTES).order(ByteOrder.nativeOrder());
    try {
      socket.getRawOpt(level, option, counters);
    } catch (IOException notToBeHad) {
      return OptionalLong.empty();
    }
    // The descriptor may have become another's in between: then the socket is marked closed.
    return socket.isOpen()
        ? OptionalLong.of(Integer.toUnsignedLong(counters.getInt(8 * Integer.BYTES)))
        : OptionalLong.empty();
  }
}
