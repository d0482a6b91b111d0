package io.reactivesockets.error;

import static io.reactivesockets.error.SocketErrorStatus.*;

import io.netty.util.internal.PlatformDependent;
import org.jspecify.annotations.Nullable;

/** What the error numbers of the system mean; the numbers above 34 differ between systems. */
final class Errno {

  private Errno() {}

  /**
   * Returns the meaning of an error number of this machine.
   *
   * @param errno the number, or its negative, as the native transports give it
   */
  static @Nullable SocketErrorStatus statusOf(int errno) {
    int number = Math.abs(errno);
    return PlatformDependent.isOsx() ? ofDarwin(number) : ofLinux(number);
  }

  static @Nullable SocketErrorStatus ofLinux(int errno) {
    return switch (errno) {
      case 11 -> NO_BUFFER_SPACE; // EAGAIN, where it is not a reason to wait
      case 38, 92, 95 -> OPERATION_NOT_SUPPORTED; // ENOSYS, ENOPROTOOPT, EOPNOTSUPP
      case 64, 100 -> NETWORK_IS_DOWN; // ENONET, ENETDOWN
      case 71, 74 -> PROTOCOL_VIOLATION; // EPROTO, EBADMSG
      case 89, 107 -> NOT_CONNECTED; // EDESTADDRREQ, ENOTCONN
      case 90 -> MESSAGE_TOO_LONG; // EMSGSIZE
      case 91, 93, 94 -> SOCKET_TYPE_NOT_SUPPORTED; // EPROTOTYPE, EPROTO-, ESOCKTNOSUPPORT
      case 96, 97 -> ADDRESS_FAMILY_NOT_SUPPORTED; // EPFNOSUPPORT, EAFNOSUPPORT
      case 98 -> ADDRESS_ALREADY_IN_USE; // EADDRINUSE
      case 99 -> CANNOT_ASSIGN_REQUESTED_ADDRESS; // EADDRNOTAVAIL
      case 101 -> NETWORK_IS_UNREACHABLE; // ENETUNREACH
      case 102 -> NETWORK_DROPPED_CONNECTION_ON_RESET; // ENETRESET
      case 103 -> SOFTWARE_CAUSED_CONNECTION_ABORT; // ECONNABORTED
      case 104 -> CONNECTION_RESET_BY_PEER; // ECONNRESET
      case 105 -> NO_BUFFER_SPACE; // ENOBUFS
      case 106 -> ALREADY_CONNECTED; // EISCONN
      case 108 -> ALREADY_CLOSED; // ESHUTDOWN
      case 110 -> CONNECTION_TIMED_OUT; // ETIMEDOUT
      case 111 -> CONNECTION_REFUSED; // ECONNREFUSED
      case 112 -> HOST_IS_DOWN; // EHOSTDOWN
      case 113 -> UNREACHABLE_HOST; // EHOSTUNREACH
      case 114, 115 -> IN_USE; // EALREADY, EINPROGRESS
      case 125 -> OPERATION_ABORTED; // ECANCELED
      default -> ofEverySystem(errno);
    };
  }

  static @Nullable SocketErrorStatus ofDarwin(int errno) {
    return switch (errno) {
      case 35 -> NO_BUFFER_SPACE; // EAGAIN, where it is not a reason to wait
      case 36, 37 -> IN_USE; // EINPROGRESS, EALREADY
      case 39, 57 -> NOT_CONNECTED; // EDESTADDRREQ, ENOTCONN
      case 40 -> MESSAGE_TOO_LONG; // EMSGSIZE
      case 41, 43, 44 -> SOCKET_TYPE_NOT_SUPPORTED; // EPROTOTYPE, EPROTO-, ESOCKTNOSUPPORT
      case 42, 45, 78, 102 -> OPERATION_NOT_SUPPORTED; // ENOPROTOOPT, ENOTSUP, ENOSYS, EOPNOTSUPP
      case 46, 47 -> ADDRESS_FAMILY_NOT_SUPPORTED; // EPFNOSUPPORT, EAFNOSUPPORT
      case 48 -> ADDRESS_ALREADY_IN_USE; // EADDRINUSE
      case 49 -> CANNOT_ASSIGN_REQUESTED_ADDRESS; // EADDRNOTAVAIL
      case 50 -> NETWORK_IS_DOWN; // ENETDOWN
      case 51 -> NETWORK_IS_UNREACHABLE; // ENETUNREACH
      case 52 -> NETWORK_DROPPED_CONNECTION_ON_RESET; // ENETRESET
      case 53 -> SOFTWARE_CAUSED_CONNECTION_ABORT; // ECONNABORTED
      case 54 -> CONNECTION_RESET_BY_PEER; // ECONNRESET
      case 55 -> NO_BUFFER_SPACE; // ENOBUFS
      case 56 -> ALREADY_CONNECTED; // EISCONN
      case 58 -> ALREADY_CLOSED; // ESHUTDOWN
      case 60 -> CONNECTION_TIMED_OUT; // ETIMEDOUT
      case 61 -> CONNECTION_REFUSED; // ECONNREFUSED
      case 64 -> HOST_IS_DOWN; // EHOSTDOWN
      case 65 -> UNREACHABLE_HOST; // EHOSTUNREACH
      case 89 -> OPERATION_ABORTED; // ECANCELED
      case 94, 100 -> PROTOCOL_VIOLATION; // EBADMSG, EPROTO
      default -> ofEverySystem(errno);
    };
  }

  private static @Nullable SocketErrorStatus ofEverySystem(int errno) {
    return switch (errno) {
      case 1, 13 -> ACCESS_DENIED; // EPERM, EACCES
      case 2 -> HOST_NOT_FOUND; // ENOENT: the path of a Unix-domain socket
      case 4 -> OPERATION_ABORTED; // EINTR
      case 9 -> ALREADY_CLOSED; // EBADF
      case 12 -> NO_BUFFER_SPACE; // ENOMEM
      case 16 -> IN_USE; // EBUSY
      case 19 -> CANNOT_ASSIGN_REQUESTED_ADDRESS; // ENODEV: no such network interface
      case 22, 33, 34 -> INVALID_ARGUMENT; // EINVAL, EDOM, ERANGE
      case 23, 24 -> TOO_MANY_OPEN_FILES; // ENFILE, EMFILE
      case 32 -> CONNECTION_RESET_BY_PEER; // EPIPE
      default -> null;
    };
  }
}
