package io.reactivesockets.samples.rsock.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivesockets.error.SocketErrorStatus;
import io.reactivesockets.error.SocketOperationException;
import io.reactivesockets.error.SocketPhase;
import java.io.IOException;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;

class ExitCodesTest {

  @Test
  void a_failure_is_one_line_that_begins_with_its_status() {
    SocketOperationException failure =
        SocketOperationException.builder(SocketPhase.CONNECT, SocketOperationException.CONNECT)
            .status(SocketErrorStatus.CONNECTION_REFUSED)
            .target("tcp://host.example:80")
            .hint("first\n  second")
            .build();

    assertThat(ExitCodes.describe(failure))
        .isEqualTo(
            "CONNECTION_REFUSED: connect to tcp://host.example:80 was refused; first second");
  }

  @Test
  void an_exception_of_another_library_gets_the_status_that_it_stands_for() {
    assertThat(ExitCodes.describe(new UnknownHostException("host.example")))
        .startsWith("HOST_NOT_FOUND: ")
        .contains("host.example");
  }

  @Test
  void what_is_wrong_with_standard_output_is_no_matter_of_the_network() {
    assertThat(ExitCodes.describe(ConsoleException.ofOutput(new IOException("full"))))
        .startsWith("standard output: full; look at what it goes to");
  }
}
