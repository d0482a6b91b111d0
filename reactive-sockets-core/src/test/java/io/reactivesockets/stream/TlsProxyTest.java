package io.reactivesockets.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.reactivesockets.error.SocketErrorStatus;
import io.reactivesockets.error.SocketOperationException;
import io.reactivesockets.error.SocketPhase;
import io.reactivesockets.framing.Framing;
import io.reactivesockets.host.HostName;
import io.reactivesockets.tls.CertificatePolicy;
import io.reactivesockets.tls.SocketProtectionLevel;
import io.reactivesockets.tls.TestAuthority;
import io.reactivesockets.tls.TlsClientControl;
import io.reactivesockets.tls.TlsServerControl;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Connecting through an HTTP proxy that is itself spoken to over TLS. */
class TlsProxyTest {

  private static final Duration TIMEOUT = ConnectFixture.TIMEOUT;
  private static final Pattern PORT = Pattern.compile("CONNECT \\S+:(\\d+) ");
  private static final TestAuthority ROOT = TestAuthority.root("Proxy Root");
  private static final TlsClientControl TRUSTING =
      TlsClientControl.builder()
          .certificatePolicy(CertificatePolicy.builder().trust(ROOT.trust()).build())
          .build();

  @Test
  void request_and_bytes_pass_inside_tls() throws Exception {
    try (ConnectFixture net = new ConnectFixture("nio")) {
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

  @Test
  void the_end_of_the_output_passes_the_proxy() throws Exception {
    try (ConnectFixture net = new ConnectFixture("nio")) {
      // given
      int target = echo(net, SocketProtectionLevel.PLAIN_SOCKET);
      ProxyControl proxy = ProxyControl.http("localhost", relay(net)).tls(TRUSTING).build();
      StreamSocket socket =
          net.connected(net.connect("127.0.0.1", target, net.control(c -> c.proxy(proxy))));
      // when
      Mono<String> echoed =
          socket.input().map(bytes -> UTF_8.decode(bytes).toString()).reduce("", String::concat);
      socket
          .send(ByteBuffer.wrap("to the end".getBytes(UTF_8)))
          .then(socket.shutdownOutput())
          .block(TIMEOUT);
      // then what comes back ends too
      assertThat(echoed.onErrorReturn("").block(TIMEOUT)).isEqualTo("to the end");
    }
  }

  @Test
  void tls_with_the_target_comes_inside_tls_with_the_proxy() throws Exception {
    try (ConnectFixture net = new ConnectFixture("nio")) {
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
  void a_proxy_whose_certificate_is_not_trusted_gets_no_request() throws Exception {
    try (ConnectFixture net = new ConnectFixture("nio")) {
      // given
      int port = relay(net);
      ProxyControl proxy = ProxyControl.parse("https://localhost:" + port).build();
      // when
      SocketOperationException failure =
          ConnectFixture.failure(net.connect("target.example", 80, net.control(c -> c.proxy(proxy))));
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
          ConnectFixture.failure(net.connect("target.example", 80, net.control(c -> c.proxy(proxy))));
      // then
      assertThat(failure.status()).isEqualTo(SocketErrorStatus.TLS_HANDSHAKE_FAILED);
      assertThat(failure.phase()).isEqualTo(SocketPhase.PROXY);
    }
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
            client
                .input(() -> Framing.delimiter(4096, "\r\n\r\n").newDecoder())
                .next()
                .map(head -> PORT.matcher(UTF_8.decode(head)).results().findFirst().orElseThrow())
                .map(found -> Integer.parseInt(found.group(1)))
                .flatMap(port -> StreamSocket.connect("127.0.0.1", port, net.control()))
                .doOnNext(net::resetting)
                .flatMap(target -> relay(client, target)));
  }

  private static Mono<Void> relay(StreamSocket client, StreamSocket target) {
    return client
        .send(ByteBuffer.wrap("HTTP/1.1 200 OK\r\n\r\n".getBytes(UTF_8)))
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
