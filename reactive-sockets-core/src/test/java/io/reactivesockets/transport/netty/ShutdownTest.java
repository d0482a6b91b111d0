package io.reactivesockets.transport.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivesockets.error.SocketErrorStatus;
import io.reactivesockets.error.SocketOperationException;
import io.reactivesockets.transport.Transport;
import io.reactivesockets.transport.TransportControl;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Signal;

/** A transport that ends takes along what it has opened for itself. */
class ShutdownTest {

  private static final Duration TIMEOUT = Duration.ofSeconds(20);
  private static final int TIMES = 24;

  static List<String> transports() {
    return Transport.available();
  }

  private static NettyTransport asking(DatagramSocket nameServer, String name) {
    return NettyTransport.of(
        Transport.open(
            name,
            TransportControl.builder()
                .threads(2)
                .nameServers(List.of((InetSocketAddress) nameServer.getLocalSocketAddress()))
                .queryTimeout(TIMEOUT)
                .build()));
  }

  @ParameterizedTest
  @MethodSource("transports")
  void a_lookup_under_way_ends_with_its_transport_and_leaves_no_socket(String name)
      throws IOException {
    for (int i = 0; i < TIMES; i++) {
      try (DatagramSocket silent = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
        // Given questions that nobody answers, at first on their way and later with the server
        silent.setSoTimeout((int) TIMEOUT.toMillis());
        NettyTransport transport = asking(silent, name);
        Mono<List<Signal<List<InetAddress>>>> ends =
            Flux.merge(
                    transport.names().ipv4("host.example").materialize(),
                    transport.names().ipv6("host.example").materialize())
                .collectList()
                .cache();
        ends.subscribe();
        if (i % 2 == 0) {
          silent.receive(new DatagramPacket(new byte[512], 512));
        }

        // When
        transport.shutdown(Duration.ZERO, Duration.ofSeconds(5)).block(TIMEOUT);

        // Then
        assertThat(ends.block(TIMEOUT))
            .hasSize(2)
            .allSatisfy(
                end ->
                    assertThat(end.getThrowable())
                        .isInstanceOfSatisfying(
                            SocketOperationException.class,
                            failure ->
                                assertThat(failure.status())
                                    .isEqualTo(SocketErrorStatus.OPERATION_ABORTED)));
      }
    }
  }
}
