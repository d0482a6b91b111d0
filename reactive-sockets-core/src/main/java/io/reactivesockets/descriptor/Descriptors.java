package io.reactivesockets.descriptor;

import io.netty.channel.ChannelException;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.unix.FileDescriptor;
import io.netty.channel.unix.Socket;
import io.reactivesockets.error.SocketErrorStatus;
import io.reactivesockets.error.SocketOperationException;
import io.reactivesockets.error.SocketPhase;
import java.io.IOException;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What can be asked and done about a descriptor by its number; Linux only. */
public final class Descriptors {

  private static final Logger LOG = LoggerFactory.getLogger(Descriptors.class);

  private static final int SOL_SOCKET = 1;
  private static final int SO_TYPE = 3;
  private static final int SO_ACCEPTCONN = 30;
  private static final int SO_DOMAIN = 39;
  private static final int SOCK_STREAM = 1;
  private static final int SOCK_DGRAM = 2;
  private static final int AF_INET = 2;
  private static final int AF_INET6 = 10;

  private Descriptors() {}

  /**
   * Tells whether sockets can be detached, passed and adopted here.
   *
   * @return {@code true} on Linux with the native library of epoll
   */
  public static boolean areSupported() {
    return Epoll.isAvailable();
  }

  /**
   * Finds out what a descriptor is.
   *
   * @param descriptor an open descriptor
   * @return what it is
   * @throws SocketOperationException with {@code SOCKET_TYPE_NOT_SUPPORTED} if it is no socket, or
   *     one of another type, and {@code ADDRESS_FAMILY_NOT_SUPPORTED} if it is not of an IP family
   */
  public static DetachedSocketKind kindOf(int descriptor) {
    Socket socket = socket(descriptor);
    int type = option(socket, SO_TYPE);
    int family = option(socket, SO_DOMAIN);
    if (family != AF_INET && family != AF_INET6) {
      throw refused(
          descriptor,
          SocketErrorStatus.ADDRESS_FAMILY_NOT_SUPPORTED,
          "its address family is " + family + ", not IPv4 (2) or IPv6 (10)");
    }
    return switch (type) {
      case SOCK_STREAM ->
          option(socket, SO_ACCEPTCONN) == 1
              ? DetachedSocketKind.LISTENER
              : DetachedSocketKind.STREAM;
      case SOCK_DGRAM -> DetachedSocketKind.DATAGRAM;
      default ->
          throw refused(
              descriptor,
              SocketErrorStatus.SOCKET_TYPE_NOT_SUPPORTED,
              "its type is " + type + ", not stream (1) or datagram (2)");
    };
  }

  /**
   * Sees that a descriptor is what somebody takes it for.
   *
   * @param descriptor an open descriptor
   * @param expected what it should be
   * @throws SocketOperationException with {@code SOCKET_TYPE_NOT_SUPPORTED} if it is something else
   */
  public static void require(int descriptor, DetachedSocketKind expected) {
    DetachedSocketKind found = kindOf(descriptor);
    if (found != expected) {
      throw refused(
          descriptor,
          SocketErrorStatus.SOCKET_TYPE_NOT_SUPPORTED,
          "it is a " + lower(found) + ", not a " + lower(expected));
    }
  }

  /**
   * Tells whether a socket has IPv4 addresses only.
   *
   * @param descriptor an open socket
   * @return {@code false} for one of the family IPv6, which most often serves both
   */
  public static boolean isIpv4(int descriptor) {
    return option(socket(descriptor), SO_DOMAIN) == AF_INET;
  }

  /**
   * Closes a descriptor (close(2)), without shutdown(2).
   *
   * @param descriptor an open descriptor that is the caller's
   */
  public static void close(int descriptor) {
    try {
      new FileDescriptor(descriptor).close();
    } catch (IOException e) {
      LOG.warn("descriptor {} could not be closed", descriptor, e);
    }
  }

  /**
   * Makes a socket non-blocking, for all who have it: sockets of a service manager arrive blocking.
   *
   * @param descriptor an open socket
   * @throws SocketOperationException with {@code TOO_MANY_OPEN_FILES} if no descriptor can be had
   */
  public static void setNonBlocking(int descriptor) {
    close(duplicate(descriptor));
  }

  /**
   * Gives a socket a second descriptor, and makes it non-blocking. It does not wait.
   *
   * @param descriptor an open socket
   * @return the other descriptor, which is the caller's
   * @throws SocketOperationException with {@code TOO_MANY_OPEN_FILES} if none can be had
   */
  public static int duplicate(int descriptor) {
    ensureAvailable();
    try {
      return OwnPassage.pass(descriptor);
    } catch (IOException | ChannelException e) {
      throw SocketOperationException.builder(SocketPhase.OPEN, "duplicate")
          .target("descriptor " + descriptor)
          .cause(e)
          .build();
    }
  }

  private static Socket socket(int descriptor) {
    ensureAvailable();
    return new Socket(descriptor);
  }

  private static void ensureAvailable() {
    if (!Epoll.isAvailable()) {
      throw SocketOperationException.builder(SocketPhase.OPEN, "use descriptor")
          .status(SocketErrorStatus.OPERATION_NOT_SUPPORTED)
          .reason("descriptors of other processes need Linux and epoll")
          .cause(Epoll.unavailabilityCause())
          .build();
    }
  }

  private static int option(Socket socket, int name) {
    try {
      return socket.getIntOpt(SOL_SOCKET, name);
    } catch (IOException noSocket) {
      throw SocketOperationException.builder(SocketPhase.OPEN, "adopt")
          .status(SocketErrorStatus.SOCKET_TYPE_NOT_SUPPORTED)
          .target("descriptor " + socket.intValue())
          .reason("it is not an open socket")
          .cause(noSocket)
          .build();
    }
  }

  private static SocketOperationException refused(
      int descriptor, SocketErrorStatus status, String reason) {
    return SocketOperationException.builder(SocketPhase.OPEN, "adopt")
        .status(status)
        .target("descriptor " + descriptor)
        .reason(reason)
        .build();
  }

  private static String lower(DetachedSocketKind kind) {
    return kind.name().toLowerCase(Locale.ROOT);
  }
}
