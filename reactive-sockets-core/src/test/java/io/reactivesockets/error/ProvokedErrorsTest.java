package io.reactivesockets.error;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivesockets.host.HostName;
import io.reactivesockets.stream.StreamSocket;
import io.reactivesockets.stream.StreamSocketControl;
import io.reactivesockets.stream.StreamSocketListener;
import io.reactivesockets.stream.StreamSocketListenerControl;
import io.reactivesockets.transport.Transport;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;

/** Each status that can be had on loopback, provoked for real over each transport. */
class ProvokedErrorsTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

  static List<String> transports() {
    return Transport.available();
  }

  @ParameterizedTest
  @MethodSource("transports")
  void connecting_where_nobody_listens_is_refused(String transport) throws IOException {
    try (Socket bound = new Socket()) {
      bound.bind(new InetSocketAddress(LOOPBACK, 0));

      SocketOperationException error = failure(connect(transport, bound.getLocalPort()));

      assertThat(error.status()).isEqualTo(SocketErrorStatus.CONNECTION_REFUSED);
      assertThat(error.phase()).isEqualTo(SocketPhase.CONNECT);
      assertThat(error.retryable()).isTrue();
    }
  }

  @ParameterizedTest
  @MethodSource("transports")
  void connecting_to_a_full_backlog_times_out(String transport) throws IOException {
    try (ServerSocket full = new ServerSocket(0, 1, LOOPBACK)) {
      List<SocketChannel> waiting = fill(full);
      try {
        StreamSocketControl control =
            control(transport).toBuilder().connectTimeout(Duration.ofMillis(300)).build();

        SocketOperationException error =
            failure(StreamSocket.connect(LOOPBACK.getHostAddress(), full.getLocalPort(), control));

        assertThat(error.status()).isEqualTo(SocketErrorStatus.CONNECTION_TIMED_OUT);
        assertThat(error.phase()).isEqualTo(SocketPhase.CONNECT);
      } finally {
        for (SocketChannel channel : waiting) {
          channel.close();
        }
      }
    }
  }

  /** The kernel takes one more than the backlog, and the rest stays in the middle of connecting. */
  private static List<SocketChannel> fill(ServerSocket server) throws IOException {
    List<SocketChannel> waiting = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      SocketChannel channel = SocketChannel.open();
      channel.configureBlocking(false);
      channel.connect(server.getLocalSocketAddress());
      waiting.add(channel);
    }
    return waiting;
  }

  @ParameterizedTest
  @MethodSource("transports")
  void receiving_from_a_peer_that_resets_tells_so(String transport) throws IOException {
    try (ServerSocket server = new ServerSocket(0, 1, LOOPBACK)) {
      StreamSocket socket = connect(transport, server.getLocalPort()).block(TIMEOUT);
      StepVerifier.create(socket.input())
          .then(() -> reset(server))
          .expectErrorSatisfies(
              e -> expect(e, SocketErrorStatus.CONNECTION_RESET_BY_PEER, SocketPhase.OPEN))
          .verify(TIMEOUT);
      socket.close().block(TIMEOUT);
    }
  }

  @ParameterizedTest
  @MethodSource("transports")
  void sending_to_a_peer_that_has_reset_tells_so(String transport) throws IOException {
    try (ServerSocket server = new ServerSocket(0, 1, LOOPBACK)) {
      StreamSocket socket = connect(transport, server.getLocalPort()).block(TIMEOUT);
      Flux<ByteBuffer> endless = Flux.generate(sink -> sink.next(ByteBuffer.allocate(65_536)));
      StepVerifier.create(socket.send(endless))
          .then(() -> reset(server))
          .expectErrorSatisfies(
              e -> expect(e, SocketErrorStatus.CONNECTION_RESET_BY_PEER, SocketPhase.OPEN))
          .verify(TIMEOUT);
      socket.close().block(TIMEOUT);
    }
  }

  private static void reset(ServerSocket server) {
    try (Socket peer = server.accept()) {
      peer.setSoLinger(true, 0);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @ParameterizedTest
  @MethodSource("transports")
  void binding_a_port_that_is_taken_tells_so(String transport) throws IOException {
    try (ServerSocket holder = new ServerSocket(0, 1, LOOPBACK)) {
      SocketOperationException error =
          failure(bind(transport, LOOPBACK.getHostAddress(), holder.getLocalPort()));

      assertThat(error.status()).isEqualTo(SocketErrorStatus.ADDRESS_ALREADY_IN_USE);
      assertThat(error.phase()).isEqualTo(SocketPhase.BIND);
      assertThat(error.localAddress()).contains(holder.getLocalSocketAddress());
      assertThat(error)
          .hasMessage(
              "bind to 127.0.0.1:%d failed: address already in use;"
                      .formatted(holder.getLocalPort())
                  + " choose another port, or close the socket that holds it");
    }
  }

  @ParameterizedTest
  @MethodSource("transports")
  void binding_an_address_of_another_machine_tells_so(String transport) {
    for (String foreign : List.of("198.51.100.77", "2001:db8::77")) {
      SocketOperationException error = failure(bind(transport, foreign, 0));

      assertThat(error.status()).isEqualTo(SocketErrorStatus.CANNOT_ASSIGN_REQUESTED_ADDRESS);
      assertThat(error.phase()).isEqualTo(SocketPhase.BIND);
    }
  }

  @ParameterizedTest
  @MethodSource("transports")
  void what_is_cancelled_by_cancel_io_is_aborted(String transport) throws IOException {
    try (ServerSocket server = new ServerSocket(0, 1, LOOPBACK)) {
      StreamSocket socket = connect(transport, server.getLocalPort()).block(TIMEOUT);
      StepVerifier.create(socket.input())
          .then(() -> socket.cancelIo().block(TIMEOUT))
          .expectErrorSatisfies(
              e -> expect(e, SocketErrorStatus.OPERATION_ABORTED, SocketPhase.OPEN))
          .verify(TIMEOUT);
      socket.close().block(TIMEOUT);
    }
  }

  private static void expect(Throwable error, SocketErrorStatus status, SocketPhase phase) {
    assertThat(error)
        .isInstanceOfSatisfying(
            SocketOperationException.class,
            e -> {
              assertThat(e.status()).describedAs(e.toString()).isEqualTo(status);
              assertThat(e.phase()).isEqualTo(phase);
            });
  }

  private static SocketOperationException failure(Publisher<?> operation) {
    SocketOperationException[] error = new SocketOperationException[1];
    StepVerifier.create(operation)
        .expectErrorSatisfies(
            e ->
                assertThat(e)
                    .isInstanceOfSatisfying(SocketOperationException.class, own -> error[0] = own))
        .verify(TIMEOUT);
    return error[0];
  }

  private static reactor.core.publisher.Mono<StreamSocket> connect(String transport, int port) {
    return StreamSocket.connect(LOOPBACK.getHostAddress(), port, control(transport));
  }

  private static StreamSocketControl control(String transport) {
    return StreamSocketControl.builder().transport(Transport.byName(transport)).build();
  }

  private static reactor.core.publisher.Mono<StreamSocketListener> bind(
      String transport, String host, int port) {
    return StreamSocketListener.bind(
        HostName.of(host),
        Integer.toString(port),
        StreamSocketListenerControl.builder().transport(Transport.byName(transport)).build());
  }
}
