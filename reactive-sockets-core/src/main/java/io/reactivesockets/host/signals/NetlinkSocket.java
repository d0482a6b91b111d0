package io.reactivesockets.host.signals;

import io.netty.channel.IoEvent;
import io.netty.channel.IoRegistration;
import io.netty.channel.unix.Socket;
import io.netty.channel.uring.IoUringIoEvent;
import io.netty.channel.uring.IoUringIoHandle;
import io.netty.channel.uring.IoUringIoOps;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A socket of the kernel's NETLINK_ROUTE that hears of links, addresses and routes: see
 * rtnetlink(7).
 *
 * <p>It tells once when it begins to listen, and at each change from then on. Neither the JVM nor
 * Netty opens sockets of that family. io_uring does (IORING_OP_SOCKET, Linux 5.19), and Netty
 * submits what it is told to. All else are calls that take any descriptor. Confined to its event
 * loop.
 */
final class NetlinkSocket implements IoUringIoHandle {

  // linux/io_uring.h
  private static final byte POLL_ADD = 6;
  private static final byte OPEN_SOCKET = 45;
  // linux/socket.h, asm-generic/poll.h
  private static final int AF_NETLINK = 16;
  private static final int SOCK_RAW = 3;
  private static final int SOCK_NONBLOCK = 0x800;
  private static final int SOCK_CLOEXEC = 0x80000;
  private static final int POLLIN = 1;
  // linux/netlink.h, linux/rtnetlink.h
  private static final int NETLINK_ROUTE = 0;
  private static final int SOL_NETLINK = 270;
  private static final int NETLINK_ADD_MEMBERSHIP = 1;
  private static final int[] LINKS_ADDRESSES_AND_ROUTES = {1, 5, 7, 9, 11};
  private static final int HEADER_BYTES = 16;
  private static final short NLMSG_NOOP = 1;

  private final Runnable onChange;
  private final Consumer<Throwable> onEnd;
  private final ByteBuffer scrap = ByteBuffer.allocateDirect(64);
  private @Nullable IoRegistration registration;
  private @Nullable Socket socket;
  private boolean opening;
  private boolean left;
  private Runnable whenLeft = () -> {};

  NetlinkSocket(Runnable onChange, Consumer<Throwable> onEnd) {
    this.onChange = onChange;
    this.onEnd = onEnd;
  }

  void open(IoRegistration made) {
    if (left) {
      return;
    }
    registration = made;
    opening = true;
    made.submit(
        operation(
            OPEN_SOCKET, AF_NETLINK, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC, NETLINK_ROUTE, 0));
  }

  /**
   * Ends it. What the kernel is opening is nobody's before it says which descriptor that is: an
   * event loop that ends earlier would leave it open.
   *
   * @param then what to do once nothing is open or being opened any more
   */
  void leave(Runnable then) {
    left = true;
    if (opening) {
      whenLeft = then;
    } else {
      close();
      then.run();
    }
  }

  /** The fields of an entry that these operations have; the others are zero. */
  private static IoUringIoOps operation(byte code, int fd, long offset, int length, int flags) {
    short none = 0;
    return new IoUringIoOps(
        code, (byte) 0, none, fd, offset, 0L, length, flags, 0L, none, none, 0, 0L);
  }

  @Override
  public void handle(IoRegistration of, IoEvent event) {
    IoUringIoEvent result = (IoUringIoEvent) event;
    if (result.opcode() == OPEN_SOCKET) {
      opening = false;
      socket = result.res() < 0 ? null : new Socket(result.res());
    }
    if (left) {
      close();
      whenLeft.run();
      return;
    }
    if (result.res() < 0) {
      end(new IOException("errno " + -result.res()));
      return;
    }
    try {
      if (result.opcode() == OPEN_SOCKET) {
        listen();
      } else {
        drain();
      }
      onChange.run();
      poll();
    } catch (IOException e) {
      end(e);
    }
  }

  private void listen() throws IOException {
    Socket opened = Objects.requireNonNull(socket);
    for (int group : LINKS_ADDRESSES_AND_ROUTES) {
      opened.setIntOpt(SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, group);
    }
    // Sending gives it its address, without which the kernel tells it nothing.
    ByteBuffer nothing = ByteBuffer.allocateDirect(HEADER_BYTES).order(ByteOrder.nativeOrder());
    nothing.putInt(HEADER_BYTES).putShort(NLMSG_NOOP).rewind();
    opened.write(nothing, 0, HEADER_BYTES);
  }

  private void poll() {
    IoRegistration to = registration;
    Socket from = socket;
    if (to != null && from != null && to.isValid()) {
      to.submit(operation(POLL_ADD, from.intValue(), 0, 0, POLLIN));
    }
  }

  /** Takes all messages, or what they begin with: that there are some is enough. */
  private void drain() {
    Socket from = socket;
    try {
      while (from != null && from.read(scrap, 0, scrap.capacity()) > 0) {
        scrap.clear();
      }
    } catch (IOException lostSome) {
      // There were more of them than the kernel had place for: a change all the same.
    }
  }

  private void end(Throwable why) {
    close();
    onEnd.accept(why);
  }

  /** Called by the event loop as well, when that ends. */
  @Override
  public void close() {
    Socket open = socket;
    socket = null;
    if (open != null) {
      try {
        open.close();
      } catch (IOException e) {
        // Nothing is left to be done.
      }
    }
  }
}
