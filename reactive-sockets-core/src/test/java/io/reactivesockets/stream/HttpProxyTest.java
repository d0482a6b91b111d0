package io.reactivesockets.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.reactivesockets.error.ConnectionAttempt;
import io.reactivesockets.error.SocketErrorStatus;
import io.reactivesockets.error.SocketOperationException;
import io.reactivesockets.error.SocketPhase;
import io.reactivesockets.host.HostName;
import io.reactivesockets.host.NetworkCapabilities;
import io.reactivesockets.host.NetworkCapability;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;

/** Connecting through an HTTP proxy that does what the test has it do. */
class HttpProxyTest {

  private static final Duration TIMEOUT = ConnectFixture.TIMEOUT;
  private static final String OK = "HTTP/1.1 200 Connection established";
  private static final String WANTED = "HTTP/1.1 407 Proxy Authentication Required";

  static List<String> transports() {
    return ConnectFixture.transports();
  }

  @ParameterizedTest(name = "{displayName} [{0}]")
  @MethodSource("transports")
  void the_proxy_gets_the_name_and_bytes_flow_both_ways(String transport) throws Exception {
    try (ConnectFixture net = new ConnectFixture(transport)) {
      // given
      ScriptedProxy proxy = net.closing(ScriptedProxy.start()).answers(true, OK, "Via: test");
      // when
      StreamSocket socket = net.connected(through(net, proxy, "target.example", 4711));
      // then
      assertThat(echo(socket, "hello")).isEqualTo("hello");
      assertThat(proxy.heard())
          .containsExactly(
              "CONNECT target.example:4711 HTTP/1.1\r\nHost: target.example:4711\r\n\r\n");
      assertThat(net.dns().asked()).isEmpty();
      assertThat(socket.information().remoteHostName()).contains(HostName.of("target.example"));
      assertThat(socket.information().remoteServiceName()).contains("4711");
    }
  }

  @Test
  void bytes_of_the_target_that_come_with_the_answer_are_not_lost() throws Exception {
    try (ConnectFixture net = new ConnectFixture("nio")) {
      // given
      ScriptedProxy proxy =
          net.closing(ScriptedProxy.start())
              .then(
                  wire -> {
                    wire.head();
                    wire.send(OK + "\r\nContent-Length: 3\r\n\r\n220 welcome");
                    return true;
                  });
      // when
      StreamSocket socket = net.connected(through(net, proxy, "target.example", 25));
      // then the length means nothing here
      assertThat(receive(socket, 11)).isEqualTo("220 welcome");
    }
  }

  @Test
  void an_answer_may_come_byte_by_byte_and_behind_interim_ones() throws Exception {
    try (ConnectFixture net = new ConnectFixture("nio")) {
      // given
      ScriptedProxy proxy =
          net.closing(ScriptedProxy.start())
              .then(
                  wire -> {
                    wire.head();
                    wire.drip("HTTP/1.1 100 Continue\r\nX: y\r\n\r\nHTTP/1.0 200 \n\nafter");
                    return true;
                  });
      // when
      StreamSocket socket = net.connected(through(net, proxy, "target.example", 25));
      // then
      assertThat(receive(socket, 5)).isEqualTo("after");
    }
  }

  @Test
  void credentials_go_with_the_first_request() throws Exception {
    try (ConnectFixture net = new ConnectFixture("nio")) {
      // given
      ScriptedProxy proxy = net.closing(ScriptedProxy.start()).answers(true, OK);
      ProxyControl control = http(proxy).credentials("Aladdin", "open sesame").build();
      // when
      net.connected(net.connect("target.example", 80, net.control(c -> c.proxy(control))));
      // then as in RFC 7617
      assertThat(proxy.heard())
          .singleElement()
          .asString()
          .contains("\r\nProxy-Authorization: Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==\r\n");
    }
  }

  @Test
  void credentials_kept_back_are_given_when_the_proxy_asks() throws Exception {
    try (ConnectFixture net = new ConnectFixture("nio")) {
      // given
      ScriptedProxy proxy =
          net.closing(ScriptedProxy.start())
              .answers(
                  false,
                  WANTED,
                  "Proxy-Authenticate: Digest realm=\"a, Basic b\", qop=\"auth\"",
                  "proxy-authenticate: basic realm=\"test\"",
                  "Content-Length: 0")
              .answers(true, OK);
      ProxyControl control =
          http(proxy).credentials("me", "secret").credentialsAtOnce(false).build();
      // when
      StreamSocket socket =
          net.connected(net.connect("target.example", 80, net.control(c -> c.proxy(control))));
      // then
      assertThat(echo(socket, "x")).isEqualTo("x");
      assertThat(proxy.heard()).hasSize(2);
      assertThat(proxy.heard().get(0)).doesNotContain("Proxy-Authorization");
      assertThat(proxy.heard().get(1)).contains("Proxy-Authorization: Basic bWU6c2VjcmV0");
    }
  }

  @Test
  void wrong_credentials_are_tried_once() throws Exception {
    try (ConnectFixture net = new ConnectFixture("nio")) {
      // given
      ScriptedProxy proxy =
          net.closing(ScriptedProxy.start())
              .answers(false, WANTED, "Proxy-Authenticate: Basic realm=\"test\"");
      ProxyControl control =
          http(proxy).credentials("me", "wrong").credentialsAtOnce(false).build();
      // when
      SocketOperationException failure =
          ConnectFixture.failure(
              net.connect("target.example", 80, net.control(c -> c.proxy(control))));
      // then
      assertThat(failure.status()).isEqualTo(SocketErrorStatus.PROXY_AUTHENTICATION_REQUIRED);
      assertThat(failure.phase()).isEqualTo(SocketPhase.PROXY);
      assertThat(failure.retryable()).isFalse();
      assertThat(failure.attempts()).hasSize(2);
      assertThat(proxy.heard()).hasSize(2);
      assertThat(failure.getMessage())
          .contains("\"HTTP/1.1 407 Proxy Authentication Required\" to the credentials given")
          .doesNotContain("wrong");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"Digest realm=\"x\"", "Negotiate, NTLM", "Digest realm=\"Basic\""})
  void a_challenge_without_basic_is_not_answered(String challenge) throws Exception {
    try (ConnectFixture net = new ConnectFixture("nio")) {
      // given
      ScriptedProxy proxy =
          net.closing(ScriptedProxy.start())
              .answers(false, WANTED, "Proxy-Authenticate: " + challenge);
      ProxyControl control =
          http(proxy).credentials("me", "secret").credentialsAtOnce(false).build();
      // when
      SocketOperationException failure =
          ConnectFixture.failure(
              net.connect("target.example", 80, net.control(c -> c.proxy(control))));
      // then
      assertThat(failure.status()).isEqualTo(SocketErrorStatus.PROXY_AUTHENTICATION_REQUIRED);
      assertThat(failure.getMessage()).contains("offers no Basic authentication");
      assertThat(proxy.heard()).hasSize(1);
    }
  }

  @Test
  void a_refusal_shows_the_status_line() throws Exception {
    try (ConnectFixture net = new ConnectFixture("nio")) {
      // given
      ScriptedProxy proxy =
          net.closing(ScriptedProxy.start())
              .answers(false, "HTTP/1.1 403 Forb\u0007idden")
              .answers(false, "HTTP/1.1 502 Bad Gateway");
      // when
      SocketOperationException forbidden =
          ConnectFixture.failure(through(net, proxy, "target.example", 80));
      SocketOperationException badGateway =
          ConnectFixture.failure(through(net, proxy, "target.example", 80));
      // then
      assertThat(forbidden.status()).isEqualTo(SocketErrorStatus.PROXY_REFUSED);
      assertThat(forbidden.phase()).isEqualTo(SocketPhase.PROXY);
      assertThat(forbidden.retryable()).isFalse();
      assertThat(forbidden.getMessage())
          .startsWith(
              "connect through http://127.0.0.1:%d to tcp://target.example:80 failed:"
                      .formatted(proxy.port())
                  + " it answered \"HTTP/1.1 403 Forb?idden\"");
      assertThat(forbidden.remoteAddress())
          .contains(new InetSocketAddress("127.0.0.1", proxy.port()));
      assertThat(forbidden.attempts())
          .extracting(ConnectionAttempt::status)
          .containsExactly(SocketErrorStatus.PROXY_REFUSED);
      assertThat(badGateway.retryable()).isTrue();
      net.expectNothingOpen();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SSH-2.0-OpenSSH_9.2\r\n\r\n",
        "HTTP/2 200\r\n\r\n",
        "HTTP/1.1 20 short\r\n\r\n",
        "\u0005\u0000\n\n",
        "\r\n\r\n"
      })
  void what_is_no_http_is_said_to_be_none(String answer) throws Exception {
    try (ConnectFixture net = new ConnectFixture("nio")) {
      // given
      ScriptedProxy proxy =
          net.closing(ScriptedProxy.start())
              .then(
                  wire -> {
                    wire.head();
                    wire.send(answer);
                    return false;
                  });
      // when
      SocketOperationException failure =
          ConnectFixture.failure(through(net, proxy, "target.example", 80));
      // then
      assertThat(failure.status()).isEqualTo(SocketErrorStatus.HTTP_INVALID_SERVER_RESPONSE);
      assertThat(failure.phase()).isEqualTo(SocketPhase.PROXY);
      assertThat(failure.getMessage()).doesNotContain("\u0005").doesNotContain("\n");
    }
  }

  @Test
  void a_head_without_end_is_cut_off() throws Exception {
    try (ConnectFixture net = new ConnectFixture("nio")) {
      // given
      ScriptedProxy proxy =
          net.closing(ScriptedProxy.start())
              .then(
                  wire -> {
                    wire.head();
                    wire.send(OK + "\r\n");
                    for (int i = 0; i < 100_000; i++) {
                      wire.send("X-Filler: 0123456789\r\n");
                    }
                    return false;
                  });
      // when
      SocketOperationException failure =
          ConnectFixture.failure(through(net, proxy, "target.example", 80));
      // then
      assertThat(failure.status()).isEqualTo(SocketErrorStatus.HTTP_INVALID_SERVER_RESPONSE);
      assertThat(failure.getMessage()).contains("longer than 16384 bytes");
    }
  }

  @Test
  void a_head_that_is_too_long_is_refused_though_it_comes_at_once() throws Exception {
    try (ConnectFixture net = new ConnectFixture("nio")) {
      // given
      ScriptedProxy proxy =
          net.closing(ScriptedProxy.start())
              .then(
                  wire -> {
                    wire.head();
                    wire.send(OK + "\r\nX-Filler: " + "0".repeat(17_000) + "\r\n\r\n");
                    return false;
                  });
      // when
      SocketOperationException failure =
          ConnectFixture.failure(through(net, proxy, "target.example", 80));
      // then
      assertThat(failure.status()).isEqualTo(SocketErrorStatus.HTTP_INVALID_SERVER_RESPONSE);
      assertThat(failure.getMessage()).contains("longer than 16384 bytes");
    }
  }

  @Test
  void a_proxy_that_hangs_up_is_an_unexpected_end() throws Exception {
    try (ConnectFixture net = new ConnectFixture("nio")) {
      // given
      ScriptedProxy proxy =
          net.closing(ScriptedProxy.start())
              .then(
                  wire -> {
                    wire.head();
                    wire.send("HTTP/1.1 200");
                    return false;
                  });
      // when
      SocketOperationException failure =
          ConnectFixture.failure(through(net, proxy, "target.example", 80));
      // then
      assertThat(failure.status()).isEqualTo(SocketErrorStatus.UNEXPECTED_END_OF_STREAM);
      assertThat(failure.phase()).isEqualTo(SocketPhase.PROXY);
      net.expectNothingOpen();
    }
  }

  @Test
  void a_silent_proxy_is_given_up_at_its_own_deadline() throws Exception {
    try (ConnectFixture net = new ConnectFixture("nio")) {
      // given
      ScriptedProxy proxy = net.closing(ScriptedProxy.start()).then(HttpProxyTest::silence);
      ProxyControl control = http(proxy).connectTimeout(Duration.ofMillis(200)).build();
      // when
      SocketOperationException failure =
          ConnectFixture.failure(
              net.connect("target.example", 80, net.control(c -> c.proxy(control))));
      // then
      assertThat(failure.status()).isEqualTo(SocketErrorStatus.OPERATION_TIMED_OUT);
      assertThat(failure.phase()).isEqualTo(SocketPhase.PROXY);
      assertThat(failure.getMessage()).contains("raise the proxy timeout, or check the proxy");
      net.expectNothingOpen();
    }
  }

  @Test
  void the_deadline_of_the_whole_connect_holds_for_a_proxy_too() throws Exception {
    try (ConnectFixture net = new ConnectFixture("nio")) {
      // given
      ScriptedProxy proxy = net.closing(ScriptedProxy.start()).then(HttpProxyTest::silence);
      // when
      SocketOperationException failure =
          ConnectFixture.failure(
              net.connect(
                  "target.example",
                  80,
                  net.control(
                      c -> c.proxy(http(proxy).build()).connectTimeout(Duration.ofMillis(300)))));
      // then
      assertThat(failure.status()).isEqualTo(SocketErrorStatus.OPERATION_TIMED_OUT);
      assertThat(failure.phase()).isEqualTo(SocketPhase.PROXY);
      assertThat(failure.getMessage())
          .startsWith(
              "connect through http://127.0.0.1:%d to tcp://target.example:80 timed out after 300ms"
                  .formatted(proxy.port()));
      net.expectNothingOpen();
    }
  }

  @Test
  void leaving_while_the_proxy_is_asked_closes_the_connection_to_it() throws Exception {
    try (ConnectFixture net = new ConnectFixture("nio")) {
      // given
      CountDownLatch ended = new CountDownLatch(1);
      ScriptedProxy proxy =
          net.closing(ScriptedProxy.start())
              .then(
                  wire -> {
                    wire.head();
                    wire.awaitEnd();
                    ended.countDown();
                    return false;
                  });
      Disposable connecting = through(net, proxy, "target.example", 80).subscribe();
      while (proxy.heard().isEmpty()) {
        Thread.onSpinWait();
      }
      // when
      connecting.dispose();
      // then
      assertThat(ended.await(10, TimeUnit.SECONDS)).isTrue();
      net.expectNothingOpen();
    }
  }

  @Test
  void further_headers_go_with_the_request() throws Exception {
    try (ConnectFixture net = new ConnectFixture("nio")) {
      // given
      Map<String, String> headers = new LinkedHashMap<>();
      headers.put("User-Agent", "test/1");
      headers.put("X-Trace", "a b");
      ScriptedProxy proxy = net.closing(ScriptedProxy.start()).answers(true, OK);
      ProxyControl control = http(proxy).connectHeaders(headers).build();
      // when
      net.connected(net.connect("::1", 80, net.control(c -> c.proxy(control))));
      // then
      assertThat(proxy.heard())
          .containsExactly(
              "CONNECT [::1]:80 HTTP/1.1\r\nHost: [::1]:80\r\n"
                  + "User-Agent: test/1\r\nX-Trace: a b\r\n\r\n");
    }
  }

  @Test
  void a_dead_proxy_is_told_like_any_dead_server() throws Exception {
    try (ConnectFixture net = new ConnectFixture("nio")) {
      // given
      int port = net.deadPort();
      ProxyControl control = ProxyControl.http("127.0.0.1", port).build();
      // when
      SocketOperationException failure =
          ConnectFixture.failure(
              net.connect("target.example", 80, net.control(c -> c.proxy(control))));
      // then
      assertThat(failure.status()).isEqualTo(SocketErrorStatus.CONNECTION_REFUSED);
      assertThat(failure.phase()).isEqualTo(SocketPhase.CONNECT);
      assertThat(failure.remoteAddress()).contains(new InetSocketAddress("127.0.0.1", port));
      assertThat(failure)
          .hasMessageStartingWith(
              "connect to http://127.0.0.1:" + port + " to tcp://target.example:80 was refused");
    }
  }

  @Test
  void the_addresses_of_a_proxy_race_each_other() throws Exception {
    try (ConnectFixture net = new ConnectFixture("nio")) {
      // given
      ScriptedProxy proxy = net.closing(ScriptedProxy.at("127.0.0.3")).answers(true, OK);
      net.closing(BlackHole.at("127.0.0.2", proxy.port()));
      net.dns().address("proxy.example", "127.0.0.2", "127.0.0.3");
      ProxyControl control = ProxyControl.http("proxy.example", proxy.port()).build();
      // when
      StreamSocket socket =
          net.connected(net.connect("target.example", 80, net.control(c -> c.proxy(control))));
      // then
      assertThat(echo(socket, "x")).isEqualTo("x");
      assertThat(proxy.heard()).hasSize(1);
    }
  }

  @Test
  void a_local_host_an_adapter_or_a_bypass_switch_the_proxy_off() throws Exception {
    try (ConnectFixture net = new ConnectFixture("nio")) {
      // given a proxy that would refuse
      int port = net.listen("127.0.0.1", 0).getLocalPort();
      ProxyControl control =
          ProxyControl.http("127.0.0.1", net.deadPort()).bypass(List.of("127.0.0.0/8")).build();
      ProxyControl everything = control.toBuilder().bypass(List.of()).build();
      // when, then
      net.connected(net.connect("127.0.0.1", port, net.control(c -> c.proxy(control))));
      net.connected(
          StreamSocket.connect(
              ConnectFixture.from("127.0.0.1", "", "127.0.0.1", port),
              net.control(c -> c.proxy(everything))));
      net.connected(
          net.connect(
              "127.0.0.1",
              port,
              net.control(
                  c -> c.proxy(everything).networkAdapter(ConnectFixture.loopbackAdapter()))));
      ConnectFixture.failure(net.connect("127.0.0.1", port, net.control(c -> c.proxy(everything))));
    }
  }

  @Test
  void with_limited_capabilities_the_proxy_gets_an_address_that_was_decided_on() throws Exception {
    try (ConnectFixture net = new ConnectFixture("nio")) {
      // given the proxy is in the private network, the target need not be
      ScriptedProxy proxy = net.closing(ScriptedProxy.start()).answers(true, OK);
      net.dns().address("private.example", "10.1.2.3").address("public.example", "93.184.215.14");
      StreamSocketControl control =
          net.control(
              c ->
                  c.proxy(http(proxy).build())
                      .networkCapabilities(
                          NetworkCapabilities.of(NetworkCapability.PRIVATE_NETWORK_CLIENT_SERVER)));
      // when
      net.connected(net.connect("private.example", 80, control));
      SocketOperationException denied =
          ConnectFixture.failure(net.connect("public.example", 80, control));
      // then
      assertThat(proxy.heard()).singleElement().asString().startsWith("CONNECT 10.1.2.3:80 ");
      assertThat(denied.status()).isEqualTo(SocketErrorStatus.NETWORK_CAPABILITY_DENIED);
      assertThat(denied.remoteAddress()).contains(new InetSocketAddress("93.184.215.14", 80));
    }
  }

  @Test
  void a_proxy_outside_the_granted_capabilities_is_never_tried() throws Exception {
    try (ConnectFixture net = new ConnectFixture("nio")) {
      // given
      ScriptedProxy proxy = net.closing(ScriptedProxy.start()).answers(true, OK);
      net.dns().address("public.example", "93.184.215.14");
      StreamSocketControl control =
          net.control(
              c ->
                  c.proxy(http(proxy).build())
                      .networkCapabilities(
                          NetworkCapabilities.of(NetworkCapability.INTERNET_CLIENT)));
      // when
      SocketOperationException denied =
          ConnectFixture.failure(net.connect("public.example", 80, control));
      // then
      assertThat(denied.status()).isEqualTo(SocketErrorStatus.NETWORK_CAPABILITY_DENIED);
      assertThat(denied.remoteAddress()).contains(new InetSocketAddress("127.0.0.1", proxy.port()));
      assertThat(net.transport().openedCount()).isZero();
    }
  }

  @Test
  void a_race_with_the_direct_way_takes_whichever_connects() throws Exception {
    try (ConnectFixture net = new ConnectFixture("nio")) {
      // given
      int port = net.listen("127.0.0.3", 0).getLocalPort();
      BlackHole hole = net.closing(BlackHole.at("127.0.0.2", 0));
      ScriptedProxy proxy = net.closing(ScriptedProxy.start()).answers(true, OK);
      ProxyControl both = http(proxy).raceDirect(true).build();
      // when the direct way is open
      StreamSocket direct =
          net.connected(net.connect("127.0.0.3", port, net.control(c -> c.proxy(both))));
      // then
      assertThat(direct.information().remoteAddress()).isEqualTo(HostName.of("127.0.0.3"));
      assertThat(proxy.heard()).isEmpty();
      // when it leads nowhere
      StreamSocket proxied =
          net.connected(net.connect("127.0.0.2", hole.port(), net.control(c -> c.proxy(both))));
      // then
      assertThat(echo(proxied, "x")).isEqualTo("x");
      // when it is closed, even one after the other
      int dead = net.deadPort();
      StreamSocket after =
          net.connected(
              net.connect(
                  "127.0.0.3",
                  dead,
                  net.control(c -> c.proxy(both).serializeConnectionAttempts(true))));
      // then
      assertThat(echo(after, "y")).isEqualTo("y");
      assertThat(proxy.heard()).hasSize(2);
    }
  }

  private static boolean silence(ScriptedProxy.Wire wire) throws IOException {
    wire.head();
    wire.awaitEnd();
    return false;
  }

  private static ProxyControl.Builder http(ScriptedProxy proxy) {
    return ProxyControl.http("127.0.0.1", proxy.port());
  }

  private static Mono<StreamSocket> through(
      ConnectFixture net, ScriptedProxy proxy, String host, int port) {
    return net.connect(host, port, net.control(c -> c.proxy(http(proxy).build())));
  }

  static String echo(StreamSocket socket, String text) {
    socket.send(ByteBuffer.wrap(text.getBytes(UTF_8))).block(TIMEOUT);
    return receive(socket, text.length());
  }

  /** Reads that many bytes of ASCII. */
  static String receive(StreamSocket socket, int count) {
    return socket
        .input()
        .map(bytes -> UTF_8.decode(bytes).toString())
        .scan("", String::concat)
        .filter(text -> text.length() >= count)
        .next()
        .block(TIMEOUT);
  }
}
