package io.reactivesockets.datagram;

import static io.reactivesockets.datagram.Sockets.TIMEOUT;
import static io.reactivesockets.datagram.Sockets.address;
import static org.assertj.core.api.Assertions.assertThat;

import io.reactivesockets.testing.OnEachTransport;
import io.reactivesockets.testing.Peer;
import io.reactivesockets.testing.Tools;
import io.reactivesockets.transport.Transport;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.stream.IntStream;
import reactor.core.publisher.Mono;

/** Datagrams to socat and back. */
class DatagramSocatTest {

  private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(30);

  @OnEachTransport
  void socat_echoes_datagrams_of_every_size_over_ipv4(Transport transport) {
    socatEchoes(transport, "UDP4-LISTEN:0,bind=127.0.0.1", "127.0.0.1", 65_507);
  }

  @OnEachTransport
  void socat_echoes_datagrams_of_every_size_over_ipv6(Transport transport) {
    socatEchoes(transport, "UDP6-LISTEN:0,bind=[::1]", "::1", 65_527);
  }

  private static void socatEchoes(Transport transport, String listen, String host, int longest) {
    Tools.require("socat");
    try (Sockets sockets = Sockets.on(transport)) {
      echoes(sockets.bind(host), listen, host, longest);
      DatagramSocket connected;
      try (Peer socat = socat(listen)) {
        connected = sockets.connect(host, portOf(socat));
        echoes(connected, socat, null, longest);
      }
    }
  }

  private static void echoes(DatagramSocket socket, String listen, String host, int longest) {
    try (Peer socat = socat(listen)) {
      echoes(socket, socat, address(host, portOf(socat)), longest);
    }
  }

  /** An empty datagram ends socat here, which says goodbye with another one. */
  private static Peer socat(String listen) {
    return Peer.command("socat", "-dd", "-b", "65536", listen + ",null-eof,shut-null", "PIPE")
        .start();
  }

  private static int portOf(Peer socat) {
    return Integer.parseInt(
        socat.awaitLine("listening on UDP AF=\\d+ .*:(\\d+)", TIMEOUT).group(1));
  }

  private static void echoes(DatagramSocket socket, Peer socat, InetSocketAddress to, int longest) {
    IntStream.of(1, 2, 1_472, 1_473, 2_048, 2_049, 9_000, 65_507, longest, 0)
        .forEach(
            size -> {
              byte[] sent = Sockets.noise(size);
              Mono<Void> sending =
                  to == null
                      ? socket.send(ByteBuffer.wrap(sent))
                      : socket.send(ByteBuffer.wrap(sent), to);
              Mono<Message> echoed = socket.messages().next();
              sending.block(TIMEOUT);
              Message got = echoed.block(ANSWER_TIMEOUT);
              assertThat(got).as("the answer to %s bytes", size).isNotNull();
              assertThat(got.payload()).isEqualTo(ByteBuffer.wrap(sent));
            });
    socat.awaitExit(TIMEOUT).expectSuccess();
  }
}
