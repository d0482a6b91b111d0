package io.reactivesockets.error;

import static io.reactivesockets.error.SocketErrorStatus.*;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.epoll.Epoll;
import io.netty.channel.kqueue.KQueue;
import io.netty.channel.unix.Errors;
import io.reactivesockets.error.ErrnoNames.Name;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ErrnoTest {

  static List<Name> names() {
    return ErrnoNames.ALL;
  }

  @ParameterizedTest
  @MethodSource("names")
  void a_name_means_the_same_on_both_systems(Name errno) {
    assertThat(Errno.ofLinux(errno.linux())).isNotNull().isEqualTo(Errno.ofDarwin(errno.darwin()));
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
