package io.reactivesockets.descriptor.unix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.reactivesockets.descriptor.Descriptors;
import io.reactivesockets.error.SocketError;
import io.reactivesockets.error.SocketErrorStatus;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

@Tag("once")
class UnixConnectionTest {

  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  @TempDir private Path directory;

  @BeforeAll
  static void needsEpoll() {
    assumeThat(Descriptors.areSupported()).isTrue();
  }

  private Path path() {
    return directory.resolve("socket");
  }

  private UnixListener listener(UnixControl control) {
    return UnixListener.bind(path(), control).block(TIMEOUT);
  }

  private static UnixMessage text(String text, Integer... descriptors) {
    return UnixMessage.of(text.getBytes(StandardCharsets.UTF_8), List.of(descriptors));
  }

  private static String text(UnixMessage message) {
    return new String(message.bytes(), StandardCharsets.UTF_8);
  }

  @Test
  void messages_and_descriptors_arrive_in_order_both_ways() throws IOException {
    UnixListener listener = listener(UnixControl.defaults());
    UnixConnection client = UnixConnection.connect(path(), UnixControl.defaults()).block(TIMEOUT);
    UnixConnection server = listener.connections().next().block(TIMEOUT);
    assertThat(server.peer().pid()).isEqualTo((int) ProcessHandle.current().pid());
    assertThat(Files.getPosixFilePermissions(path())).hasSize(2);

    // When messages with and without descriptors go one way, and answers the other
    try (java.net.ServerSocket one = new java.net.ServerSocket(0)) {
      int descriptor = descriptorOf(one);
      Mono<Void> sent =
          Flux.range(0, 200)
              .concatMap(
                  i ->
                      client.send(i % 3 == 0 ? text("" + i, descriptor, descriptor) : text("" + i)))
              .then();
      Flux<UnixMessage> answered =
          server.messages().concatMap(m -> server.send(text("re " + text(m))).thenReturn(m));
      List<UnixMessage> received = new ArrayList<>();
      StepVerifier.create(
              Mono.zip(
                  sent.thenReturn(1),
                  answered.take(200).doOnNext(received::add).then(Mono.just(1)),
                  client.messages().take(200).map(UnixConnectionTest::text).collectList()))
          .assertNext(all -> assertThat(all.getT3()).startsWith("re 0", "re 1").hasSize(200))
          .expectComplete()
          .verify(TIMEOUT);

      // Then each came with its descriptors, which are of the same socket
      for (int i = 0; i < 200; i++) {
        assertThat(text(received.get(i))).isEqualTo("" + i);
        assertThat(received.get(i).descriptors()).hasSize(i % 3 == 0 ? 2 : 0);
      }
      assertThat(inode(received.get(0).descriptors().get(1))).isEqualTo(inode(descriptor));
      received.forEach(UnixMessage::closeDescriptors);
    }
    client.close().block(TIMEOUT);
    StepVerifier.create(server.messages()).expectComplete().verify(TIMEOUT);
    server.close().block(TIMEOUT);
    listener.close().block(TIMEOUT);
    assertThat(path()).doesNotExist();
  }

  private static String inode(int descriptor) throws IOException {
    return Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor)).toString();
  }

  /** Finds the number of the descriptor by the socket's port. */
  private static int descriptorOf(java.net.ServerSocket socket) throws IOException {
    String port = String.format(":%04X ", socket.getLocalPort());
    String inode = null;
    for (String file : List.of("/proc/net/tcp", "/proc/net/tcp6")) {
      for (String line : Files.readAllLines(Path.of(file))) {
        if (line.contains(port)) {
          inode = line.strip().split(" +")[9];
        }
      }
    }
    try (var all = Files.list(Path.of("/proc/self/fd"))) {
      for (Path entry : all.toList()) {
        if (Files.exists(entry)
            && Files.readSymbolicLink(entry).toString().equals("socket:[" + inode + "]")) {
          return Integer.parseInt(entry.getFileName().toString());
        }
      }
    }
    throw new AssertionError("no descriptor for " + port);
  }

  @Test
  void what_is_no_socket_is_left_as_it_is() throws IOException {
    Files.writeString(path(), "precious");
    Path link = Files.createSymbolicLink(directory.resolve("link"), path());
    Path other = Files.createDirectory(directory.resolve("other"));

    for (Path each : List.of(path(), link, other)) {
      assertIsNoPlace(each, "what is there is no socket, and would be lost");
    }

    assertThat(path()).hasContent("precious");
    assertThat(link).isSymbolicLink();
    assertThat(other).isDirectory();
  }

  @Test
  void where_no_directory_is_the_reason_is_said() throws IOException {
    Files.writeString(path(), "a file");

    for (Path directory : List.of(path(), path().resolveSibling("nowhere"))) {
      assertIsNoPlace(directory.resolve("socket"), "there is no directory " + directory);
    }
  }

  private static void assertIsNoPlace(Path path, String reason) {
    StepVerifier.create(UnixListener.bind(path, UnixControl.defaults()))
        .expectErrorSatisfies(
            e -> {
              assertThat(SocketError.statusOf(e)).isEqualTo(SocketErrorStatus.INVALID_ARGUMENT);
              assertThat(e).hasMessageContaining(path.toString()).hasMessageContaining(reason);
            })
        .verify(TIMEOUT);
  }

  @Test
  void a_second_listener_on_a_path_is_refused_and_a_dead_one_replaced() {
    UnixListener first = listener(UnixControl.defaults());
    StepVerifier.create(UnixListener.bind(path(), UnixControl.defaults()))
        .expectErrorSatisfies(
            e ->
                assertThat(SocketError.statusOf(e))
                    .isEqualTo(SocketErrorStatus.ADDRESS_ALREADY_IN_USE))
        .verify(TIMEOUT);
    first.close().block(TIMEOUT);
    UnixListener second = listener(UnixControl.defaults());
    second.close().block(TIMEOUT);
  }

  @Test
  void processes_of_other_users_are_closed_before_a_byte_is_read() {
    UnixListener listener = listener(UnixControl.builder().onlyUid(4_711).build());
    listener.connections().subscribe();
    UnixConnection client = UnixConnection.connect(path(), UnixControl.defaults()).block(TIMEOUT);
    StepVerifier.create(client.messages()).expectComplete().verify(TIMEOUT);
    listener.close().block(TIMEOUT);
  }

  @Test
  void what_is_no_frame_too_long_cut_or_stalled_ends_with_its_error() throws IOException {
    UnixListener listener =
        listener(
            UnixControl.builder().maxMessageBytes(100).timeout(Duration.ofMillis(300)).build());
    Flux<UnixConnection> connections = listener.connections();
    for (Object[] one :
        new Object[][] {
          {new byte[] {77}, false, SocketErrorStatus.PROTOCOL_VIOLATION},
          {new byte[] {1}, false, SocketErrorStatus.PROTOCOL_VIOLATION},
          {new byte[] {0, 0, 0, 1, 0, 0, 0}, false, SocketErrorStatus.MESSAGE_TOO_LONG},
          {new byte[] {0, -1, 0, 0, 0, 0, 0}, false, SocketErrorStatus.MESSAGE_TOO_LONG},
          {new byte[] {0, 0, 0, 0, 5, 0, 0, 1}, true, SocketErrorStatus.UNEXPECTED_END_OF_STREAM},
          {new byte[] {0, 0, 0, 0, 5, 0, 0, 1}, false, SocketErrorStatus.OPERATION_TIMED_OUT},
          {new byte[] {0, 0, 0, 0, 0, 0, 1}, false, SocketErrorStatus.OPERATION_TIMED_OUT},
          {new byte[] {0, 0, 0, 0, 0, 0, 1, 2}, false, SocketErrorStatus.PROTOCOL_VIOLATION},
        }) {
      try (SocketChannel peer = SocketChannel.open(StandardProtocolFamily.UNIX)) {
        peer.connect(UnixDomainSocketAddress.of(path()));
        UnixConnection server = connections.next().block(TIMEOUT);
        peer.write(ByteBuffer.wrap((byte[]) one[0]));
        if ((boolean) one[1]) {
          peer.close();
        }
        StepVerifier.create(server.messages())
            .expectErrorSatisfies(e -> assertThat(SocketError.statusOf(e)).isEqualTo(one[2]))
            .verify(TIMEOUT);
        server.closed().block(TIMEOUT);
      }
    }
    listener.close().block(TIMEOUT);
  }

  @Test
  void a_peer_that_takes_nothing_fails_the_send_and_bounds_what_waits() throws IOException {
    UnixListener listener =
        listener(
            UnixControl.builder().maxMessageBytes(1 << 20).timeout(Duration.ofSeconds(1)).build());
    try (SocketChannel peer = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      peer.connect(UnixDomainSocketAddress.of(path()));
      UnixConnection server = listener.connections().next().block(TIMEOUT);
      UnixMessage large = UnixMessage.of(new byte[1 << 20]);
      List<SocketErrorStatus> failures =
          Flux.range(0, 20)
              .flatMap(
                  i ->
                      server
                          .send(large)
                          .then(Mono.<SocketErrorStatus>empty())
                          .onErrorResume(e -> Mono.just(SocketError.statusOf(e))))
              .collectList()
              .block(TIMEOUT);
      assertThat(failures)
          .contains(SocketErrorStatus.NO_BUFFER_SPACE, SocketErrorStatus.OPERATION_TIMED_OUT);
      assertThat(server.isOpen()).isFalse();
    }
    listener.close().block(TIMEOUT);
  }
}
