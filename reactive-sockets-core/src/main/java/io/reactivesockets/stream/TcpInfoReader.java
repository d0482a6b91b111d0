package io.reactivesockets.stream;

import io.netty.channel.Channel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.unix.Socket;
import io.netty.channel.unix.UnixChannel;
import io.netty.channel.uring.IoUringSocketChannel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Optional;

/** Asks the system for {@code struct tcp_info} of a connection. */
@FunctionalInterface
interface TcpInfoReader {

  /** A platform that does not tell. */
  TcpInfoReader NONE = Optional::empty;

  /** Returns the struct as it is now, as long as the kernel has it, or empty if there is none. */
  Optional<ByteBuffer> read();

  /**
   * Returns a reader for a channel, for any thread.
   *
   * <p>While another thread asks, the event loop may close the channel, and its descriptor may soon
   * be that of another connection. A channel is marked closed before its descriptor is given back:
   * so what was read is thrown away if the channel is closed by then.
   */
  static TcpInfoReader of(Channel channel) {
    boolean linux =
        channel instanceof EpollSocketChannel || channel instanceof IoUringSocketChannel;
    if (linux && ((UnixChannel) channel).fd() instanceof Socket socket) {
      return () -> socket.isOpen() ? readTcpInfo(socket) : Optional.empty();
    }
    return NONE;
  }

  /**
   * The call below does not say how much the kernel wrote. So the buffer, longer than any struct so
   * far, is filled with a mark beforehand: where only marks follow, the struct has ended.
   */
  private static Optional<ByteBuffer> readTcpInfo(Socket socket) {
    int level = 6; // IPPROTO_TCP
    int option = 11; // TCP_INFO
    byte mark = (byte) 0xA5;
    byte[] struct = new byte[384];
    Arrays.fill(struct, mark);
    try {
      socket.getRawOpt(level, option, ByteBuffer.wrap(struct));
    } catch (IOException e) {
      return Optional.empty();
    }
    int end = struct.length;
    while (end > 0 && struct[end - 1] == mark) {
      end--;
    }
    int aligned = Math.min(struct.length, (end + Long.BYTES - 1) & -Long.BYTES);
    return socket.isOpen()
        ? Optional.of(ByteBuffer.wrap(struct, 0, aligned).order(ByteOrder.nativeOrder()))
        : Optional.empty();
  }
}
