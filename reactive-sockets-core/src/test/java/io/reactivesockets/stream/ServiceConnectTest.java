package io.reactivesockets.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivesockets.error.ConnectionAttempt;
import io.reactivesockets.error.SocketErrorStatus;
import io.reactivesockets.error.SocketOperationException;
import io.reactivesockets.error.SocketPhase;
import io.reactivesockets.host.EndpointPair;
import io.reactivesockets.host.HostName;
import io.reactivesockets.host.HostNameSortOptions;
import io.reactivesockets.host.ServiceName;
import io.reactivesockets.host.ServiceProtocol;
import io.reactivesockets.transport.internal.EndpointSearch;
import io.reactivesockets.transport.internal.ServiceTargets;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

/** Services by name: aliases and SRV records (RFC 2782). */
class ServiceConnectTest {

  private static final Duration TIMEOUT = ConnectFixture.TIMEOUT;
  private static final String QUERY = "_rs-chat._tcp.example.test";
  private static final HostName DOMAIN = HostName.of("example.test");

  @Test
  void srv_targets_are_tried_by_priority() throws Exception {
    try (ConnectFixture net = new ConnectFixture("nio")) {
      // given the better one refuses
      int dead = net.deadPort();
      int port = net.listen("127.0.0.3", 0).getLocalPort();
      net.dns()
          .srv(QUERY, 20, 0, port, "backup.example.test")
          .srv(QUERY, 10, 0, dead, "main.example.test")
          .address("main.example.test", "127.0.0.2")
          .address("backup.example.test", "127.0.0.3");
      // when
      StreamSocket socket = net.connected(connect(net, "rs-chat"));
      // then
      assertThat(socket.information().remoteAddress()).isEqualTo(HostName.of("127.0.0.3"));
      assertThat(socket.information().remotePort()).isEqualTo(Integer.toString(port));
      assertThat(socket.information().remoteServiceName()).contains("rs-chat");
      assertThat(socket.information().attempts())
          .extracting(ConnectionAttempt::remoteAddress)
          .containsExactly(new InetSocketAddress("127.0.0.2", dead));
    }
  }

  @Test
  void a_target_that_does_not_answer_is_not_waited_for_until_the_deadline() throws Exception {
    try (ConnectFixture net = new ConnectFixture("nio")) {
      // given
      BlackHole hole = net.closing(BlackHole.at("127.0.0.2", 0));
      int port = net.listen("127.0.0.3", 0).getLocalPort();
      net.dns()
          .srv(QUERY, 10, 0, hole.port(), "main.example.test")
          .srv(QUERY, 20, 0, port, "backup.example.test")
          .address("main.example.test", "127.0.0.2")
          .address("backup.example.test", "127.0.0.3");
      // when
      StreamSocket socket = net.connected(connect(net, "rs-chat"));
      // then the better one had four delays of 250 ms to itself, less the moment until it began
      assertThat(socket.information().remoteAddress()).isEqualTo(HostName.of("127.0.0.3"));
      assertThat(socket.information().attempts().get(0).duration())
          .isGreaterThan(Duration.ofMillis(875));
    }
  }

  @Test
  void a_target_whose_name_cannot_be_resolved_is_passed_over() throws Exception {
    try (ConnectFixture net = new ConnectFixture("nio")) {
      // given
      int port = net.listen("127.0.0.3", 0).getLocalPort();
      net.dns()
          .srv(QUERY, 10, 0, 5222, "gone.example.test")
          .srv(QUERY, 20, 0, port, "backup.example.test")
          .address("backup.example.test", "127.0.0.3");
      // when
      StreamSocket socket = net.connected(connect(net, "rs-chat"));
      // then
      assertThat(socket.information().remoteAddress()).isEqualTo(HostName.of("127.0.0.3"));
    }
  }

  @Test
  void targets_of_one_priority_are_drawn_by_weight() throws Exception {
    try (ConnectFixture net = new ConnectFixture("nio")) {
      // given
      net.dns()
          .srv(QUERY, 10, 50, 5222, "a.example.test")
          .srv(QUERY, 10, 50, 5222, "b.example.test");
      ServiceTargets targets = new ServiceTargets(net.transport().names(), ServiceProtocol.TCP);
      // when
      Set<String> first = new TreeSet<>();
      for (int i = 0; i < 200 && first.size() < 2; i++) {
        first.add(
            targets
                .find(DOMAIN, ServiceName.of("rs-chat"))
                .block(TIMEOUT)
                .get(0)
                .host()
                .toString());
      }
      // then
      assertThat(first).containsExactly("a.example.test", "b.example.test");
    }
  }

  @Test
  void a_domain_may_say_that_it_does_not_offer_the_service() throws Exception {
    try (ConnectFixture net = new ConnectFixture("nio")) {
      // given
      net.dns().srv(QUERY, 0, 0, 0, ".");
      // when
      SocketOperationException failure = ConnectFixture.failure(connect(net, "rs-chat"));
      // then
      assertThat(failure.status()).isEqualTo(SocketErrorStatus.CLASS_TYPE_NOT_FOUND);
      assertThat(failure.phase()).isEqualTo(SocketPhase.RESOLVE);
      assertThat(failure.getMessage()).contains("does not offer the service");
      assertThat(net.dns().asked()).containsExactly(QUERY + " SRV");
    }
  }

  @Test
  void a_service_that_nobody_knows_is_told_from_a_name_server_that_fails() throws Exception {
    try (ConnectFixture net = new ConnectFixture("nio")) {
      // given
      net.dns().fails("_broken._tcp.example.test", ScriptedDns.SRV);
      // when
      SocketOperationException unknown = ConnectFixture.failure(connect(net, "no-such-thing"));
      SocketOperationException broken = ConnectFixture.failure(connect(net, "broken"));
      SocketOperationException ofAddress =
          ConnectFixture.failure(
              StreamSocket.connect(HostName.of("127.0.0.1"), "no-such-thing", net.control()));
      // then
      assertThat(unknown.status()).isEqualTo(SocketErrorStatus.CLASS_TYPE_NOT_FOUND);
      assertThat(unknown.getMessage()).startsWith("resolve no-such-thing failed: no port, ");
      assertThat(broken.status()).isEqualTo(SocketErrorStatus.NON_AUTHORITATIVE_HOST_NOT_FOUND);
      assertThat(broken.retryable()).isTrue();
      assertThat(ofAddress.status()).isEqualTo(SocketErrorStatus.CLASS_TYPE_NOT_FOUND);
    }
  }

  @Test
  void an_alias_of_the_services_file_needs_no_srv_record() throws Exception {
    try (ConnectFixture net = new ConnectFixture("nio")) {
      // given
      net.dns().address("example.test", "127.0.0.2");
      // when nobody listens there
      SocketOperationException failure = ConnectFixture.failure(connect(net, "http"));
      // then
      assertThat(failure.attempts())
          .extracting(ConnectionAttempt::remoteAddress)
          .containsExactly(new InetSocketAddress("127.0.0.2", 80));
      assertThat(net.dns().asked()).doesNotContain("_http._tcp.example.test SRV");
    }
  }

  @Test
  void an_underscore_asks_for_the_srv_record_of_a_service_that_has_an_alias() throws Exception {
    try (ConnectFixture net = new ConnectFixture("nio")) {
      // given
      net.dns().srv("_http._tcp.example.test", 0, 0, 0, ".");
      // when
      ConnectFixture.failure(connect(net, "_http"));
      // then
      assertThat(net.dns().asked()).containsExactly("_http._tcp.example.test SRV");
    }
  }

  @Test
  void a_hierarchy_of_services_is_part_of_the_question() throws Exception {
    try (ConnectFixture net = new ConnectFixture("nio")) {
      // given
      net.dns().srv("_rs-chat._service01._tcp.example.test", 0, 0, 0, ".");
      // when
      ConnectFixture.failure(connect(net, "rs-chat._service01"));
      // then
      assertThat(net.dns().asked()).containsExactly("_rs-chat._service01._tcp.example.test SRV");
    }
  }

  @Test
  void endpoint_pairs_tell_every_address_and_port() throws Exception {
    try (ConnectFixture net = new ConnectFixture("nio")) {
      // given
      net.dns()
          .srv(QUERY, 10, 0, 5222, "main.example.test")
          .srv(QUERY, 20, 0, 443, "backup.example.test")
          .srv(QUERY, 30, 0, 5222, "gone.example.test")
          .address("main.example.test", "127.0.0.2", "127.0.0.3", "::1")
          .address("backup.example.test", "127.0.0.4");
      // when
      List<EndpointPair> spread = search(net, HostNameSortOptions.NONE, "rs-chat");
      List<EndpointPair> preferred =
          search(net, HostNameSortOptions.OPTIMIZE_FOR_LONG_CONNECTIONS, "rs-chat");
      // then
      assertThat(preferred)
          .containsExactly(
              EndpointPair.to(HostName.of("::1"), "5222"),
              EndpointPair.to(HostName.of("127.0.0.2"), "5222"),
              EndpointPair.to(HostName.of("127.0.0.3"), "5222"),
              EndpointPair.to(HostName.of("127.0.0.4"), "443"));
      assertThat(spread).containsExactlyInAnyOrderElementsOf(preferred);
    }
  }

  @Test
  void endpoint_pairs_of_a_missing_name_are_an_error() throws Exception {
    try (ConnectFixture net = new ConnectFixture("nio")) {
      // when
      SocketOperationException failure =
          ConnectFixture.failure(
              new EndpointSearch(net.transport(), ServiceProtocol.TCP, HostNameSortOptions.NONE)
                  .pairs(HostName.of("missing.test"), ServiceName.of("80"), TIMEOUT));
      // then
      assertThat(failure.status()).isEqualTo(SocketErrorStatus.HOST_NOT_FOUND);
      assertThat(failure.target()).contains("missing.test");
    }
  }

  @Test
  void endpoint_pairs_of_localhost_are_its_loopback_addresses() {
    // when
    List<EndpointPair> pairs =
        StreamSocket.endpointPairs(HostName.of("localhost"), "8080").block(TIMEOUT);
    // then
    assertThat(pairs)
        .containsExactlyInAnyOrder(
            EndpointPair.to(HostName.of("::1"), "8080"),
            EndpointPair.to(HostName.of("127.0.0.1"), "8080"));
  }

  private static Mono<StreamSocket> connect(ConnectFixture net, String service) {
    return StreamSocket.connect(DOMAIN, service, net.control());
  }

  private static List<EndpointPair> search(
      ConnectFixture net, HostNameSortOptions options, String service) {
    return new EndpointSearch(net.transport(), ServiceProtocol.TCP, options)
        .pairs(DOMAIN, ServiceName.of(service), TIMEOUT)
        .block(TIMEOUT);
  }
}
