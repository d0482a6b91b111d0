package io.reactivesockets.micrometer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.reactivesockets.datagram.Datagram;
import io.reactivesockets.datagram.DatagramSocket;
import io.reactivesockets.datagram.DatagramSocketControl;
import io.reactivesockets.datagram.DropPolicy;
import io.reactivesockets.error.SocketErrorStatus;
import io.reactivesockets.error.SocketOperationException;
import io.reactivesockets.host.HostName;
import io.reactivesockets.metrics.SocketRole;
import io.reactivesockets.stream.SocketPair;
import io.reactivesockets.stream.StreamSocket;
import io.reactivesockets.stream.StreamSocketControl;
import io.reactivesockets.stream.StreamSocketListener;
import io.reactivesockets.stream.StreamSocketListenerControl;
import io.reactivesockets.testing.OnEachTransport;
import io.reactivesockets.testing.Tolerates;
import io.reactivesockets.tls.CertificatePolicy;
import io.reactivesockets.tls.SocketProtectionLevel;
import io.reactivesockets.tls.TestAuthority;
import io.reactivesockets.tls.TlsClientControl;
import io.reactivesockets.tls.TlsServerControl;
import io.reactivesockets.transport.Transport;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

class MicrometerSocketMetricsTest {

  private static final Duration TIMEOUT = Duration.ofSeconds(60);
  private static final List<String> CLIENT = List.of("kind", "stream", "side", "client");
  private static final List<String> SERVER = List.of("kind", "stream", "side", "server");

  private static final List<String> DATAGRAM = List.of("kind", "datagram", "side", "none");

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final MicrometerSocketMetrics metrics = MicrometerSocketMetrics.of(registry);

  @OnEachTransport
  void bytes_and_open_sockets_of_both_sides_are_counted(Transport transport) {
    // given
    try (SocketPair pair =
        SocketPair.on(
            transport, client -> client.metrics(metrics), server -> server.metrics(metrics))) {
      // when
      StepVerifier.create(
              pair.client()
                  .send(ByteBuffer.wrap("question".getBytes(UTF_8)))
                  .then(pair.client().shutdownOutput())
                  .then(pair.server().send(pair.server().input()))
                  .then(pair.server().shutdownOutput())
                  .thenMany(pair.client().input())
                  .then())
          .expectComplete()
          .verify(TIMEOUT);

      // then
      assertThat(value("open", CLIENT)).isOne();
      assertThat(value("open", SERVER)).isOne();
      assertThat(value("sent", CLIENT)).isEqualTo(8);
      assertThat(value("received", SERVER)).isEqualTo(8);
      assertThat(value("sent", SERVER)).isEqualTo(8);
      assertThat(value("received", CLIENT)).isEqualTo(8);
    }
    assertThat(value("open", CLIENT)).isZero();
    assertThat(value("open", SERVER)).isZero();
    assertThat(value("opened", CLIENT)).isOne();
    assertThat(connects("SUCCESS")).isOne();
  }

  @OnEachTransport
  void datagrams_are_counted_and_so_are_those_dropped(Transport transport) {
    // given
    DatagramSocketControl small =
        DatagramSocketControl.builder()
            .transport(transport)
            .metrics(metrics)
            .dropPolicy(DropPolicy.OLDEST)
            .readAheadBytes(4_096)
            .build();
    DatagramSocket receiver = DatagramSocket.bind("127.0.0.1", 0, small).block(TIMEOUT);
    DatagramSocket sender =
        DatagramSocket.connect("127.0.0.1", receiver.port(), small).block(TIMEOUT);

    // when ten datagrams come to a socket that keeps three
    StepVerifier.create(
            sender.send(Flux.range(0, 10).map(i -> Datagram.of(ByteBuffer.allocate(1_000)))))
        .expectNextCount(1)
        .expectComplete()
        .verify(TIMEOUT);
    StepVerifier.create(
            Mono.fromSupplier(() -> value("received", DATAGRAM))
                .repeatWhen(again -> again.delayElements(Duration.ofMillis(5)))
                .filter(bytes -> bytes == 10_000)
                .next())
        .expectNextCount(1)
        .expectComplete()
        .verify(TIMEOUT);

    // then
    assertThat(value("open", DATAGRAM)).isEqualTo(2);
    assertThat(value("sent", DATAGRAM)).isEqualTo(10_000);
    assertThat(value("dropped", DATAGRAM)).isEqualTo(7);
    Mono.when(sender.close(), receiver.close()).block(TIMEOUT);
    assertThat(value("open", DATAGRAM)).isZero();
    assertThat(value("dropped", DATAGRAM)).isEqualTo(10);
  }

  @OnEachTransport
  void a_connect_that_fails_is_timed_under_its_status(Transport transport) throws IOException {
    try (Socket holder = new Socket()) {
      // given
      holder.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));

      // when
      StepVerifier.create(
              StreamSocket.connect(
                  holder.getLocalAddress().getHostAddress(),
                  holder.getLocalPort(),
                  StreamSocketControl.builder().transport(transport).metrics(metrics).build()))
          .expectError(SocketOperationException.class)
          .verify(TIMEOUT);

      // then
      assertThat(connects(SocketErrorStatus.CONNECTION_REFUSED.name())).isOne();
      assertThat(connects("SUCCESS")).isZero();
    }
  }

  @Test
  @Tolerates(
      value = {"NativeSslSession", "DefaultOpenSslKeyMaterial", "more objects not released"},
      because = "sessions to resume and converted keys are kept with their context")
  void handshakes_are_timed_and_those_that_fail_are_refused_connections() {
    // given
    TestAuthority root = TestAuthority.root("Metered Root");
    StreamSocketListener listener =
        StreamSocketListener.bind(
                HostName.of("127.0.0.1"),
                "0",
                SocketProtectionLevel.TLS12,
                StreamSocketListenerControl.builder()
                    .tls(TlsServerControl.builder(root.peer("localhost")).build())
                    .accepted(StreamSocketControl.builder().metrics(metrics).build())
                    .build())
            .blockOptional(TIMEOUT)
            .orElseThrow();
    StreamSocketControl trusting =
        StreamSocketControl.builder()
            .metrics(metrics)
            .tls(
                TlsClientControl.builder()
                    .certificatePolicy(CertificatePolicy.builder().trust(root.trust()).build())
                    .build())
            .build();

    // when
    StepVerifier.create(
            Mono.zip(listener.connections().next(), connect(listener, trusting))
                .flatMap(both -> both.getT1().reset().then(both.getT2().reset())))
        .expectComplete()
        .verify(TIMEOUT);
    Disposable accepting = listener.connections().subscribe();
    StepVerifier.create(connect(listener, StreamSocketControl.builder().metrics(metrics).build()))
        .expectError(SocketOperationException.class)
        .verify(TIMEOUT);
    accepting.dispose();
    listener.close().block(TIMEOUT);

    // then
    assertThat(outcomes("handshake", CLIENT))
        .containsExactlyInAnyOrder("SUCCESS", SocketErrorStatus.CERTIFICATE_UNTRUSTED_ROOT.name());
    assertThat(outcomes("handshake", SERVER)).contains("SUCCESS");
    assertThat(value("open", CLIENT)).isZero();
  }

  @Test
  void every_meter_is_told_apart_by_kind_and_side_only() {
    for (SocketRole role : SocketRole.values()) {
      metrics.opened(role);
      metrics.refused(role);
      metrics.dropped(role, 2);
    }

    Set<String> keys =
        registry.getMeters().stream()
            .flatMap(meter -> meter.getId().getTags().stream())
            .map(tag -> tag.getKey())
            .collect(Collectors.toSet());
    assertThat(keys).containsExactlyInAnyOrder("kind", "side");
    assertThat(value("dropped", List.of("kind", "datagram", "side", "none"))).isEqualTo(2);
  }

  private static Mono<StreamSocket> connect(
      StreamSocketListener listener, StreamSocketControl control) {
    return StreamSocket.connect("localhost", listener.port(), SocketProtectionLevel.TLS12, control);
  }

  private double value(String name, List<String> tags) {
    return registry
        .get("reactive.sockets." + name)
        .tags(tags.toArray(String[]::new))
        .meter()
        .measure()
        .iterator()
        .next()
        .getValue();
  }

  private long connects(String outcome) {
    return registry.find("reactive.sockets.connect").tag("outcome", outcome).timers().stream()
        .mapToLong(timer -> timer.count())
        .sum();
  }

  private List<String> outcomes(String name, List<String> tags) {
    return registry
        .get("reactive.sockets." + name)
        .tags(tags.toArray(String[]::new))
        .meters()
        .stream()
        .map(Meter::getId)
        .map(id -> String.valueOf(id.getTag("outcome")))
        .toList();
  }
}
