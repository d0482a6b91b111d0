package io.reactivesockets.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.reactivesockets.error.ConnectionAttempt;
import io.reactivesockets.error.SocketErrorStatus;
import io.reactivesockets.error.SocketOperationException;
import io.reactivesockets.error.SocketPhase;
import io.reactivesockets.framing.Framing;
import io.reactivesockets.host.HostName;
import io.reactivesockets.tls.CertificatePolicy;
import io.reactivesockets.tls.CertificateVerdict;
import io.reactivesockets.tls.SocketProtectionLevel;
import io.reactivesockets.tls.TestAuthority;
import io.reactivesockets.tls.TlsClientControl;
import io.reactivesockets.tls.TlsServerControl;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Connecting through an HTTP proxy that is itself spoken to over TLS. */
class TlsProxyTest {

  private static final Duration TIMEOUT = ConnectFixture.TIMEOUT;
  private static final String OK = "HTTP/1.1 200 OK\r\n\r\n";
  private static final String WANTED =
      "HTTP/1.1 407 No\r\nProxy-Authenticate: Basic realm=\"test\"\r\n\r\n";
  private static final Pattern PORT = Pattern.compile("CONNECT \\S+:(\\d+) ");
  private static final TestAuthority ROOT = TestAuthority.root("Proxy Root");
  private static final TlsClientControl TRUSTING =
      TlsClientControl.builder()
          .certificatePolicy(CertificatePolicy.builder().trust(ROOT.trust()).build())
          .build();

  @ParameterizedTest(name = "{displayName} [{0}]")
  @MethodSource("transports")
  void request_and_bytes_pass_inside_tls(String transport) throws Exception {
    try (ConnectFixture net = new ConnectFixture(transport)) {
      // given
      int target = echo(net, SocketProtectionLevel.PLAIN_SOCKET);
      ProxyControl proxy = ProxyControl.http("localhost", relay(net)).tls(TRUSTING).build();
      // when
      StreamSocket socket =
          net.connected(net.connect("127.0.0.1", target, net.control(c -> c.proxy(proxy))));
      // then
      assertThat(HttpProxyTest.echo(socket, "hello")).isEqualTo("hello");
      assertThat(socket.information().tls()).isEmpty();
    }
  }

  @ParameterizedTest(name = "{displayName} [{0}]")
  @MethodSource("transports")
  void the_end_of_the_output_passes_the_proxy(String transport) throws Exception {
    try (ConnectFixture net = new ConnectFixture(transport)) {
      // given
      int target = echo(net, SocketProtectionLevel.PLAIN_SOCKET);
      ProxyControl proxy = ProxyControl.http("localhost", relay(net)).tls(TRUSTING).build();
      StreamSocket socket =
          net.connected(net.connect("127.0.0.1", target, net.control(c -> c.proxy(proxy))));
      // when
      Mono<String> echoed =
          socket.input().map(bytes -> UTF_8.decode(bytes).toString()).reduce("", String::concat);
      socket.send(bytes("to the end")).then(socket.shutdownOutput()).block(TIMEOUT);
      // then what comes back ends too
      assertThat(echoed.onErrorReturn("").block(TIMEOUT)).isEqualTo("to the end");
    }
  }

  @ParameterizedTest(name = "{displayName} [{0}]")
  @MethodSource("transports")
  void tls_with_the_target_comes_inside_tls_with_the_proxy(String transport) throws Exception {
    try (ConnectFixture net = new ConnectFixture(transport)) {
      // given
      int target = echo(net, SocketProtectionLevel.TLS12);
      ProxyControl proxy = ProxyControl.http("localhost", relay(net)).tls(TRUSTING).build();
      StreamSocketControl control = net.control(c -> c.proxy(proxy).tls(TRUSTING));
      // when
      StreamSocket socket =
          net.connected(
              StreamSocket.connect(
                  HostName.of("localhost"),
                  Integer.toString(target),
                  SocketProtectionLevel.TLS12,
                  control));
      // then
      assertThat(HttpProxyTest.echo(socket, "hello")).isEqualTo("hello");
      assertThat(socket.information().tls()).isPresent();
      socket.close().block(TIMEOUT);
    }
  }

  @Test
  void credentials_kept_back_go_over_tls_of_their_own() throws Exception {
    try (ConnectFixture net = new ConnectFixture("nio")) {
      // given a proxy that refuses its first client and lets the second speak to itself
      Queue<String> requests = new ConcurrentLinkedQueue<>();
      int port =
          serve(
              net,
              SocketProtectionLevel.TLS12,
              client ->
                  request(client)
                      .doOnNext(requests::add)
                      .flatMap(
                          request ->
                              request.contains("Proxy-Authorization: Basic bWU6c2VjcmV0")
                                  ? client.send(bytes(OK)).then(client.send(client.input()))
                                  : client.send(bytes(WANTED)).then(client.close())));
      ProxyControl proxy =
          ProxyControl.http("localhost", port)
              .tls(TRUSTING)
              .credentials("me", "secret")
              .credentialsAtOnce(false)
              .build();
      // when
      StreamSocket socket =
          net.connected(net.connect("target.example", 80, net.control(c -> c.proxy(proxy))));
      // then
      assertThat(HttpProxyTest.echo(socket, "hello")).isEqualTo("hello");
      assertThat(requests).hasSize(2);
    }
  }

  @Test
  void a_proxy_whose_certificate_is_for_another_name_is_refused_with_the_verdict()
      throws Exception {
    try (ConnectFixture net = new ConnectFixture("nio")) {
      // given
      ProxyControl proxy = ProxyControl.http("127.0.0.1", relay(net)).tls(TRUSTING).build();
      // when
      SocketOperationException failure =
          ConnectFixture.failure(
              net.connect("target.example", 80, net.control(c -> c.proxy(proxy))));
      // then
      assertThat(failure.status())
          .isEqualTo(SocketErrorStatus.CERTIFICATE_COMMON_NAME_IS_INCORRECT);
      assertThat(CertificateVerdict.of(failure)).isPresent();
      assertThat(failure.attempts())
          .extracting(ConnectionAttempt::status)
          .contains(SocketErrorStatus.CERTIFICATE_COMMON_NAME_IS_INCORRECT);
      net.expectNothingOpen();
    }
  }

  @Test
  void a_proxy_that_stalls_in_its_handshake_is_given_up_at_its_own_deadline() throws Exception {
    try (ConnectFixture net = new ConnectFixture("nio")) {
      // given
      ScriptedProxy silent = net.closing(ScriptedProxy.start()).then(TlsProxyTest::silence);
      ProxyControl proxy =
          ProxyControl.http("localhost", silent.port())
              .tls(TRUSTING)
              .connectTimeout(Duration.ofMillis(200))
              .build();
      // when
      SocketOperationException failure =
          ConnectFixture.failure(
              net.connect("target.example", 80, net.control(c -> c.proxy(proxy))));
      // then
      assertThat(failure.status()).isEqualTo(SocketErrorStatus.OPERATION_TIMED_OUT);
      assertThat(failure.phase()).isEqualTo(SocketPhase.PROXY);
      net.expectNothingOpen();
    }
  }

  @Test
  void leaving_in_the_middle_of_the_handshake_closes_the_connection() throws Exception {
    try (ConnectFixture net = new ConnectFixture("nio")) {
      // given
      CountDownLatch met = new CountDownLatch(1);
      CountDownLatch ended = new CountDownLatch(1);
      ScriptedProxy silent =
          net.closing(ScriptedProxy.start())
              .then(
                  wire -> {
                    met.countDown();
                    wire.awaitEnd();
                    ended.countDown();
                    return false;
                  });
      ProxyControl proxy = ProxyControl.http("localhost", silent.port()).tls(TRUSTING).build();
      Disposable connecting =
          net.connect("target.example", 80, net.control(c -> c.proxy(proxy))).subscribe();
      assertThat(met.await(10, TimeUnit.SECONDS)).isTrue();
      // when
      connecting.dispose();
      // then
      assertThat(ended.await(10, TimeUnit.SECONDS)).isTrue();
      net.expectNothingOpen();
    }
  }

  @Test
  void a_proxy_whose_certificate_is_not_trusted_gets_no_request() throws Exception {
    try (ConnectFixture net = new ConnectFixture("nio")) {
      // given
      int port = relay(net);
      ProxyControl proxy = ProxyControl.parse("https://localhost:" + port).build();
      // when
      SocketOperationException failure =
          ConnectFixture.failure(
              net.connect("target.example", 80, net.control(c -> c.proxy(proxy))));
      // then
      assertThat(failure.status()).isEqualTo(SocketErrorStatus.CERTIFICATE_UNTRUSTED_ROOT);
      assertThat(failure.phase()).isEqualTo(SocketPhase.PROXY);
      assertThat(failure.getMessage())
          .startsWith("connect through https://localhost:" + port + " to tcp://target.example:80");
      net.expectNothingOpen();
    }
  }

  @Test
  void a_proxy_that_speaks_no_tls_is_found_out() throws Exception {
    try (ConnectFixture net = new ConnectFixture("nio")) {
      // given
      ScriptedProxy plain = net.closing(ScriptedProxy.start());
      plain.then(
          wire -> {
            wire.send("HTTP/1.1 200 OK\r\n\r\n220 forged greeting\r\n");
            wire.awaitEnd();
            return false;
          });
      ProxyControl proxy = ProxyControl.http("127.0.0.1", plain.port()).tls(TRUSTING).build();
      // when
      SocketOperationException failure =
          ConnectFixture.failure(
              net.connect("target.example", 80, net.control(c -> c.proxy(proxy))));
      // then
      assertThat(failure.status()).isEqualTo(SocketErrorStatus.TLS_HANDSHAKE_FAILED);
      assertThat(failure.phase()).isEqualTo(SocketPhase.PROXY);
    }
  }

  static List<String> transports() {
    return ConnectFixture.transports();
  }

  /** An echo server. */
  private static int echo(ConnectFixture net, SocketProtectionLevel level) {
    return serve(net, level, socket -> socket.send(socket.input()).then(socket.close()));
  }

  /** A proxy over TLS that connects further, to this machine. */
  private static int relay(ConnectFixture net) {
    return serve(
        net,
        SocketProtectionLevel.TLS12,
        client ->
            request(client)
                .map(head -> PORT.matcher(head).results().findFirst().orElseThrow())
                .map(found -> Integer.parseInt(found.group(1)))
                .flatMap(port -> StreamSocket.connect("127.0.0.1", port, net.control()))
                .doOnNext(net::resetting)
                .flatMap(target -> relay(client, target)));
  }

  private static Mono<String> request(StreamSocket client) {
    return client
        .input(() -> Framing.delimiter(4096, "\r\n\r\n").newDecoder())
        .next()
        .map(head -> UTF_8.decode(head).toString());
  }

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(UTF_8));
  }

  private static boolean silence(ScriptedProxy.Wire wire) throws IOException {
    wire.awaitEnd();
    return false;
  }

  private static Mono<Void> relay(StreamSocket client, StreamSocket target) {
    return client
        .send(bytes(OK))
        .thenMany(
            Flux.merge(
                target.send(client.input()).then(target.shutdownOutput()).onErrorComplete(),
                client.send(target.input()).then(client.shutdownOutput()).onErrorComplete()))
        .then();
  }

  private static int serve(
      ConnectFixture net,
      SocketProtectionLevel level,
      Function<StreamSocket, Mono<Void>> connection) {
    StreamSocketListener listener =
        StreamSocketListener.bind(
                "127.0.0.1",
                0,
                level,
                StreamSocketListenerControl.builder()
                    .tls(TlsServerControl.builder(ROOT.peer("localhost")).build())
                    .build())
            .block(TIMEOUT);
    Disposable serving =
        listener
            .connections()
            .doOnNext(net::resetting)
            .flatMap(each -> connection.apply(each).onErrorComplete())
            .subscribe();
    net.closing(
        () -> {
          serving.dispose();
          listener.close().block(TIMEOUT);
        });
    return listener.port();
  }
}
