package io.reactivesockets.samples.rsock;

import static io.reactivesockets.samples.rsock.RsockProcess.LIMIT;
import static io.reactivesockets.samples.rsock.RsockProcess.portOf;
import static io.reactivesockets.samples.rsock.RsockProcess.rsock;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.reactivesockets.testing.Peer;
import io.reactivesockets.testing.Peer.Finished;
import io.reactivesockets.testing.Tools;
import io.reactivesockets.transport.Transport;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Datagrams through {@code rsock udp send} and {@code rsock udp listen}, and other programs. */
class UdpIT {

  @TempDir Path directory;

  static List<String> transports() {
    return Transport.available();
  }

  @ParameterizedTest(name = "{displayName} [{0}]")
  @MethodSource("transports")
  void each_line_is_a_datagram_and_each_reply_a_line(String transport) throws IOException {
    Path lines = Files.writeString(directory.resolve("lines"), "one\n\nthree and more\nlast");
    try (Peer echo =
        rsock("udp", "listen", "127.0.0.1", "0", "--echo", "--count", "4", "--transport", transport)
            .start()) {
      Finished sent =
          rsock(
                  "udp",
                  "send",
                  "127.0.0.1",
                  portOf(echo),
                  "--wait",
                  "1000",
                  "--transport",
                  transport)
              .inputFrom(lines)
              .run(LIMIT)
              .expectSuccess();

      assertThat(sent.output().lines()).containsExactly("one", "", "three and more", "last");
      echo.awaitExit(LIMIT).expectSuccess();
    }
  }

  @Test
  void a_load_arrives_whole_and_is_told() throws IOException {
    Path arrived = directory.resolve("arrived");
    try (Peer listener =
        rsock("udp", "listen", "::1", "0", "--count", "500", "--info").outputTo(arrived).start()) {
      Finished sent =
          rsock(
                  "udp",
                  "send",
                  "::1",
                  portOf(listener),
                  "--count",
                  "500",
                  "--size",
                  "1000",
                  "--rate",
                  "2000",
                  "--info")
              .run(LIMIT)
              .expectSuccess();

      assertThat(sent.errors()).contains("sent 500 datagrams", "\"sentBytes\":500000");
      Finished received = listener.awaitExit(LIMIT).expectSuccess();
      assertThat(Files.size(arrived)).isEqualTo(500_000);
      assertThat(received.errors()).contains("\"deliveredCount\":500");
    }
  }

  @Test
  void python_sends_to_it_and_is_answered() {
    Tools.require("python3");
    try (Peer echo = rsock("udp", "listen", "127.0.0.1", "0", "--echo", "--count", "3").start()) {
      String program =
          """
          import socket
          peer = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
          peer.settimeout(20)
          for size in (0, 1, 65507):
              peer.sendto(b"x" * size, ("127.0.0.1", %s))
              print(len(peer.recv(65536)))
          """
              .formatted(portOf(echo));

      Finished python = Peer.command("python3", "-c", program).run(LIMIT).expectSuccess();

      assertThat(python.output().lines()).containsExactly("0", "1", "65507");
      echo.awaitExit(LIMIT).expectSuccess();
    }
  }

  @Test
  void socat_sends_to_it_and_each_datagram_becomes_a_line() {
    Tools.require("socat");
    try (Peer listener =
        rsock("udp", "listen", "127.0.0.1", "0", "--lines", "--count", "1").start()) {
      try (Peer socat =
          Peer.command("socat", "-u", "-", "UDP:127.0.0.1:" + portOf(listener)).start()) {
        socat.send("from socat");
        socat.endInput();
        socat.awaitExit(LIMIT).expectSuccess();
      }

      assertThat(listener.awaitExit(LIMIT).expectSuccess().output()).isEqualTo("from socat\n");
    }
  }

  @Test
  void a_port_nobody_listens_on_is_told_and_exit_code_1() throws IOException {
    Path lines = Files.write(directory.resolve("lines"), "lost\n".getBytes(UTF_8));
    try (DatagramSocket elsewhere =
        new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
      int port = elsewhere.getLocalPort();
      elsewhere.close();

      Finished sent =
          rsock("udp", "send", "127.0.0.1", Integer.toString(port), "--wait", "1000")
              .inputFrom(lines)
              .run(LIMIT);

      assertThat(sent.exit()).isEqualTo(1);
      assertThat(sent.errors()).startsWith("CONNECTION_REFUSED: ");
    }
  }

  @Test
  void a_group_on_the_loopback_is_joined() {
    try (Peer listener =
        rsock(
                "udp",
                "listen",
                "0.0.0.0",
                "0",
                "--join",
                "239.255.77.7%lo",
                "--lines",
                "--count",
                "1")
            .start()) {
      Finished python =
          Peer.command(
                  "python3",
                  "-c",
                  """
                  import socket
                  peer = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
                  peer.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, socket.inet_aton("127.0.0.1"))
                  peer.sendto(b"to the group", ("239.255.77.7", %s))
                  """
                      .formatted(portOf(listener)))
              .run(LIMIT);
      python.expectSuccess();

      assertThat(listener.awaitExit(LIMIT).expectSuccess().output()).isEqualTo("to the group\n");
    }
  }
}
