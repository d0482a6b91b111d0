package io.reactivesockets.descriptor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.reactivesockets.datagram.DatagramSocket;
import io.reactivesockets.datagram.DatagramSocketControl;
import io.reactivesockets.error.SocketError;
import io.reactivesockets.error.SocketErrorStatus;
import io.reactivesockets.stream.StreamSocket;
import io.reactivesockets.stream.StreamSocketControl;
import io.reactivesockets.stream.StreamSocketListener;
import io.reactivesockets.stream.StreamSocketListenerControl;
import io.reactivesockets.testing.ChildJvm;
import io.reactivesockets.testing.Peer;
import io.reactivesockets.testing.Tools;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

@Tag("once")
class InheritedSocketsTest {

  private static final Duration TIMEOUT = Duration.ofSeconds(90);

  /** Runs in a process that was started with a datagram socket. */
  static void echoDatagrams(String[] arguments) {
    DatagramSocket socket =
        DatagramSocket.inherited(DatagramSocketControl.defaults()).block(TIMEOUT);
    socket
        .messages()
        .concatMap(message -> socket.send(message.payload(), message.remoteAddress()))
        .blockLast();
  }

  /** Runs in a process whose standard input is a connection. */
  static void echoOne(String[] arguments) {
    StreamSocket socket = StreamSocket.inherited(StreamSocketControl.defaults()).block(TIMEOUT);
    socket.send(socket.input()).then(socket.close()).block(TIMEOUT);
  }

  private static int freePort() throws IOException {
    try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return probe.getLocalPort();
    }
  }

  private static String echoOf(StreamSocket socket, String text) {
    return socket
        .send(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)))
        .then(socket.shutdownOutput())
        .thenMany(socket.input())
        .map(bytes -> StandardCharsets.UTF_8.decode(bytes).toString())
        .reduce("", String::concat)
        .block(TIMEOUT);
  }

  private static Mono<StreamSocket> untilItListens(int port) {
    return StreamSocket.connect("127.0.0.1", port)
        .retryWhen(reactor.util.retry.Retry.fixedDelay(400, Duration.ofMillis(50)));
  }

  @Test
  void a_service_manager_starts_a_datagram_socket() throws IOException {
    Tools.require("systemd-socket-activate");
    int port = freePort();
    try (Peer activated =
        ChildJvm.of(InheritedSocketsTest::echoDatagrams)
            .under("systemd-socket-activate", "--datagram", "-l", "127.0.0.1:" + port)
            .start()) {
      DatagramSocket client = DatagramSocket.connect("127.0.0.1", port).block(TIMEOUT);
      Flux.interval(Duration.ofMillis(100))
          .onBackpressureDrop()
          .concatMap(tick -> client.send(ByteBuffer.wrap(new byte[] {42})).onErrorComplete())
          .takeUntilOther(client.messages().next())
          .then()
          .block(TIMEOUT);
      assertThat(activated.isAlive()).isTrue();
      client.close().block(TIMEOUT);
    }
  }

  @Test
  void inetd_starts_a_connection() throws IOException {
    Tools.require("systemd-socket-activate");
    int port = freePort();
    try (Peer activated =
        ChildJvm.of(InheritedSocketsTest::echoOne)
            .under("systemd-socket-activate", "--inetd", "-a", "-l", "127.0.0.1:" + port)
            .start()) {
      StreamSocket socket = untilItListens(port).block(TIMEOUT);
      assertThat(echoOf(socket, "hello")).isEqualTo("hello");
      socket.close().block(TIMEOUT);
      assertThat(activated.isAlive()).isTrue();
    }
  }

  @Test
  void each_is_taken_once_and_has_to_be_what_it_is_taken_for() {
    StreamSocketListener listener = StreamSocketListener.bind("127.0.0.1", 0).block(TIMEOUT);
    DetachedSocket detached = listener.detach().block(TIMEOUT);
    InheritedSockets inherited =
        new InheritedSockets(
            Map.of("LISTEN_FDS", "1", "LISTEN_PID", "7", "LISTEN_FDNAMES", "web"),
            7,
            detached.descriptor());

    refuses(
        () -> inherited.takeNow(DetachedSocketKind.DATAGRAM, null),
        SocketErrorStatus.SOCKET_TYPE_NOT_SUPPORTED);
    refuses(
        () -> inherited.takeNow(DetachedSocketKind.LISTENER, "other"),
        SocketErrorStatus.OPERATION_NOT_SUPPORTED);
    assertThatThrownBy(() -> inherited.takeNow(DetachedSocketKind.LISTENER, "other"))
        .hasMessageContaining("web");
    detached.take();
    inheritedSocket(inherited).release();
    refuses(
        () -> inherited.takeNow(DetachedSocketKind.LISTENER, null),
        SocketErrorStatus.ALREADY_CLOSED);
  }

  private static DetachedSocket inheritedSocket(InheritedSockets inherited) {
    try {
      return inherited.takeNow(DetachedSocketKind.LISTENER, "web");
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void those_of_another_process_and_none_are_told_apart() {
    InheritedSockets others =
        new InheritedSockets(Map.of("LISTEN_FDS", "1", "LISTEN_PID", "8"), 7, 3);
    assertThatThrownBy(() -> others.takeNow(DetachedSocketKind.LISTENER, null))
        .hasMessageContaining("LISTEN_PID is 8, not 7");
    InheritedSockets garbled =
        new InheritedSockets(Map.of("LISTEN_FDS", "many", "LISTEN_PID", "7"), 7, 3);
    assertThatThrownBy(() -> garbled.takeNow(DetachedSocketKind.LISTENER, null))
        .hasMessageContaining("LISTEN_FDS is many");
    InheritedSockets none = new InheritedSockets(Map.of(), 7, 3);
    refuses(
        () -> none.takeNow(DetachedSocketKind.LISTENER, null),
        SocketErrorStatus.OPERATION_NOT_SUPPORTED);
  }

  private static void refuses(ThrowingCallable call, SocketErrorStatus status) {
    assertThatThrownBy(call).satisfies(e -> assertThat(SocketError.statusOf(e)).isEqualTo(status));
  }

  /** Runs in a process that was started with a listener only. */
  static void serve(String[] arguments) {
    StreamSocketListener.inherited("web", StreamSocketListenerControl.defaults())
        .flatMapMany(StreamSocketListener::connections)
        .flatMap(socket -> socket.send(socket.input()).then(socket.close()))
        .blockLast();
  }

  @Test
  void a_listener_with_a_name_serves_those_who_came_before_it_ran() throws IOException {
    Tools.require("systemd-socket-activate");
    int port = freePort();
    try (Peer activated =
        ChildJvm.of(InheritedSocketsTest::serve)
            .under("systemd-socket-activate", "--fdname=web", "-l", "127.0.0.1:" + port)
            .start()) {
      StreamSocket first = untilItListens(port).block(TIMEOUT);
      assertThat(echoOf(first, "first")).isEqualTo("first");
      StreamSocket second = StreamSocket.connect("127.0.0.1", port).block(TIMEOUT);
      assertThat(echoOf(second, "second")).isEqualTo("second");
      Flux.just(first, second).concatMap(StreamSocket::close).blockLast(TIMEOUT);
      assertThat(activated.isAlive()).isTrue();
    }
  }
}
