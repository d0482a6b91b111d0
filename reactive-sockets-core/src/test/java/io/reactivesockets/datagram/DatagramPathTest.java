package io.reactivesockets.datagram;

import static io.reactivesockets.datagram.Sockets.address;
import static org.assertj.core.api.Assertions.assertThat;

import io.reactivesockets.error.SocketErrorStatus;
import io.reactivesockets.error.SocketOperationException;
import io.reactivesockets.testing.ChildJvm;
import io.reactivesockets.testing.Peer;
import io.reactivesockets.testing.TwoHosts;
import io.reactivesockets.transport.Transport;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Datagrams that are too large for the link they leave by. */
class DatagramPathTest {

  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  @Test
  void without_fragments_a_datagram_too_large_for_the_link_fails_and_names_what_it_carries() {
    try (TwoHosts hosts = TwoHosts.create()) {
      hosts.left().namespace().ip("link", "set", TwoHosts.DEVICE, "mtu", "1400");

      Peer.Finished child =
          ChildJvm.of(DatagramPathTest::sendTooLarge, hosts.right().ipv4(), hosts.right().ipv6())
              .in(hosts.left().namespace())
              .run(TIMEOUT);

      child.expectSuccess();
      assertThat(child.output())
          .contains("epoll " + hosts.right().ipv4() + " whole 1400")
          .contains("epoll " + hosts.right().ipv6() + " whole 1400")
          .contains("io_uring " + hosts.right().ipv4() + " whole 1400");
    }
  }

  /** In the namespace. */
  static void sendTooLarge(String[] hosts) {
    for (String name : Transport.available()) {
      if (name.equals("nio")) {
        continue; // Only newer JDKs can forbid fragments.
      }
      for (String host : hosts) {
        DatagramSocketControl control =
            DatagramSocketControl.builder()
                .transport(Transport.byName(name))
                .dontFragment(true)
                .build();
        DatagramSocket socket = DatagramSocket.bind(0, control).block(TIMEOUT);
        DatagramSocket connected = DatagramSocket.connect(host, 9, control).block(TIMEOUT);
        for (DatagramSocket each : new DatagramSocket[] {socket, connected}) {
          try {
            each.send(ByteBuffer.allocate(1_401), address(host, 9)).block(TIMEOUT);
            throw new AssertionError("sent more than the link carries");
          } catch (SocketOperationException e) {
            assertThat(e.status()).isEqualTo(SocketErrorStatus.MESSAGE_TOO_LONG);
            assertThat(e).hasMessageContaining("carries packets of 1400");
          }
          each.send(ByteBuffer.allocate(1_300), address(host, 9)).block(TIMEOUT);
        }
        System.out.println(
            name + " " + host + " whole " + connected.information().pathMtu().orElseThrow());
        socket.close().block(TIMEOUT);
        connected.close().block(TIMEOUT);
      }
    }
  }
}
