package io.reactivesockets.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivesockets.error.SocketErrorStatus;
import io.reactivesockets.error.SocketOperationException;
import io.reactivesockets.error.SocketPhase;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Connecting through a SOCKS 5 proxy that does what the test has it do (RFC 1928, RFC 1929). */
class SocksProxyTest {

  private static final String NO_AUTHENTICATION = "05 00";
  private static final String DONE_IPV4 = "05 00 00 01 00000000 0000";
  private static final int NAME_REQUEST = 4 + 1 + "target.example".length() + 2;

  static List<String> transports() {
    return ConnectFixture.transports();
  }

  @ParameterizedTest(name = "{displayName} [{0}]")
  @MethodSource("transports")
  void the_proxy_gets_the_name_and_bytes_flow_both_ways(String transport) throws Exception {
    try (ConnectFixture net = new ConnectFixture(transport)) {
      // given
      ScriptedProxy proxy =
          net.closing(ScriptedProxy.start()).then(wire -> accept(wire, NAME_REQUEST, DONE_IPV4));
      // when
      StreamSocket socket =
          net.connected(net.connect("target.example", 4711, through(net, socks(proxy))));
      // then
      assertThat(HttpProxyTest.echo(socket, "hello")).isEqualTo("hello");
      assertThat(proxy.heard())
          .containsExactly("050100", "050100030e" + hex("target.example") + "1267");
      assertThat(net.dns().asked()).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "127.0.0.9, 050100017f0000090050, 10",
    "2001:db8::7, 0501000420010db80000000000000000000000070050, 22"
  })
  void an_address_goes_as_an_address(String host, String request, int length) throws Exception {
    try (ConnectFixture net = new ConnectFixture("nio")) {
      // given
      ScriptedProxy proxy =
          net.closing(ScriptedProxy.start()).then(wire -> accept(wire, length, DONE_IPV4));
      // when
      net.connected(net.connect(host, 80, through(net, socks(proxy))));
      // then
      assertThat(proxy.heard()).containsExactly("050100", request);
    }
  }

  @Test
  void without_remote_resolution_the_proxy_gets_the_address_of_the_name() throws Exception {
    try (ConnectFixture net = new ConnectFixture("nio")) {
      // given the first address is refused
      ScriptedProxy proxy =
          net.closing(ScriptedProxy.start())
              .then(wire -> accept(wire, 10, "05 05 00 01 00000000 0000"))
              .then(wire -> accept(wire, 10, DONE_IPV4));
      net.dns().address("target.example", "10.0.0.1", "10.0.0.2");
      ProxyControl control = socks(proxy).toBuilder().remoteResolution(false).build();
      // when
      StreamSocket socket = net.connected(net.connect("target.example", 80, through(net, control)));
      // then
      assertThat(HttpProxyTest.echo(socket, "x")).isEqualTo("x");
      assertThat(proxy.heard())
          .containsExactly("050100", "050100010a0000010050", "050100", "050100010a0000020050");
    }
  }

  @Test
  void user_name_and_password_are_given_when_the_proxy_chooses_them() throws Exception {
    try (ConnectFixture net = new ConnectFixture("nio")) {
      // given
      ScriptedProxy proxy =
          net.closing(ScriptedProxy.start())
              .then(
                  wire -> {
                    wire.read(4);
                    wire.sendHex("05 02");
                    wire.read(2 + 2 + 1 + 7);
                    wire.sendHex("01 00");
                    wire.read(NAME_REQUEST);
                    wire.sendHex(DONE_IPV4);
                    return true;
                  });
      ProxyControl control = socks(proxy).toBuilder().credentials("me", "s\u00e4cret").build();
      // when
      StreamSocket socket = net.connected(net.connect("target.example", 80, through(net, control)));
      // then
      assertThat(HttpProxyTest.echo(socket, "x")).isEqualTo("x");
      assertThat(proxy.heard())
          .startsWith("05020002", "0102" + hex("me") + "07" + hex("s\u00e4cret"));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "05 00 00 01 7f000001 1f90",
        "05 00 00 04 00000000000000000000000000000001 1f90",
        "05 00 00 03 05 70726f7879 1f90"
      })
  void bytes_of_the_target_behind_a_reply_are_not_lost(String reply) throws Exception {
    try (ConnectFixture net = new ConnectFixture("nio")) {
      // given
      ScriptedProxy proxy =
          net.closing(ScriptedProxy.start())
              .then(wire -> accept(wire, NAME_REQUEST, reply + hex("220 welcome")));
      // when
      StreamSocket socket =
          net.connected(net.connect("target.example", 25, through(net, socks(proxy))));
      // then
      assertThat(HttpProxyTest.receive(socket, 11)).isEqualTo("220 welcome");
    }
  }

  @Test
  void replies_may_come_byte_by_byte() throws Exception {
    try (ConnectFixture net = new ConnectFixture("nio")) {
      // given
      ScriptedProxy proxy =
          net.closing(ScriptedProxy.start())
              .then(
                  wire -> {
                    wire.read(3);
                    wire.drip("\u0005\u0000");
                    wire.read(NAME_REQUEST);
                    wire.drip("\u0005\u0000\u0000\u0003\u0002ab\u0001\u0002after");
                    return true;
                  });
      // when
      StreamSocket socket =
          net.connected(net.connect("target.example", 25, through(net, socks(proxy))));
      // then
      assertThat(HttpProxyTest.receive(socket, 5)).isEqualTo("after");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "1, general failure, true",
    "2, not allowed by its rules, false",
    "3, network unreachable, true",
    "4, host unreachable, true",
    "5, connection refused, true",
    "6, TTL expired, true",
    "7, command not supported, false",
    "8, address type not supported, false",
    "99, unknown, false"
  })
  void a_refusal_tells_the_reason(int code, String words, boolean retryable) throws Exception {
    try (ConnectFixture net = new ConnectFixture("nio")) {
      // given
      ScriptedProxy proxy =
          net.closing(ScriptedProxy.start())
              .then(wire -> accept(wire, NAME_REQUEST, "05 %02x".formatted(code)));
      // when
      SocketOperationException failure =
          ConnectFixture.failure(net.connect("target.example", 80, through(net, socks(proxy))));
      // then
      assertThat(failure.status()).isEqualTo(SocketErrorStatus.PROXY_REFUSED);
      assertThat(failure.phase()).isEqualTo(SocketPhase.PROXY);
      assertThat(failure.retryable()).isEqualTo(retryable);
      assertThat(failure.getMessage())
          .startsWith(
              "connect through socks5h://127.0.0.1:%d to tcp://target.example:80 failed:"
                      .formatted(proxy.port())
                  + " it answered %d (%s)".formatted(code, words));
      net.expectNothingOpen();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "05 ff, PROXY_AUTHENTICATION_REQUIRED",
    "05 02, PROTOCOL_VIOLATION",
    "48 54, PROTOCOL_VIOLATION",
    "04, PROTOCOL_VIOLATION",
    "'', UNEXPECTED_END_OF_STREAM",
    "05, UNEXPECTED_END_OF_STREAM"
  })
  void what_the_proxy_chooses_has_to_fit(String choice, SocketErrorStatus status) throws Exception {
    try (ConnectFixture net = new ConnectFixture("nio")) {
      // given
      ScriptedProxy proxy =
          net.closing(ScriptedProxy.start())
              .then(
                  wire -> {
                    wire.read(3);
                    wire.sendHex(choice);
                    return false;
                  });
      // when
      SocketOperationException failure =
          ConnectFixture.failure(net.connect("target.example", 80, through(net, socks(proxy))));
      // then
      assertThat(failure.status()).isEqualTo(status);
      assertThat(failure.phase()).isEqualTo(SocketPhase.PROXY);
    }
  }

  @Test
  void refused_credentials_are_said_to_be_so() throws Exception {
    try (ConnectFixture net = new ConnectFixture("nio")) {
      // given
      ScriptedProxy proxy =
          net.closing(ScriptedProxy.start())
              .then(
                  wire -> {
                    wire.read(4);
                    wire.sendHex("05 02");
                    wire.read(2 + 2 + 1 + 5);
                    wire.sendHex("01 01");
                    return false;
                  });
      ProxyControl control = socks(proxy).toBuilder().credentials("me", "wrong").build();
      // when
      SocketOperationException failure =
          ConnectFixture.failure(net.connect("target.example", 80, through(net, control)));
      // then
      assertThat(failure.status()).isEqualTo(SocketErrorStatus.PROXY_AUTHENTICATION_REQUIRED);
      assertThat(failure.getMessage()).doesNotContain("wrong");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"04 00 00 01 00000000 0000", "05 00 00 09 00000000 0000"})
  void a_reply_that_makes_no_sense_is_a_violation(String reply) throws Exception {
    try (ConnectFixture net = new ConnectFixture("nio")) {
      // given
      ScriptedProxy proxy =
          net.closing(ScriptedProxy.start()).then(wire -> accept(wire, NAME_REQUEST, reply));
      // when
      SocketOperationException failure =
          ConnectFixture.failure(net.connect("target.example", 80, through(net, socks(proxy))));
      // then
      assertThat(failure.status()).isEqualTo(SocketErrorStatus.PROTOCOL_VIOLATION);
    }
  }

  private static boolean accept(ScriptedProxy.Wire wire, int request, String reply)
      throws IOException {
    wire.read(3);
    wire.sendHex(NO_AUTHENTICATION);
    wire.read(request);
    wire.sendHex(reply);
    return reply.replace(" ", "").startsWith("0500");
  }

  private static ProxyControl socks(ScriptedProxy proxy) {
    return ProxyControl.socks5("127.0.0.1", proxy.port()).build();
  }

  private static StreamSocketControl through(ConnectFixture net, ProxyControl proxy) {
    return net.control(c -> c.proxy(proxy));
  }

  private static String hex(String text) {
    return HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
  }
}
