package io.reactivesockets.error;

import static io.reactivesockets.error.SocketErrorStatus.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.netty.channel.ChannelException;
import io.netty.channel.ConnectTimeoutException;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.kqueue.KQueue;
import io.netty.channel.socket.ChannelOutputShutdownException;
import io.netty.channel.unix.Errors;
import io.netty.handler.codec.CorruptedFrameException;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.haproxy.HAProxyProtocolException;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.proxy.HttpProxyHandler.HttpProxyConnectException;
import io.netty.handler.proxy.ProxyConnectException;
import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslClosedEngineException;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import io.netty.handler.timeout.ReadTimeoutException;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.PortUnreachableException;
import java.net.ProtocolException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.channels.AlreadyConnectedException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ConnectionPendingException;
import java.nio.channels.NotYetConnectedException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.channels.UnsupportedAddressTypeException;
import java.nio.file.AccessDeniedException;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.Exceptions;
import reactor.netty.ChannelBindException;
import reactor.netty.channel.AbortedException;

class SocketErrorTest {

  static List<Arguments> types() {
    return List.of(
        arguments(CONNECTION_REFUSED, new ConnectException()),
        arguments(CONNECTION_REFUSED, new PortUnreachableException()),
        arguments(UNREACHABLE_HOST, new NoRouteToHostException()),
        arguments(ADDRESS_ALREADY_IN_USE, new BindException()),
        arguments(CONNECTION_TIMED_OUT, new ConnectTimeoutException()),
        arguments(OPERATION_TIMED_OUT, new SocketTimeoutException()),
        arguments(OPERATION_TIMED_OUT, new TimeoutException()),
        arguments(OPERATION_TIMED_OUT, ReadTimeoutException.INSTANCE),
        arguments(OPERATION_TIMED_OUT, new SslHandshakeTimeoutException("late")),
        arguments(HOST_NOT_FOUND, new UnknownHostException()),
        arguments(HOST_NOT_FOUND, new UnresolvedAddressException()),
        arguments(HOST_NOT_FOUND, new FileNotFoundException()),
        arguments(ADDRESS_FAMILY_NOT_SUPPORTED, new UnsupportedAddressTypeException()),
        arguments(OPERATION_ABORTED, new AsynchronousCloseException()),
        arguments(OPERATION_ABORTED, new CancellationException()),
        arguments(OPERATION_ABORTED, new InterruptedException()),
        arguments(OPERATION_ABORTED, new InterruptedIOException()),
        arguments(OPERATION_ABORTED, new RejectedExecutionException()),
        arguments(ALREADY_CLOSED, new ClosedChannelException()),
        arguments(ALREADY_CLOSED, new ChannelOutputShutdownException("shut down")),
        arguments(ALREADY_CLOSED, AbortedException.beforeSend()),
        arguments(ALREADY_CLOSED, new SslClosedEngineException("closed")),
        arguments(ALREADY_CONNECTED, new AlreadyConnectedException()),
        arguments(NOT_CONNECTED, new NotYetConnectedException()),
        arguments(IN_USE, new ConnectionPendingException()),
        arguments(ACCESS_DENIED, new AccessDeniedException("file")),
        arguments(ACCESS_DENIED, new SecurityException()),
        arguments(INVALID_ARGUMENT, new IllegalArgumentException()),
        arguments(OPERATION_NOT_SUPPORTED, new UnsupportedOperationException()),
        arguments(NO_BUFFER_SPACE, new OutOfMemoryError()),
        arguments(UNEXPECTED_END_OF_STREAM, new EOFException()),
        arguments(PROTOCOL_VIOLATION, new ProtocolException()),
        arguments(PROTOCOL_VIOLATION, new CorruptedFrameException()),
        arguments(PROTOCOL_VIOLATION, new HAProxyProtocolException()),
        arguments(FRAME_TOO_LONG, new TooLongFrameException()),
        arguments(TOO_MANY_OPEN_FILES, new ChannelException(new SocketException())),
        arguments(TLS_HANDSHAKE_FAILED, new SSLHandshakeException("alert")),
        arguments(TLS_HANDSHAKE_FAILED, new NotSslRecordException()),
        arguments(PROXY_REFUSED, new ProxyConnectException("status: 403")),
        arguments(PROXY_REFUSED, new HttpProxyConnectException("status: 403", null)),
        arguments(
            PROXY_AUTHENTICATION_REQUIRED,
            new HttpProxyConnectException(
                "status: 407",
                new DefaultHttpHeaders().add(HttpHeaderNames.PROXY_AUTHENTICATE, "Basic"))),
        arguments(UNKNOWN, new SocketException()),
        arguments(UNKNOWN, new IOException()),
        arguments(UNKNOWN, new IllegalStateException()),
        arguments(UNKNOWN, new Error()));
  }

  @ParameterizedTest
  @MethodSource("types")
  void a_type_alone_stands_for_what_it_means_at_best(SocketErrorStatus status, Throwable error) {
    assertThat(SocketError.statusOf(error)).isEqualTo(status);
  }

  static List<Arguments> typesInPhases() {
    return List.of(
        arguments(CONNECTION_TIMED_OUT, new TimeoutException(), SocketPhase.CONNECT),
        arguments(CONNECTION_TIMED_OUT, new SocketTimeoutException(), SocketPhase.CONNECT),
        arguments(OPERATION_TIMED_OUT, new TimeoutException(), SocketPhase.TLS),
        arguments(CONNECTION_RESET_BY_PEER, new SocketException(), SocketPhase.OPEN),
        arguments(CONNECTION_RESET_BY_PEER, new IOException(), SocketPhase.OPEN),
        arguments(CONNECTION_RESET_BY_PEER, new IOException(), SocketPhase.TLS),
        arguments(CONNECTION_RESET_BY_PEER, new SSLException(new IOException()), SocketPhase.TLS),
        arguments(TOO_MANY_OPEN_FILES, new IOException(), SocketPhase.ACCEPT),
        arguments(UNKNOWN, new SocketException(), SocketPhase.BIND),
        arguments(OPERATION_ABORTED, new ClosedChannelException(), SocketPhase.CONNECT),
        arguments(OPERATION_ABORTED, new ClosedChannelException(), SocketPhase.TLS),
        arguments(ALREADY_CLOSED, new ClosedChannelException(), SocketPhase.OPEN),
        arguments(PROTOCOL_VIOLATION, new SSLException("bad record"), SocketPhase.OPEN),
        arguments(TLS_HANDSHAKE_FAILED, new SSLException("bad record"), SocketPhase.TLS));
  }

  @ParameterizedTest
  @MethodSource("typesInPhases")
  void the_phase_tells_more_where_a_type_is_thrown_for_several_reasons(
      SocketErrorStatus status, Throwable error, SocketPhase phase) {
    assertThat(SocketError.statusOf(error, phase)).isEqualTo(status);
  }

  static List<Arguments> wrappers() {
    Throwable refused = new ConnectException();
    return List.of(
        arguments(new ExecutionException(refused)),
        arguments(new CompletionException(refused)),
        arguments(new CompletionException(new ExecutionException(refused))),
        arguments(new UncheckedIOException((IOException) refused)),
        arguments(Exceptions.propagate(new Exception(refused))),
        arguments(Exceptions.multiple(refused, new EOFException())),
        arguments(Exceptions.retryExhausted("gave up", refused)),
        arguments(new AbortedException(refused)),
        arguments(new DecoderException(refused)),
        arguments(ChannelBindException.fail(new InetSocketAddress(1), refused)),
        arguments(new IllegalStateException(new IllegalStateException(refused))));
  }

  @ParameterizedTest
  @MethodSource("wrappers")
  void wrappers_are_looked_through(Throwable wrapper) {
    assertThat(SocketError.statusOf(wrapper)).isEqualTo(CONNECTION_REFUSED);
  }

  @Test
  void a_decisive_cause_wins_over_the_type_that_wraps_it() {
    Throwable timedOut = new ConnectException().initCause(new ConnectTimeoutException());

    assertThat(SocketError.statusOf(timedOut)).isEqualTo(CONNECTION_TIMED_OUT);
  }

  @Test
  void an_errno_wins_over_the_type_that_wraps_it() {
    Assumptions.assumeTrue(Epoll.isAvailable() || KQueue.isAvailable(), "needs a native transport");
    Throwable denied = new BindException().initCause(new Errors.NativeIoException("bind", -13));

    assertThat(SocketError.statusOf(denied)).isEqualTo(ACCESS_DENIED);
  }

  @Test
  void a_cycle_of_causes_and_a_long_chain_of_them_come_to_an_end() {
    Exception first = new Exception();
    Exception second = new Exception(first);
    first.initCause(second);
    Throwable deep = new ConnectException();
    for (int i = 0; i < 100; i++) {
      deep = new Exception(deep);
    }

    assertThat(SocketError.statusOf(first)).isEqualTo(UNKNOWN);
    assertThat(SocketError.statusOf(deep)).isEqualTo(UNKNOWN);
  }

  @ParameterizedTest
  @EnumSource
  void our_own_exception_keeps_its_status_when_wrapped(SocketErrorStatus status) {
    SocketOperationException own =
        SocketOperationException.builder(SocketPhase.OPEN, SocketOperationException.SEND)
            .status(status)
            .build();

    assertThat(SocketError.statusOf(new CompletionException(own))).isEqualTo(status);
  }
}
