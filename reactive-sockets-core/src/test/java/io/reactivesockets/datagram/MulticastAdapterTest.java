package io.reactivesockets.datagram;

import static io.reactivesockets.datagram.Sockets.address;
import static io.reactivesockets.datagram.Sockets.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.netty.channel.uring.IoUring;
import io.reactivesockets.host.HostName;
import io.reactivesockets.host.NetworkAdapter;
import io.reactivesockets.testing.ChildJvm;
import io.reactivesockets.testing.NetworkNamespace;
import io.reactivesockets.testing.Peer;
import io.reactivesockets.transport.Transport;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Multicast groups on adapters that come and go. */
class MulticastAdapterTest {

  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  @ParameterizedTest(name = "{displayName} [told: {0}]")
  @ValueSource(booleans = {true, false})
  void a_group_is_joined_again_when_its_adapter_was_made_anew(boolean told) {
    assumeThat(!told || IoUring.isAvailable()).as("the system tells").isTrue();
    try (NetworkNamespace namespace = NetworkNamespace.create()) {
      plug(namespace);
      try (Peer child = listener(told).in(namespace).start()) {
        child.awaitLine("heard on the first adapter", TIMEOUT);

        namespace.ip("link", "del", "grp0");
        plug(namespace);

        child.awaitLine("heard on the second adapter", TIMEOUT);
        child.awaitExit(TIMEOUT).expectSuccess();
      }
    }
  }

  /** Where the system tells it is never looked otherwise; without native code it does not tell. */
  private static ChildJvm listener(boolean told) {
    return told
        ? ChildJvm.of(MulticastAdapterTest::listen, "PT1H")
        : ChildJvm.of(MulticastAdapterTest::listen, "PT0.2S")
            .flags("-Dio.netty.transport.noNative=true");
  }

  private static void plug(NetworkNamespace namespace) {
    namespace.ip("link", "add", "grp0", "type", "veth", "peer", "name", "grp1");
    namespace.address("grp0", "10.78.0.1/24");
    namespace.ip("link", "set", "grp1", "up");
    namespace.ip("link", "set", "grp0", "up");
  }

  /** In the namespace. */
  static void listen(String[] arguments) {
    DatagramSocketControl control =
        DatagramSocketControl.builder()
            .transport(Transport.system())
            .networkWatchInterval(Duration.parse(arguments[0]))
            .build();
    DatagramSocket receiver = DatagramSocket.bind(0, control).block(TIMEOUT);
    HostName group = HostName.of("239.78.1.1");
    int first = adapter().index();
    receiver.join(group, adapter()).block(TIMEOUT);
    hear(receiver);
    System.out.println("heard on the first adapter");
    Flux.interval(Duration.ofMillis(50))
        .filter(tick -> NetworkAdapter.byName("grp0").filter(a -> a.index() != first).isPresent())
        .blockFirst(TIMEOUT);
    hear(receiver);
    System.out.println("heard on the second adapter");
    assertThat(receiver.information().memberships()).hasSize(1);
    receiver.close().block(TIMEOUT);
  }

  /** Sends to the group, by what the adapter is then, until it is heard. */
  private static void hear(DatagramSocket receiver) {
    receiver
        .messages()
        .mergeWith(
            Flux.interval(Duration.ofMillis(100))
                .onBackpressureDrop()
                .concatMap(tick -> send(receiver.port()).onErrorComplete())
                .thenMany(Flux.empty()))
        .blockFirst(TIMEOUT);
  }

  private static Mono<Void> send(int port) {
    return Mono.defer(
        () ->
            DatagramSocket.bind(
                    0, DatagramSocketControl.builder().multicastAdapter(adapter()).build())
                .flatMap(
                    sender ->
                        sender.send(bytes("x"), address("239.78.1.1", port)).then(sender.close())));
  }

  private static NetworkAdapter adapter() {
    return NetworkAdapter.byName("grp0").orElseThrow();
  }
}
