package io.reactivesockets.triggers.broker;

import io.netty.channel.unix.Socket;
import io.reactivesockets.triggers.wire.SocketRecord;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the kernel says about a descriptor that somebody sent.
 *
 * @param local its own address, empty if it has none
 * @param remote the peer's address, empty if there is none
 */
record Endpoints(String local, String remote) {

  private static final int SOL_SOCKET = 1;
  private static final int SO_TYPE = 3;
  private static final int SO_ACCEPTCONN = 30;
  private static final int SO_PROTOCOL = 38;
  private static final int SO_DOMAIN = 39;
  private static final Set<Integer> INTERNET = Set.of(2, 10);
  private static final int STREAM = 1;
  private static final int DATAGRAM = 2;
  private static final int TCP = 6;
  private static final int UDP = 17;

  /** Reads the addresses of a descriptor. */
  static Endpoints of(int descriptor) {
    Socket socket = new Socket(descriptor);
    return new Endpoints(text(socket.localAddress()), text(socket.remoteAddress()));
  }

  /** Tells what kind of socket a descriptor is, 0 if it is none that a broker holds. */
  static int kindOf(int descriptor) {
    try {
      Socket socket = new Socket(descriptor);
      if (!INTERNET.contains(socket.getIntOpt(SOL_SOCKET, SO_DOMAIN))) {
        return 0;
      }
      int type = socket.getIntOpt(SOL_SOCKET, SO_TYPE);
      int protocol = socket.getIntOpt(SOL_SOCKET, SO_PROTOCOL);
      if (type == DATAGRAM && protocol == UDP) {
        return SocketRecord.DATAGRAM;
      }
      if (type != STREAM || protocol != TCP) {
        return 0;
      }
      return socket.getIntOpt(SOL_SOCKET, SO_ACCEPTCONN) == 1
          ? SocketRecord.LISTENER
          : SocketRecord.STREAM;
    } catch (IOException | RuntimeException notASocket) {
      return 0;
    }
  }

  private static String text(@Nullable InetSocketAddress address) {
    if (address == null) {
      return "";
    }
    String host = address.getAddress().getHostAddress();
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort();
  }
}
