package io.reactivesockets.tls;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.reactivesockets.error.SocketErrorStatus;
import io.reactivesockets.error.SocketOperationException;
import io.reactivesockets.framing.Framing;
import io.reactivesockets.host.HostName;
import io.reactivesockets.stream.StreamSocket;
import io.reactivesockets.stream.StreamSocketControl;
import io.reactivesockets.stream.StreamSocketListener;
import io.reactivesockets.stream.StreamSocketListenerControl;
import io.reactivesockets.testing.Tolerates;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** Peers that mix plaintext into an upgrade, before and behind the point where TLS begins. */
@Tolerates(
    value = {"NativeSslSession", "DefaultOpenSslKeyMaterial", "more objects not released"},
    because = "sessions to resume and converted keys are kept with their context")
class UpgradeAttackTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final int TIMEOUT_MILLIS = 30_000;
  private static final String HOST = "localhost";
  private static final TestAuthority ROOT = TestAuthority.root("Attack Root");
  private static final TlsCredentials SERVER = ROOT.peer(HOST);
  private static final String REQUEST = "STARTTLS\r\n";
  private static final String GO_AHEAD = "220 go\r\n";
  private static final int HANDSHAKE = 0x16;

  @ParameterizedTest(name = "{displayName} [{0}]")
  @EnumSource(TlsEngine.class)
  void a_client_that_has_begun_tls_refuses_plaintext(TlsEngine engine) throws IOException {
    try (ServerSocket attacker = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      // given
      Mono<TlsInformation> upgrade = upgrade(attacker.getLocalPort(), engine).cache();
      upgrade.subscribe(done -> {}, failed -> {});

      // when
      try (Socket client = attacker.accept()) {
        client.setSoTimeout(TIMEOUT_MILLIS);
        assertThat(client.getInputStream().readNBytes(REQUEST.length()))
            .isEqualTo(REQUEST.getBytes(US_ASCII));
        client.getOutputStream().write(GO_AHEAD.getBytes(US_ASCII));
        assertThat(client.getInputStream().read()).isEqualTo(HANDSHAKE);
        client.getOutputStream().write("250 injected behind the hello\r\n".getBytes(US_ASCII));

        // then
        StepVerifier.create(upgrade)
            .expectErrorSatisfies(UpgradeAttackTest::isTlsFailure)
            .verify(TIMEOUT);
      }
    }
  }

  @ParameterizedTest(name = "{displayName} [{0}]")
  @EnumSource(TlsEngine.class)
  void a_server_that_has_given_the_go_ahead_refuses_plaintext(TlsEngine engine) throws IOException {
    try (Upgrading server = new Upgrading(engine);
        Socket client = server.connect()) {
      // given
      client.getOutputStream().write(REQUEST.getBytes(US_ASCII));
      assertThat(client.getInputStream().readNBytes(GO_AHEAD.length()))
          .isEqualTo(GO_AHEAD.getBytes(US_ASCII));

      // when
      client.getOutputStream().write("RCPT TO:<victim@example.test>\r\n".getBytes(US_ASCII));

      // then
      StepVerifier.create(server.outcome())
          .expectErrorSatisfies(UpgradeAttackTest::isTlsFailure)
          .verify(TIMEOUT);
    }
  }

  @ParameterizedTest(name = "{displayName} [{0}]")
  @EnumSource(TlsEngine.class)
  void a_hello_right_behind_the_request_begins_the_handshake(TlsEngine engine) throws Exception {
    try (Upgrading server = new Upgrading(engine);
        Socket client = server.connect()) {
      // when: one segment
      ByteArrayOutputStream together = new ByteArrayOutputStream();
      together.writeBytes(REQUEST.getBytes(US_ASCII));
      together.writeBytes(hello());
      OutputStream out = client.getOutputStream();
      out.write(together.toByteArray());

      // then
      InputStream in = client.getInputStream();
      assertThat(in.readNBytes(GO_AHEAD.length())).isEqualTo(GO_AHEAD.getBytes(US_ASCII));
      assertThat(in.readNBytes(6)).startsWith(HANDSHAKE, 3, 3).endsWith(2); // a ServerHello
    }
  }

  @ParameterizedTest(name = "{displayName} [{0}]")
  @EnumSource(TlsEngine.class)
  void an_end_without_close_notify_fails_the_input_of_a_socket(TlsEngine engine) throws Exception {
    try (ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      // given
      Mono<String> input =
          StreamSocket.connect("127.0.0.1", listening.getLocalPort(), control(engine))
              .flatMap(
                  socket ->
                      socket
                          .upgradeToTls(SocketProtectionLevel.TLS12, HostName.of(HOST))
                          .thenMany(socket.input())
                          .map(bytes -> US_ASCII.decode(bytes).toString())
                          .doOnNext(word -> assertThat(word).isEqualTo("word"))
                          .then(Mono.just("in good order")))
              .cache();
      input.subscribe(done -> {}, failed -> {});

      // when: FIN, without the farewell of TLS
      try (Socket plain = listening.accept();
          SSLSocket server = serverSide(plain)) {
        server.getOutputStream().write("word".getBytes(US_ASCII));
        plain.shutdownOutput();

        // then
        StepVerifier.create(input)
            .expectErrorSatisfies(
                error ->
                    assertThat(((SocketOperationException) error).status())
                        .isEqualTo(SocketErrorStatus.UNEXPECTED_END_OF_STREAM))
            .verify(TIMEOUT);
        plain.close();
      }
    }
  }

  private static SSLSocket serverSide(Socket plain) throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setKeyEntry(
        "server",
        SERVER.privateKey(),
        new char[0],
        SERVER.certificateChain().toArray(new X509Certificate[0]));
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, new char[0]);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, null);
    SSLSocket server =
        (SSLSocket) context.getSocketFactory().createSocket(plain, HOST, plain.getPort(), false);
    server.setUseClientMode(false);
    server.startHandshake();
    return server;
  }

  private static void isTlsFailure(Throwable error) {
    assertThat(error)
        .isInstanceOfSatisfying(
            SocketOperationException.class,
            failure ->
                assertThat(failure.status())
                    .isIn(
                        SocketErrorStatus.TLS_HANDSHAKE_FAILED,
                        SocketErrorStatus.PROTOCOL_VIOLATION));
  }

  private static byte[] hello() throws Exception {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, null, null);
    SSLEngine engine = context.createSSLEngine(HOST, 1);
    engine.setUseClientMode(true);
    ByteBuffer hello = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
    engine.wrap(ByteBuffer.allocate(0), hello);
    byte[] bytes = new byte[hello.flip().remaining()];
    hello.get(bytes);
    return bytes;
  }

  private static Mono<TlsInformation> upgrade(int port, TlsEngine engine) {
    return StreamSocket.connect("127.0.0.1", port, control(engine))
        .flatMap(UpgradeAttackTest::talk);
  }

  private static Mono<TlsInformation> talk(StreamSocket socket) {
    return socket
        .send(US_ASCII.encode(REQUEST))
        .then(line(socket))
        .then(socket.upgradeToTls(SocketProtectionLevel.TLS12, HostName.of(HOST)));
  }

  private static Mono<String> line(StreamSocket socket) {
    return Mono.defer(() -> socket.input(Framing.lines(US_ASCII)::newDecoder).next());
  }

  private static StreamSocketControl control(TlsEngine engine) {
    CertificatePolicy policy = CertificatePolicy.builder().trust(ROOT.trust()).build();
    return StreamSocketControl.builder()
        .tls(TlsClientControl.builder().engine(engine).certificatePolicy(policy).build())
        .build();
  }

  /** A server that upgrades its first connection when it is asked to. */
  private static final class Upgrading implements AutoCloseable {
    private final StreamSocketListener listener;
    private final Mono<TlsInformation> outcome;

    Upgrading(TlsEngine engine) {
      listener =
          StreamSocketListener.bind(
                  "127.0.0.1",
                  0,
                  StreamSocketListenerControl.builder()
                      .tls(TlsServerControl.builder(SERVER).engine(engine).build())
                      .build())
              .blockOptional(TIMEOUT)
              .orElseThrow();
      outcome = listener.connections().next().flatMap(Upgrading::serve).cache();
      outcome.subscribe(done -> {}, failed -> {});
    }

    private static Mono<TlsInformation> serve(StreamSocket socket) {
      return line(socket)
          .then(socket.send(US_ASCII.encode(GO_AHEAD)))
          .then(socket.upgradeToTls(SocketProtectionLevel.TLS12));
    }

    int port() {
      return listener.port();
    }

    Socket connect() throws IOException {
      Socket client = new Socket(InetAddress.getLoopbackAddress(), port());
      client.setSoTimeout(TIMEOUT_MILLIS);
      return client;
    }

    Mono<TlsInformation> outcome() {
      return outcome;
    }

    @Override
    public void close() {
      listener.shutdown(Duration.ZERO).block(TIMEOUT);
    }
  }
}
