package io.reactivesockets.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.reactivesockets.error.ConnectionAttempt;
import io.reactivesockets.error.SocketErrorStatus;
import io.reactivesockets.error.SocketOperationException;
import io.reactivesockets.error.SocketPhase;
import io.reactivesockets.host.EndpointPair;
import io.reactivesockets.host.HostName;
import io.reactivesockets.host.NetworkAdapter;
import io.reactivesockets.host.NetworkCapabilities;
import io.reactivesockets.host.NetworkCapability;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Connecting for real: names from a name server of the test, sockets on loopback. */
class ConnectTest {

  private static final Duration TIMEOUT = ConnectFixture.TIMEOUT;

  static List<String> transports() {
    return ConnectFixture.transports();
  }

  @ParameterizedTest(name = "{displayName} [{0}]")
  @MethodSource("transports")
  void a_name_with_both_families_connects_by_ipv6(String transport) throws Exception {
    try (ConnectFixture net = new ConnectFixture(transport)) {
      // given
      int port = net.listen("::1", 0).getLocalPort();
      net.listen("127.0.0.1", port);
      net.dns()
          .address("both.example", "127.0.0.1", "::1")
          .delay("both.example", ScriptedDns.A, Duration.ofMillis(30));
      StreamSocketControl control =
          net.control(c -> c.connectionAttemptDelay(Duration.ofMinutes(1)));
      // when
      StreamSocket socket = net.connected(net.connect("both.example", port, control));
      // then
      assertThat(socket.information().remoteAddress()).isEqualTo(HostName.of("::1"));
      assertThat(socket.information().remotePort()).isEqualTo(Integer.toString(port));
      assertThat(socket.information().remoteHostName()).contains(HostName.of("both.example"));
      assertThat(socket.information().attempts()).isEmpty();
      // The other question may not have left when this one had led to a socket.
      assertThat(net.dns().asked())
          .contains("both.example AAAA")
          .isSubsetOf("both.example A", "both.example AAAA");
    }
  }

  @ParameterizedTest(name = "{displayName} [{0}]")
  @MethodSource("transports")
  void an_address_that_does_not_answer_is_overtaken_by_the_next(String transport) throws Exception {
    try (ConnectFixture net = new ConnectFixture(transport)) {
      // given
      int port = net.listen("127.0.0.3", 0).getLocalPort();
      net.closing(BlackHole.at("127.0.0.2", port));
      net.dns().address("slow.example", "127.0.0.2", "127.0.0.3");
      // when
      StreamSocket socket = net.connected(net.connect("slow.example", port, net.control()));
      // then
      assertThat(socket.information().remoteAddress()).isEqualTo(HostName.of("127.0.0.3"));
      ConnectionAttempt overtaken = socket.information().attempts().get(0);
      assertThat(overtaken.remoteAddress()).isEqualTo(new InetSocketAddress("127.0.0.2", port));
      assertThat(overtaken.status()).isEqualTo(SocketErrorStatus.OPERATION_ABORTED);
      assertThat(overtaken.duration()).isGreaterThanOrEqualTo(Duration.ofMillis(250));
      assertThat(net.transport().openedCount()).isEqualTo(2);
      assertThat(net.transport().open()).hasSize(1);
    }
  }

  @ParameterizedTest(name = "{displayName} [{0}]")
  @MethodSource("transports")
  void after_a_refusal_the_next_address_need_not_wait(String transport) throws Exception {
    try (ConnectFixture net = new ConnectFixture(transport)) {
      // given a delay that the test would not survive
      int port = net.listen("127.0.0.3", 0).getLocalPort();
      net.dns().address("refusing.example", "127.0.0.2", "127.0.0.3");
      StreamSocketControl control =
          net.control(c -> c.connectionAttemptDelay(Duration.ofMinutes(5)));
      // when
      StreamSocket socket = net.connected(net.connect("refusing.example", port, control));
      // then
      assertThat(socket.information().remoteAddress()).isEqualTo(HostName.of("127.0.0.3"));
      assertThat(socket.information().attempts())
          .extracting(ConnectionAttempt::status)
          .containsExactly(SocketErrorStatus.CONNECTION_REFUSED);
    }
  }

  @ParameterizedTest(name = "{displayName} [{0}]")
  @MethodSource("transports")
  void when_every_address_refuses_the_error_tells_them_all(String transport) throws Exception {
    try (ConnectFixture net = new ConnectFixture(transport)) {
      // given
      int port = net.deadPort();
      net.dns().address("dead.example", "127.0.0.2", "127.0.0.3");
      // when
      SocketOperationException failure =
          ConnectFixture.failure(net.connect("dead.example", port, net.control()));
      // then
      assertThat(failure.status()).isEqualTo(SocketErrorStatus.CONNECTION_REFUSED);
      assertThat(failure.phase()).isEqualTo(SocketPhase.CONNECT);
      assertThat(failure.operation()).isEqualTo("connect");
      assertThat(failure.target()).contains("tcp://dead.example:" + port);
      assertThat(failure.remoteAddress()).contains(new InetSocketAddress("127.0.0.2", port));
      assertThat(failure.retryable()).isTrue();
      assertThat(failure.attempts())
          .extracting(ConnectionAttempt::remoteAddress)
          .containsExactly(
              new InetSocketAddress("127.0.0.2", port), new InetSocketAddress("127.0.0.3", port));
      assertThat(failure.attempts()).allSatisfy(each -> assertThat(each.cause()).isPresent());
      assertThat(failure.getCause()).isSameAs(failure.attempts().get(0).cause().orElseThrow());
      assertThat(failure.getSuppressed())
          .containsExactly(failure.attempts().get(1).cause().orElseThrow());
      assertThat(failure.getMessage())
          .matches(
              "connect to tcp://dead\\.example:\\d+ was refused after \\S+ms"
                  + " \\(tried 127\\.0\\.0\\.2, 127\\.0\\.0\\.3\\);"
                  + " check that a server listens there");
    }
  }

  @Test
  void why_a_name_has_no_address_is_told_so_when_it_is_remembered() throws Exception {
    try (ConnectFixture net = new ConnectFixture("nio")) {
      // given
      net.dns().empty("empty.example");
      net.dns().fails("broken.example", ScriptedDns.A).fails("broken.example", ScriptedDns.AAAA);
      Flux<SocketErrorStatus> statuses =
          Flux.just("missing.example", "empty.example", "broken.example")
              .map(name -> ConnectFixture.failure(net.connect(name, 80, net.control())).status());
      List<SocketErrorStatus> first = statuses.collectList().block(TIMEOUT);
      List<String> asked = net.dns().asked();
      // when
      List<SocketErrorStatus> second = statuses.collectList().block(TIMEOUT);
      // then
      assertThat(first)
          .containsExactly(
              SocketErrorStatus.HOST_NOT_FOUND,
              SocketErrorStatus.NO_DATA_RECORD_OF_REQUESTED_TYPE,
              SocketErrorStatus.NON_AUTHORITATIVE_HOST_NOT_FOUND);
      assertThat(second).isEqualTo(first);
      assertThat(net.dns().asked().subList(asked.size(), net.dns().asked().size()))
          .isNotEmpty()
          .allSatisfy(question -> assertThat(question).startsWith("broken.example "));
    }
  }

  @ParameterizedTest(name = "{displayName} [{0}]")
  @MethodSource("transports")
  void a_name_that_does_not_exist_is_told_from_one_without_addresses(String transport)
      throws Exception {
    try (ConnectFixture net = new ConnectFixture(transport)) {
      // given
      net.dns().empty("empty.example");
      net.dns().fails("broken.example", ScriptedDns.A).fails("broken.example", ScriptedDns.AAAA);
      // when
      SocketOperationException missing =
          ConnectFixture.failure(net.connect("missing.example", 80, net.control()));
      SocketOperationException empty =
          ConnectFixture.failure(net.connect("empty.example", 80, net.control()));
      SocketOperationException broken =
          ConnectFixture.failure(net.connect("broken.example", 80, net.control()));
      // then
      assertThat(missing.status()).isEqualTo(SocketErrorStatus.HOST_NOT_FOUND);
      assertThat(missing.phase()).isEqualTo(SocketPhase.RESOLVE);
      assertThat(missing.retryable()).isFalse();
      assertThat(missing)
          .hasMessage("resolve missing.example failed: no such host; check the name");
      assertThat(empty.status()).isEqualTo(SocketErrorStatus.NO_DATA_RECORD_OF_REQUESTED_TYPE);
      assertThat(broken.status()).isEqualTo(SocketErrorStatus.NON_AUTHORITATIVE_HOST_NOT_FOUND);
      assertThat(broken.retryable()).isTrue();
      assertThat(net.transport().openedCount()).isZero();
    }
  }

  @ParameterizedTest(name = "{displayName} [{0}]")
  @MethodSource("transports")
  void a_name_server_that_keeps_silent_about_ipv6_does_not_keep_ipv4_waiting(String transport)
      throws Exception {
    try (ConnectFixture net = new ConnectFixture(transport)) {
      // given
      int port = net.listen("127.0.0.1", 0).getLocalPort();
      net.dns().address("half.example", "127.0.0.1").silent("half.example", ScriptedDns.AAAA);
      // when
      StreamSocket socket = net.connected(net.connect("half.example", port, net.control()));
      // then
      assertThat(socket.information().remoteAddress()).isEqualTo(HostName.of("127.0.0.1"));
    }
  }

  @ParameterizedTest(name = "{displayName} [{0}]")
  @MethodSource("transports")
  void an_ipv6_answer_that_comes_late_joins_the_race(String transport) throws Exception {
    try (ConnectFixture net = new ConnectFixture(transport)) {
      // given IPv4 leads nowhere
      int port = net.listen("::1", 0).getLocalPort();
      net.closing(BlackHole.at("127.0.0.2", port));
      net.dns()
          .address("late.example", "127.0.0.2", "::1")
          .delay("late.example", ScriptedDns.AAAA, Duration.ofMillis(400));
      // when
      StreamSocket socket = net.connected(net.connect("late.example", port, net.control()));
      // then
      assertThat(socket.information().remoteAddress()).isEqualTo(HostName.of("::1"));
    }
  }

  @ParameterizedTest(name = "{displayName} [{0}]")
  @MethodSource("transports")
  void the_connect_timeout_lists_every_attempt(String transport) throws Exception {
    try (ConnectFixture net = new ConnectFixture(transport)) {
      // given
      BlackHole hole = net.closing(BlackHole.at("127.0.0.2", 0));
      net.dns().address("hole.example", "127.0.0.2", "127.0.0.3");
      StreamSocketControl control = net.control(c -> c.connectTimeout(Duration.ofMillis(500)));
      // when the second one refuses
      SocketOperationException failure =
          ConnectFixture.failure(net.connect("hole.example", hole.port(), control));
      // then
      assertThat(failure.status()).isEqualTo(SocketErrorStatus.CONNECTION_TIMED_OUT);
      assertThat(failure.phase()).isEqualTo(SocketPhase.CONNECT);
      assertThat(failure.retryable()).isTrue();
      assertThat(failure.attempts())
          .extracting(ConnectionAttempt::status)
          .containsExactly(
              SocketErrorStatus.CONNECTION_TIMED_OUT, SocketErrorStatus.CONNECTION_REFUSED);
      assertThat(failure)
          .hasMessage(
              "connect to tcp://hole.example:%d timed out after 500ms".formatted(hole.port())
                  + " (tried 127.0.0.2, 127.0.0.3: was refused);"
                  + " raise connectTimeout, or check that the port is reachable");
      net.expectNothingOpen();
    }
  }

  @ParameterizedTest(name = "{displayName} [{0}]")
  @MethodSource("transports")
  void the_connect_timeout_holds_while_the_name_is_looked_up(String transport) throws Exception {
    try (ConnectFixture net = new ConnectFixture(transport)) {
      // given
      net.dns().silent("mute.example", ScriptedDns.A).silent("mute.example", ScriptedDns.AAAA);
      StreamSocketControl control = net.control(c -> c.connectTimeout(Duration.ofMillis(300)));
      // when
      SocketOperationException failure =
          ConnectFixture.failure(net.connect("mute.example", 80, control));
      // then
      assertThat(failure.status()).isEqualTo(SocketErrorStatus.OPERATION_TIMED_OUT);
      assertThat(failure.phase()).isEqualTo(SocketPhase.RESOLVE);
      assertThat(failure.attempts()).isEmpty();
      assertThat(failure)
          .hasMessage(
              "resolve tcp://mute.example:80 timed out after 300ms;"
                  + " raise connectTimeout, or check the name servers");
    }
  }

  @ParameterizedTest(name = "{displayName} [{0}]")
  @MethodSource("transports")
  void serialized_attempts_never_run_side_by_side(String transport) throws Exception {
    try (ConnectFixture net = new ConnectFixture(transport)) {
      // given
      int port = net.listen("127.0.0.3", 0).getLocalPort();
      net.closing(BlackHole.at("127.0.0.2", port));
      net.dns().address("slow.example", "127.0.0.2", "127.0.0.3");
      StreamSocketControl control =
          net.control(
              c -> c.serializeConnectionAttempts(true).connectTimeout(Duration.ofSeconds(4)));
      // when
      StreamSocket socket = net.connected(net.connect("slow.example", port, control));
      // then the silent one had its share of the time
      assertThat(socket.information().remoteAddress()).isEqualTo(HostName.of("127.0.0.3"));
      ConnectionAttempt first = socket.information().attempts().get(0);
      assertThat(first.status()).isEqualTo(SocketErrorStatus.CONNECTION_TIMED_OUT);
      assertThat(first.duration()).isGreaterThanOrEqualTo(Duration.ofMillis(1_900));
    }
  }

  @ParameterizedTest(name = "{displayName} [{0}]")
  @MethodSource("transports")
  void localhost_stands_for_every_loopback_address(String transport) throws Exception {
    try (ConnectFixture net = new ConnectFixture(transport)) {
      // given
      int onlyIpv4 = net.listen("127.0.0.1", 0).getLocalPort();
      int onlyIpv6 = net.listen("::1", 0).getLocalPort();
      // when
      StreamSocket four = net.connected(net.connect("localhost", onlyIpv4, net.control()));
      StreamSocket six = net.connected(net.connect("localhost", onlyIpv6, net.control()));
      // then
      assertThat(four.information().remoteAddress()).isEqualTo(HostName.of("127.0.0.1"));
      assertThat(six.information().remoteAddress()).isEqualTo(HostName.of("::1"));
      assertThat(net.dns().asked()).isEmpty();
    }
  }

  @ParameterizedTest(name = "{displayName} [{0}]")
  @MethodSource("transports")
  void an_international_name_is_asked_for_in_its_ascii_form(String transport) throws Exception {
    try (ConnectFixture net = new ConnectFixture(transport)) {
      // given
      int port = net.listen("127.0.0.1", 0).getLocalPort();
      net.dns().address("xn--bcher-kva.example", "127.0.0.1");
      // when
      StreamSocket socket = net.connected(net.connect("b\u00fccher.example", port, net.control()));
      // then
      assertThat(socket.information().remoteHostName().orElseThrow().displayName())
          .isEqualTo("b\u00fccher.example");
    }
  }

  @ParameterizedTest(name = "{displayName} [{0}]")
  @MethodSource("transports")
  void a_zone_that_names_no_adapter_is_an_unknown_host(String transport) throws Exception {
    try (ConnectFixture net = new ConnectFixture(transport)) {
      // when
      SocketOperationException failure =
          ConnectFixture.failure(net.connect("fe80::1%nosuch", 80, net.control()));
      // then
      assertThat(failure.status()).isEqualTo(SocketErrorStatus.HOST_NOT_FOUND);
      assertThat(failure.phase()).isEqualTo(SocketPhase.RESOLVE);
    }
  }

  @ParameterizedTest(name = "{displayName} [{0}]")
  @MethodSource("transports")
  void an_address_outside_the_granted_capabilities_is_never_tried(String transport)
      throws Exception {
    try (ConnectFixture net = new ConnectFixture(transport)) {
      // given a name that leads to this machine, in two disguises
      int port = net.listen("127.0.0.1", 0).getLocalPort();
      net.dns().address("evil.example", "127.0.0.1", "::1", "64:ff9b::7f00:1");
      StreamSocketControl control =
          net.control(
              c ->
                  c.networkCapabilities(NetworkCapabilities.of(NetworkCapability.INTERNET_CLIENT)));
      // when
      SocketOperationException failure =
          ConnectFixture.failure(net.connect("evil.example", port, control));
      // then
      assertThat(failure.status()).isEqualTo(SocketErrorStatus.NETWORK_CAPABILITY_DENIED);
      assertThat(failure.retryable()).isFalse();
      assertThat(failure.attempts())
          .hasSize(3)
          .allSatisfy(
              each ->
                  assertThat(each.status()).isEqualTo(SocketErrorStatus.NETWORK_CAPABILITY_DENIED));
      assertThat(net.transport().openedCount()).isZero();
    }
  }

  @ParameterizedTest(name = "{displayName} [{0}]")
  @MethodSource("transports")
  void a_local_host_and_port_are_where_the_connection_comes_from(String transport)
      throws Exception {
    try (ConnectFixture net = new ConnectFixture(transport)) {
      // given
      ServerSocket listener = net.listen("127.0.0.1", 0);
      int from = net.deadPort();
      net.dns().address("here.example", "127.0.0.9");
      // when
      StreamSocket socket =
          net.connected(
              StreamSocket.connect(
                  ConnectFixture.from(
                      "here.example", Integer.toString(from), "127.0.0.1", listener.getLocalPort()),
                  net.control()));
      // then
      try (Socket accepted = listener.accept()) {
        assertThat(accepted.getRemoteSocketAddress())
            .isEqualTo(new InetSocketAddress("127.0.0.9", from));
      }
      assertThat(socket.information().localAddress()).isEqualTo(HostName.of("127.0.0.9"));
      assertThat(socket.information().localPort()).isEqualTo(Integer.toString(from));
    }
  }

  @ParameterizedTest(name = "{displayName} [{0}]")
  @MethodSource("transports")
  void attempts_from_one_local_port_do_not_get_in_each_others_way(String transport)
      throws Exception {
    try (ConnectFixture net = new ConnectFixture(transport)) {
      // given
      int port = net.listen("127.0.0.3", 0).getLocalPort();
      net.closing(BlackHole.at("127.0.0.2", port));
      net.dns().address("slow.example", "127.0.0.2", "127.0.0.3");
      int from = net.deadPort();
      // when
      StreamSocket socket =
          net.connected(
              StreamSocket.connect(
                  ConnectFixture.from("", Integer.toString(from), "slow.example", port),
                  net.control()));
      // then
      assertThat(socket.information().remoteAddress()).isEqualTo(HostName.of("127.0.0.3"));
      assertThat(socket.information().localPort()).isEqualTo(Integer.toString(from));
    }
  }

  @ParameterizedTest(name = "{displayName} [{0}]")
  @MethodSource("transports")
  void a_local_host_of_one_family_leaves_the_other_out(String transport) throws Exception {
    try (ConnectFixture net = new ConnectFixture(transport)) {
      // given
      int port = net.listen("127.0.0.1", 0).getLocalPort();
      net.dns().address("both.example", "127.0.0.1", "::1");
      // when
      StreamSocket socket =
          net.connected(
              StreamSocket.connect(
                  ConnectFixture.from("127.0.0.9", "", "both.example", port), net.control()));
      // then
      assertThat(socket.information().localAddress()).isEqualTo(HostName.of("127.0.0.9"));
      assertThat(net.dns().asked()).containsExactly("both.example A");
    }
  }

  @ParameterizedTest(name = "{displayName} [{0}]")
  @MethodSource("transports")
  void a_local_address_of_another_machine_cannot_be_bound(String transport) throws Exception {
    try (ConnectFixture net = new ConnectFixture(transport)) {
      // given
      int port = net.listen("127.0.0.1", 0).getLocalPort();
      // when
      SocketOperationException failure =
          ConnectFixture.failure(
              StreamSocket.connect(
                  ConnectFixture.from("192.0.2.77", "", "127.0.0.1", port), net.control()));
      // then
      assertThat(failure.status()).isEqualTo(SocketErrorStatus.CANNOT_ASSIGN_REQUESTED_ADDRESS);
      assertThat(failure.phase()).isEqualTo(SocketPhase.BIND);
      assertThat(failure.getMessage()).startsWith("bind to 192.0.2.77:0 failed");
    }
  }

  @ParameterizedTest(name = "{displayName} [{0}]")
  @MethodSource("transports")
  void an_adapter_confines_the_connection(String transport) throws Exception {
    try (ConnectFixture net = new ConnectFixture(transport)) {
      // given
      NetworkAdapter loopback = ConnectFixture.loopbackAdapter();
      int port = net.listen("127.0.0.1", 0).getLocalPort();
      net.dns().address("near.example", "127.0.0.1");
      // when
      StreamSocket socket =
          net.connected(
              net.connect("near.example", port, net.control(c -> c.networkAdapter(loopback))));
      // then
      assertThat(socket.information().localAddress()).isEqualTo(HostName.of("127.0.0.1"));
    }
  }

  @ParameterizedTest(name = "{displayName} [{0}]")
  @MethodSource("transports")
  void each_subscription_opens_a_socket_of_its_own(String transport) throws Exception {
    try (ConnectFixture net = new ConnectFixture(transport)) {
      // given
      int port = net.listen("127.0.0.1", 0).getLocalPort();
      Mono<StreamSocket> connect = net.connect("127.0.0.1", port, net.control());
      assertThat(net.transport().openedCount()).isZero();
      // when
      StreamSocket one = net.connected(connect);
      StreamSocket other = net.connected(connect);
      // then
      assertThat(one).isNotSameAs(other);
      assertThat(net.transport().open()).hasSize(2);
    }
  }

  @ParameterizedTest(name = "{displayName} [{0}]")
  @MethodSource("transports")
  void a_transport_that_was_shut_down_connects_nothing(String transport) throws Exception {
    // given
    try (ConnectFixture net = new ConnectFixture(transport)) {
      net.transport().shutdown(Duration.ZERO, Duration.ofSeconds(5)).block(TIMEOUT);
      // when
      SocketOperationException failure =
          ConnectFixture.failure(net.connect("127.0.0.1", 80, net.control()));
      // then
      assertThat(failure.status()).isEqualTo(SocketErrorStatus.OPERATION_ABORTED);
    }
  }

  @ParameterizedTest(name = "{displayName} [{0}]")
  @MethodSource("transports")
  void arguments_that_can_lead_nowhere_are_refused_at_once(String transport) throws Exception {
    try (ConnectFixture net = new ConnectFixture(transport)) {
      assertThatThrownBy(() -> net.connect("host.example", 0, net.control()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("port: 0 (expected: 1..65535)");
      assertThatThrownBy(() -> net.connect("host.example", 65_536, net.control()))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(
              () ->
                  StreamSocket.connect(
                      new EndpointPair(
                          java.util.Optional.empty(), "99999", HostName.of("a.example"), "80")))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
