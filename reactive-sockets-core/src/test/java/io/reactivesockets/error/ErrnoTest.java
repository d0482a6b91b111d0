package io.reactivesockets.error;

import static io.reactivesockets.error.SocketErrorStatus.*;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.epoll.Epoll;
import io.netty.channel.kqueue.KQueue;
import io.netty.channel.unix.Errors;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ErrnoTest {

  /** Linux and macOS numbers of the same names. */
  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "EPERM, 1, 1, ACCESS_DENIED",
    "ENOENT, 2, 2, HOST_NOT_FOUND",
    "EINTR, 4, 4, OPERATION_ABORTED",
    "EBADF, 9, 9, ALREADY_CLOSED",
    "ENOMEM, 12, 12, NO_BUFFER_SPACE",
    "EACCES, 13, 13, ACCESS_DENIED",
    "EBUSY, 16, 16, IN_USE",
    "ENODEV, 19, 19, CANNOT_ASSIGN_REQUESTED_ADDRESS",
    "EINVAL, 22, 22, INVALID_ARGUMENT",
    "ENFILE, 23, 23, TOO_MANY_OPEN_FILES",
    "EMFILE, 24, 24, TOO_MANY_OPEN_FILES",
    "EPIPE, 32, 32, CONNECTION_RESET_BY_PEER",
    "EAGAIN, 11, 35, NO_BUFFER_SPACE",
    "EINPROGRESS, 115, 36, IN_USE",
    "EALREADY, 114, 37, IN_USE",
    "EDESTADDRREQ, 89, 39, NOT_CONNECTED",
    "EMSGSIZE, 90, 40, MESSAGE_TOO_LONG",
    "EPROTOTYPE, 91, 41, SOCKET_TYPE_NOT_SUPPORTED",
    "ENOPROTOOPT, 92, 42, OPERATION_NOT_SUPPORTED",
    "EPROTONOSUPPORT, 93, 43, SOCKET_TYPE_NOT_SUPPORTED",
    "ESOCKTNOSUPPORT, 94, 44, SOCKET_TYPE_NOT_SUPPORTED",
    "EOPNOTSUPP, 95, 102, OPERATION_NOT_SUPPORTED",
    "EPFNOSUPPORT, 96, 46, ADDRESS_FAMILY_NOT_SUPPORTED",
    "EAFNOSUPPORT, 97, 47, ADDRESS_FAMILY_NOT_SUPPORTED",
    "EADDRINUSE, 98, 48, ADDRESS_ALREADY_IN_USE",
    "EADDRNOTAVAIL, 99, 49, CANNOT_ASSIGN_REQUESTED_ADDRESS",
    "ENETDOWN, 100, 50, NETWORK_IS_DOWN",
    "ENETUNREACH, 101, 51, NETWORK_IS_UNREACHABLE",
    "ENETRESET, 102, 52, NETWORK_DROPPED_CONNECTION_ON_RESET",
    "ECONNABORTED, 103, 53, SOFTWARE_CAUSED_CONNECTION_ABORT",
    "ECONNRESET, 104, 54, CONNECTION_RESET_BY_PEER",
    "ENOBUFS, 105, 55, NO_BUFFER_SPACE",
    "EISCONN, 106, 56, ALREADY_CONNECTED",
    "ENOTCONN, 107, 57, NOT_CONNECTED",
    "ESHUTDOWN, 108, 58, ALREADY_CLOSED",
    "ETIMEDOUT, 110, 60, CONNECTION_TIMED_OUT",
    "ECONNREFUSED, 111, 61, CONNECTION_REFUSED",
    "EHOSTDOWN, 112, 64, HOST_IS_DOWN",
    "EHOSTUNREACH, 113, 65, UNREACHABLE_HOST",
    "ECANCELED, 125, 89, OPERATION_ABORTED",
    "EPROTO, 71, 100, PROTOCOL_VIOLATION",
    "EBADMSG, 74, 94, PROTOCOL_VIOLATION",
    "ENOSYS, 38, 78, OPERATION_NOT_SUPPORTED",
  })
  void a_name_means_the_same_on_both_systems(
      String name, int linux, int darwin, SocketErrorStatus status) {
    assertThat(Errno.ofLinux(linux)).describedAs(name).isEqualTo(status);
    assertThat(Errno.ofDarwin(darwin)).describedAs(name).isEqualTo(status);
  }

  @Test
  void numbers_that_no_socket_gives_mean_nothing() {
    assertThat(Errno.ofLinux(0)).isNull();
    assertThat(Errno.ofLinux(20)).isNull();
    assertThat(Errno.ofDarwin(4095)).isNull();
  }

  @Test
  void the_table_of_this_system_agrees_with_what_its_native_code_says() {
    Assumptions.assumeTrue(Epoll.isAvailable() || KQueue.isAvailable(), "needs a native transport");

    assertThat(Errno.statusOf(Errors.ERRNO_ECONNRESET_NEGATIVE))
        .isEqualTo(CONNECTION_RESET_BY_PEER);
    assertThat(Errno.statusOf(Errors.ERRNO_EPIPE_NEGATIVE)).isEqualTo(CONNECTION_RESET_BY_PEER);
    assertThat(Errno.statusOf(Errors.ERRNO_ENOTCONN_NEGATIVE)).isEqualTo(NOT_CONNECTED);
    assertThat(Errno.statusOf(Errors.ERRNO_EBADF_NEGATIVE)).isEqualTo(ALREADY_CLOSED);
    assertThat(Errno.statusOf(Errors.ERRNO_ENOENT_NEGATIVE)).isEqualTo(HOST_NOT_FOUND);
    assertThat(Errno.statusOf(Errors.ERROR_ECONNREFUSED_NEGATIVE)).isEqualTo(CONNECTION_REFUSED);
    assertThat(Errno.statusOf(Errors.ERROR_EISCONN_NEGATIVE)).isEqualTo(ALREADY_CONNECTED);
    assertThat(Errno.statusOf(Errors.ERROR_EALREADY_NEGATIVE)).isEqualTo(IN_USE);
    assertThat(Errno.statusOf(Errors.ERRNO_EINPROGRESS_NEGATIVE)).isEqualTo(IN_USE);
    assertThat(Errno.statusOf(Errors.ERROR_ENETUNREACH_NEGATIVE)).isEqualTo(NETWORK_IS_UNREACHABLE);
    assertThat(Errno.statusOf(Errors.ERROR_EHOSTUNREACH_NEGATIVE)).isEqualTo(UNREACHABLE_HOST);
  }

  @Test
  void every_status_about_the_network_has_a_number_on_both_systems() {
    Set<SocketErrorStatus> linux = EnumSet.noneOf(SocketErrorStatus.class);
    Set<SocketErrorStatus> darwin = EnumSet.noneOf(SocketErrorStatus.class);
    for (int errno = 1; errno < 256; errno++) {
      SocketErrorStatus onLinux = Errno.ofLinux(errno);
      SocketErrorStatus onDarwin = Errno.ofDarwin(errno);
      if (onLinux != null) {
        linux.add(onLinux);
      }
      if (onDarwin != null) {
        darwin.add(onDarwin);
      }
    }
    assertThat(linux).isEqualTo(darwin).hasSize(26);
  }
}
