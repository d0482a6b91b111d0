package io.reactivesockets.error;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivesockets.stream.StreamSocket;
import io.reactivesockets.stream.StreamSocketControl;
import io.reactivesockets.transport.NameResolution;
import io.reactivesockets.transport.Transport;
import io.reactivesockets.transport.TransportControl;
import io.reactivesockets.transport.netty.NettyTransport;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.test.StepVerifier;

/** What a name server's answer, or its silence, is called over each transport. */
class ProvokedLookupsTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final Duration QUERY_TIMEOUT = Duration.ofMillis(500);

  static Stream<Arguments> answers() {
    return Transport.available().stream()
        .flatMap(
            transport ->
                Stream.of(
                    Arguments.of(transport, "nobody", SocketErrorStatus.HOST_NOT_FOUND),
                    Arguments.of(
                        transport, "empty", SocketErrorStatus.NO_DATA_RECORD_OF_REQUESTED_TYPE),
                    Arguments.of(
                        transport, "fail", SocketErrorStatus.NON_AUTHORITATIVE_HOST_NOT_FOUND),
                    Arguments.of(
                        transport, "silent", SocketErrorStatus.NON_AUTHORITATIVE_HOST_NOT_FOUND)));
  }

  @ParameterizedTest
  @MethodSource("answers")
  void each_answer_of_a_name_server_has_its_status(
      String transport, String host, SocketErrorStatus status) throws Exception {
    try (LoopbackDns dns = new LoopbackDns()) {
      expectFailure(transport, dns.address(), host + ".example.", status);
    }
  }

  @ParameterizedTest
  @MethodSource("transports")
  void a_name_server_that_does_not_run_may_come_back(String transport) throws Exception {
    InetSocketAddress nobody;
    try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      nobody = (InetSocketAddress) socket.getLocalSocketAddress();
    }
    expectFailure(
        transport, nobody, "any.example.", SocketErrorStatus.NON_AUTHORITATIVE_HOST_NOT_FOUND);
  }

  @ParameterizedTest
  @MethodSource("transports")
  void connecting_to_a_name_that_does_not_exist_fails_while_resolving(String name)
      throws Exception {
    try (LoopbackDns dns = new LoopbackDns()) {
      Transport transport = Transport.open(name, asking(dns.address()));
      try {
        StepVerifier.create(
                StreamSocket.connect(
                    "nobody.example.",
                    443,
                    StreamSocketControl.builder().transport(transport).build()))
            .expectErrorSatisfies(
                e ->
                    assertThat(e)
                        .isInstanceOfSatisfying(
                            SocketOperationException.class,
                            own -> {
                              assertThat(own.status()).isEqualTo(SocketErrorStatus.HOST_NOT_FOUND);
                              assertThat(own.phase()).isEqualTo(SocketPhase.RESOLVE);
                              assertThat(own.retryable()).isFalse();
                            })
                        .hasMessageContaining("nobody.example")
                        .hasMessageContaining("no such host"))
            .verify(TIMEOUT);
      } finally {
        shutDown(transport);
      }
    }
  }

  static List<String> transports() {
    return Transport.available();
  }

  private static void expectFailure(
      String name, InetSocketAddress nameServer, String host, SocketErrorStatus status) {
    expectFailure(Transport.open(name, asking(nameServer)), host, status);
  }

  private static TransportControl asking(InetSocketAddress nameServer) {
    return TransportControl.builder()
        .threads(1)
        .nameServers(List.of(nameServer))
        .queryTimeout(QUERY_TIMEOUT)
        .build();
  }

  private static void shutDown(Transport transport) {
    transport.shutdown(Duration.ZERO, TIMEOUT).block(TIMEOUT);
  }

  private static void expectFailure(Transport transport, String host, SocketErrorStatus status) {
    try {
      StepVerifier.create(NettyTransport.of(transport).names().ipv4(host))
          .expectErrorSatisfies(
              e -> {
                assertThat(SocketError.statusOf(e)).describedAs(e.toString()).isEqualTo(status);
                assertThat(SocketError.statusOf(e, SocketPhase.RESOLVE)).isEqualTo(status);
              })
          .verify(TIMEOUT);
    } finally {
      shutDown(transport);
    }
  }

  @ParameterizedTest
  @MethodSource("transports")
  void the_systems_own_lookup_knows_a_name_that_does_not_exist(String transport) {
    // The top-level domain .invalid is reserved (RFC 6761); without a network the answer may
    // differ.
    TransportControl control =
        TransportControl.builder().threads(1).nameResolution(NameResolution.SYSTEM).build();
    expectFailure(
        Transport.open(transport, control), "nobody.invalid", SocketErrorStatus.HOST_NOT_FOUND);
  }
}
