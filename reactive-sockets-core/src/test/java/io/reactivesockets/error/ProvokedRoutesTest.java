package io.reactivesockets.error;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivesockets.stream.StreamSocket;
import io.reactivesockets.stream.StreamSocketControl;
import io.reactivesockets.testing.ChildJvm;
import io.reactivesockets.testing.NetworkNamespace;
import io.reactivesockets.testing.Peer;
import io.reactivesockets.transport.Transport;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * What a network without a way to the peer is called over each transport.
 *
 * <p>Each namespace runs one child JVM, which tries all transports of the machine at once.
 */
class ProvokedRoutesTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(60);
  private static final int PORT = 443;
  private static final String TOLD = "told: ";

  @Test
  void a_network_to_which_there_is_no_route_is_unreachable() {
    try (NetworkNamespace namespace = NetworkNamespace.create()) {
      expect(SocketErrorStatus.NETWORK_IS_UNREACHABLE, namespace, "198.51.100.1", "2001:db8::1");
    }
  }

  @Test
  void a_route_that_says_unreachable_makes_the_host_so() {
    try (NetworkNamespace namespace = NetworkNamespace.create()) {
      namespace.ip("route", "add", "unreachable", "198.51.100.0/24");
      expect(SocketErrorStatus.UNREACHABLE_HOST, namespace, "198.51.100.1");
    }
  }

  @Test
  void a_route_that_prohibits_denies_access() {
    try (NetworkNamespace namespace = NetworkNamespace.create()) {
      link(namespace);
      namespace.ip("route", "add", "prohibit", "198.51.100.0/24");
      expect(SocketErrorStatus.ACCESS_DENIED, namespace, "198.51.100.1");
    }
  }

  @Test
  void an_ipv6_address_needs_a_machine_with_ipv6() {
    try (NetworkNamespace namespace = NetworkNamespace.create()) {
      namespace.run("sysctl", "-qw", "net.ipv6.conf.all.disable_ipv6=1");
      expect(SocketErrorStatus.ADDRESS_FAMILY_NOT_SUPPORTED, namespace, "::1");
    }
  }

  @Test
  void a_neighbour_that_does_not_answer_is_an_unreachable_host() {
    try (NetworkNamespace namespace = NetworkNamespace.create()) {
      link(namespace);
      namespace.run("sysctl", "-qw", "net.ipv4.neigh.link0.retrans_time_ms=100");
      namespace.run("sysctl", "-qw", "net.ipv6.neigh.link0.retrans_time_ms=100");
      expect(SocketErrorStatus.UNREACHABLE_HOST, namespace, "10.77.0.9", "fd77::9");
    }
  }

  @Test
  void a_host_that_stays_silent_until_the_system_gives_up_has_timed_out() {
    try (NetworkNamespace namespace = NetworkNamespace.create()) {
      link(namespace);
      namespace.ip(
          "neigh",
          "add",
          "10.77.0.8",
          "lladdr",
          "02:00:00:00:00:08",
          "dev",
          "link0",
          "nud",
          "permanent");
      namespace.run("sysctl", "-qw", "net.ipv4.tcp_syn_retries=1");
      expect(SocketErrorStatus.CONNECTION_TIMED_OUT, namespace, "10.77.0.8");
    }
  }

  /** A link whose other end nobody answers at. */
  private static void link(NetworkNamespace namespace) {
    namespace.ip("link", "add", "link0", "type", "veth", "peer", "name", "link1");
    namespace.ip("link", "set", "link0", "up");
    namespace.ip("link", "set", "link1", "up");
    namespace.address("link0", "10.77.0.1/24");
    namespace.address("link0", "fd77::1/64");
  }

  private static void expect(
      SocketErrorStatus status, NetworkNamespace namespace, String... hosts) {
    Peer.Finished child =
        ChildJvm.of(ProvokedRoutesTest::attemptAll, hosts).in(namespace).run(TIMEOUT);

    List<String> expected =
        Transport.available().stream()
            .flatMap(
                name ->
                    List.of(hosts).stream().map(host -> TOLD + name + " " + host + " " + status))
            .toList();
    assertThat(child.expectSuccess().output().lines().filter(line -> line.startsWith(TOLD)))
        .describedAs(child.errors())
        .containsExactlyElementsOf(expected);
  }

  static void attemptAll(String[] hosts) {
    Flux.fromIterable(Transport.available())
        .flatMapSequential(name -> Flux.just(hosts).flatMapSequential(host -> attempt(name, host)))
        .doOnNext(System.out::println)
        .then()
        .block(TIMEOUT);
  }

  private static Mono<String> attempt(String name, String host) {
    StreamSocketControl control =
        StreamSocketControl.builder()
            .transport(Transport.byName(name))
            .connectTimeout(Duration.ofSeconds(30))
            .build();
    return StreamSocket.connect(host, PORT, control)
        .map(connected -> "connected")
        .onErrorResume(error -> Mono.just(told(error)))
        .map(outcome -> TOLD + name + " " + host + " " + outcome);
  }

  private static String told(Throwable error) {
    error.printStackTrace();
    return error instanceof SocketOperationException own && own.phase() == SocketPhase.CONNECT
        ? own.status().name()
        : error.toString();
  }
}
