package io.reactivesockets.samples.rsock;

import static io.reactivesockets.samples.rsock.RsockProcess.LIMIT;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.reactivesockets.datagram.DatagramSocket;
import io.reactivesockets.datagram.Message;
import io.reactivesockets.error.SocketOperationException;
import io.reactivesockets.stream.StreamSocket;
import io.reactivesockets.testing.Peer;
import io.reactivesockets.testing.Tools;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/** {@code rsock tcp listen} and {@code rsock udp listen} as systemd starts them. */
@Tag("once")
class InheritedIT {

  @BeforeEach
  void needsSystemd() {
    Tools.require("systemd-socket-activate");
  }

  private static Peer activated(int port, List<String> options, String... arguments) {
    List<String> command = new ArrayList<>(List.of("systemd-socket-activate"));
    command.addAll(options);
    command.addAll(List.of("-l", "127.0.0.1:" + port));
    command.addAll(RsockProcess.command(List.of("-Xmx128m"), arguments));
    return Peer.command(command).lifetime(Duration.ofMinutes(3)).start();
  }

  @Test
  void a_connection_starts_the_listener_which_serves_it_and_the_next() throws IOException {
    int port;
    try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = probe.getLocalPort();
    }
    try (Peer listener = activated(port, List.of(), "tcp", "listen", "--inherited", "--echo")) {
      for (String word : List.of("one", "two")) {
        String back =
            Mono.usingWhen(
                    StreamSocket.connect("127.0.0.1", port)
                        .retryWhen(Retry.fixedDelay(600, Duration.ofMillis(100))),
                    socket ->
                        socket
                            .send(UTF_8.encode(word))
                            .then(socket.shutdownOutput())
                            .thenMany(socket.input())
                            .map(bytes -> UTF_8.decode(bytes).toString())
                            .reduce("", String::concat),
                    StreamSocket::close)
                .block(LIMIT);
        assertThat(back).isEqualTo(word);
      }
      listener.awaitLine("^listening 127.0.0.1:" + port + "$", LIMIT);
    }
  }

  @Test
  void a_datagram_starts_the_receiver_which_gets_it() throws IOException {
    DatagramSocket ours = DatagramSocket.bind("127.0.0.1", 0).block(LIMIT);
    int port;
    try (java.net.DatagramSocket probe =
        new java.net.DatagramSocket(new InetSocketAddress("127.0.0.1", 0))) {
      port = probe.getLocalPort();
    }
    try (Peer receiver =
        activated(port, List.of("--datagram"), "udp", "listen", "--inherited", "--echo")) {
      // It is there from some time on; what comes before is lost, and sent again.
      Message back =
          ours.messages()
              .next()
              .mergeWith(
                  Flux.interval(Duration.ofMillis(200))
                      .onBackpressureDrop()
                      .concatMap(
                          tick ->
                              ours.send(
                                      UTF_8.encode("hello"),
                                      new InetSocketAddress("127.0.0.1", port))
                                  .onErrorComplete(SocketOperationException.class))
                      .thenMany(Mono.never()))
              .blockFirst(LIMIT);
      assertThat(UTF_8.decode(back.payload()).toString()).isEqualTo("hello");
      receiver.awaitLine("^listening 127.0.0.1:" + port + "$", LIMIT);
    } finally {
      ours.close().block(LIMIT);
    }
  }

  @Test
  void without_a_service_manager_it_says_what_is_missing() {
    Peer.Finished end = RsockProcess.run("tcp", "listen", "--inherited");

    assertThat(end.exit()).isEqualTo(1);
    assertThat(end.errors()).contains("no socket was passed to this process");
    assertThat(RsockProcess.run("udp", "listen").errors())
        .contains("HOST PORT: missing (expected: both, or --inherited)");
  }
}
