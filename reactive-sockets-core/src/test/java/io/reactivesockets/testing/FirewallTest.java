package io.reactivesockets.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivesockets.testing.Firewall.Answer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("once")
class FirewallTest {

  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final int PORT = 7007;
  private static final int PATIENCE_MILLIS =
      3000; // a reject that comes too early counts from the next SYN, 1 s later

  @ParameterizedTest(name = "{displayName} [{0} {1}]")
  @CsvSource({
    "10.77.0.2, SILENCE,             SocketTimeoutException: Connect timed out",
    "10.77.0.2, RESET,               ConnectException: Connection refused",
    "10.77.0.2, PORT_UNREACHABLE,    ConnectException: Connection refused",
    "10.77.0.2, HOST_UNREACHABLE,    NoRouteToHostException: No route to host",
    "10.77.0.2, NETWORK_UNREACHABLE, SocketException: Network is unreachable",
    "10.77.0.2, PROHIBITED,          NoRouteToHostException: No route to host",
    "fd77::2,   RESET,               ConnectException: Connection refused",
    "fd77::2,   NETWORK_UNREACHABLE, SocketException: Network is unreachable",
    "fd77::2,   PROHIBITED,          BindException: Permission denied",
  })
  void a_rule_gives_the_sender_the_answer_it_names(String address, Answer answer, String outcome) {
    try (TwoHosts hosts = TwoHosts.create()) {
      hosts.right().namespace().firewall().tcpIn(PORT, answer);

      Peer.Finished client =
          ChildJvm.of(FirewallTest::connect, address)
              .in(hosts.left().namespace())
              .run(TIMEOUT)
              .expectSuccess();

      assertThat(client.output()).contains(outcome);
    }
  }

  static void connect(String[] arguments) throws IOException {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(arguments[0], PORT), PATIENCE_MILLIS);
    } catch (IOException e) {
      System.out.println(e);
    }
  }
}
