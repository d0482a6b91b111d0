package io.reactivesockets.error;

import static io.reactivesockets.error.SocketOperationException.BIND;
import static io.reactivesockets.error.SocketOperationException.CLOSE;
import static io.reactivesockets.error.SocketOperationException.CONNECT;
import static io.reactivesockets.error.SocketOperationException.RECEIVE;
import static io.reactivesockets.error.SocketOperationException.RESOLVE;
import static io.reactivesockets.error.SocketOperationException.SEND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SocketOperationExceptionTest {
  private static final InetSocketAddress IPV4 = address("203.0.113.7", 8883);
  private static final InetSocketAddress IPV6 = address("2001:db8::7", 8883);

  @Test
  void the_message_says_what_was_attempted_against_what_why_and_what_to_do() {
    SocketOperationException error =
        SocketOperationException.builder(SocketPhase.CONNECT, CONNECT)
            .status(SocketErrorStatus.CONNECTION_TIMED_OUT)
            .target("tls://broker.example:8883")
            .elapsed(Duration.ofSeconds(5))
            .attempts(
                List.of(
                    attempt(IPV4, SocketErrorStatus.CONNECTION_TIMED_OUT),
                    attempt(IPV6, SocketErrorStatus.CONNECTION_TIMED_OUT)))
            .build();

    assertThat(error)
        .hasMessage(
            "connect to tls://broker.example:8883 timed out after 5s"
                + " (tried 203.0.113.7, 2001:db8::7);"
                + " raise connectTimeout, or check that the port is reachable");
  }

  @Test
  void attempts_that_failed_for_another_reason_say_so() {
    SocketOperationException error =
        SocketOperationException.builder(SocketPhase.CONNECT, CONNECT)
            .status(SocketErrorStatus.CONNECTION_REFUSED)
            .target("tcp://broker.example:8883")
            .attempts(
                List.of(
                    attempt(IPV6, SocketErrorStatus.NETWORK_IS_UNREACHABLE),
                    attempt(IPV4, SocketErrorStatus.CONNECTION_REFUSED)))
            .build();

    assertThat(error)
        .hasMessage(
            "connect to tcp://broker.example:8883 was refused"
                + " (tried 2001:db8::7: network unreachable, 203.0.113.7);"
                + " check that a server listens there");
  }

  @Test
  void each_operation_is_named_with_its_target() {
    assertThat(text(SocketPhase.CONNECT, CONNECT)).startsWith("connect to 203.0.113.7:8883 failed");
    assertThat(text(SocketPhase.OPEN, SEND)).startsWith("send to 203.0.113.7:8883 failed");
    assertThat(text(SocketPhase.OPEN, RECEIVE)).startsWith("receive from 203.0.113.7:8883 failed");
    assertThat(text(SocketPhase.OPEN, "join group")).startsWith("join group with 203.0.113.7:8883");
    assertThat(text(SocketPhase.TLS, "TLS handshake"))
        .startsWith("TLS handshake with 203.0.113.7:8883");
    assertThat(text(SocketPhase.CLOSE, CLOSE))
        .startsWith("close of connection to 203.0.113.7:8883");
    assertThat(text(SocketPhase.PROXY, CONNECT)).startsWith("connect through 203.0.113.7:8883");
    assertThat(text(SocketPhase.BIND, BIND)).startsWith("bind to [::1]:80 failed");
    assertThat(text(SocketPhase.ACCEPT, "accept")).startsWith("accept on [::1]:80");
  }

  private static String text(SocketPhase phase, String operation) {
    return SocketOperationException.builder(phase, operation)
        .status(SocketErrorStatus.NO_BUFFER_SPACE)
        .localAddress(address("::1", 80))
        .remoteAddress(IPV4)
        .build()
        .getMessage();
  }

  @Test
  void a_name_that_was_not_resolved_is_shown_as_it_is() {
    SocketOperationException error =
        SocketOperationException.builder(SocketPhase.RESOLVE, RESOLVE)
            .status(SocketErrorStatus.HOST_NOT_FOUND)
            .remoteAddress(InetSocketAddress.createUnresolved("nobody.example", 443))
            .build();

    assertThat(error).hasMessage("resolve nobody.example:443 failed: no such host; check the name");
  }

  @Test
  void an_unknown_cause_is_named_in_the_message() {
    SocketOperationException error =
        SocketOperationException.of(
            new IllegalStateException("boom"), SocketPhase.OPEN, SEND, null, IPV4);

    assertThat(error)
        .hasMessage("send to 203.0.113.7:8883 failed: IllegalStateException: boom")
        .hasCauseInstanceOf(IllegalStateException.class);
    assertThat(error.retryable()).isFalse();
  }

  @Test
  void reason_and_hint_can_be_said_better() {
    SocketOperationException error =
        SocketOperationException.builder(SocketPhase.OPEN, RECEIVE)
            .status(SocketErrorStatus.FRAME_TOO_LONG)
            .reason("a line of more than 8192 bytes")
            .hint("raise maxLineBytes")
            .remoteAddress(IPV4)
            .build();

    assertThat(error)
        .hasMessage(
            "receive from 203.0.113.7:8883 failed: a line of more than 8192 bytes;"
                + " raise maxLineBytes");
    assertThat(error.toBuilder().hint("").reason("x").build())
        .hasMessage("receive from 203.0.113.7:8883 failed: x");
  }

  @Test
  void the_facts_are_accessors() {
    List<ConnectionAttempt> attempts = new ArrayList<>();
    attempts.add(attempt(IPV4, SocketErrorStatus.CONNECTION_REFUSED));
    ConnectException cause = new ConnectException();
    SocketOperationException error =
        SocketOperationException.builder(SocketPhase.CONNECT, CONNECT)
            .cause(cause)
            .target("tcp://a.example:1")
            .localAddress(IPV6)
            .remoteAddress(IPV4)
            .attempts(attempts)
            .retryable(false)
            .build();
    attempts.clear();

    assertThat(error.phase()).isEqualTo(SocketPhase.CONNECT);
    assertThat(error.operation()).isEqualTo("connect");
    assertThat(error.target()).contains("tcp://a.example:1");
    assertThat(error.localAddress()).contains(IPV6);
    assertThat(error.remoteAddress()).contains(IPV4);
    assertThat(error.attempts()).hasSize(1);
    assertThat(error.retryable()).isFalse();
    assertThat(error).hasCause(cause);

    SocketOperationException again = error.toBuilder().build();
    assertThat(again)
        .usingRecursiveComparison()
        .ignoringFields("stackTrace", "detailMessage", "cause")
        .isEqualTo(error);
  }

  @Test
  void what_already_is_one_of_ours_stays_as_it_is() {
    SocketOperationException own =
        SocketOperationException.builder(SocketPhase.TLS, "TLS handshake").build();

    assertThat(SocketOperationException.of(own, SocketPhase.OPEN, SEND, null, null)).isSameAs(own);
    assertThat(own.status()).isEqualTo(SocketErrorStatus.UNKNOWN);
  }

  @ParameterizedTest
  @EnumSource
  void a_retry_can_help_where_the_cause_may_pass(SocketErrorStatus status) {
    SocketOperationException error =
        SocketOperationException.builder(SocketPhase.OPEN, SEND).status(status).build();

    assertThat(error.retryable()).isEqualTo(status.isTransient());
    assertThat(error.getMessage()).startsWith("send ").doesNotContain("null").doesNotEndWith("; ");
  }

  @Test
  void it_survives_serialisation_without_the_addresses() throws Exception {
    SocketOperationException error =
        SocketOperationException.builder(SocketPhase.CONNECT, CONNECT)
            .status(SocketErrorStatus.CONNECTION_REFUSED)
            .remoteAddress(IPV4)
            .attempts(List.of(attempt(IPV4, SocketErrorStatus.CONNECTION_REFUSED)))
            .cause(new EOFException())
            .build();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(error);
    }

    SocketOperationException read;
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      read = (SocketOperationException) in.readObject();
    }

    assertThat(read).hasMessage(error.getMessage());
    assertThat(read.status()).isEqualTo(SocketErrorStatus.CONNECTION_REFUSED);
    assertThat(read.attempts()).isEmpty();
    assertThat(read.remoteAddress()).isEmpty();
  }

  @Test
  void times_are_written_as_people_write_them() {
    assertThat(FailureText.duration(Duration.ZERO)).isEqualTo("0ms");
    assertThat(FailureText.duration(Duration.ofMillis(250))).isEqualTo("250ms");
    assertThat(FailureText.duration(Duration.ofMillis(1_500))).isEqualTo("1.5s");
    assertThat(FailureText.duration(Duration.ofMillis(2_050))).isEqualTo("2.05s");
    assertThat(FailureText.duration(Duration.ofSeconds(127))).isEqualTo("127s");
  }

  @Test
  void an_attempt_has_no_negative_times() {
    assertThat(attempt(IPV4, SocketErrorStatus.CONNECTION_REFUSED))
        .hasToString("203.0.113.7:8883 CONNECTION_REFUSED after 40ms (started at 0ms)");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new ConnectionAttempt(
                    IPV4,
                    Optional.empty(),
                    Duration.ofMillis(-1),
                    Duration.ZERO,
                    SocketErrorStatus.UNKNOWN,
                    Optional.empty()));
  }

  private static ConnectionAttempt attempt(InetSocketAddress remote, SocketErrorStatus status) {
    return new ConnectionAttempt(
        remote, Optional.empty(), Duration.ZERO, Duration.ofMillis(40), status, Optional.empty());
  }

  private static InetSocketAddress address(String literal, int port) {
    try {
      return new InetSocketAddress(InetAddress.getByName(literal), port);
    } catch (java.net.UnknownHostException e) {
      throw new AssertionError(e);
    }
  }
}
