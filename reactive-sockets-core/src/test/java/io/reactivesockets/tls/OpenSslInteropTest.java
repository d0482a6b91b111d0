package io.reactivesockets.tls;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.reactivesockets.error.SocketErrorStatus;
import io.reactivesockets.error.SocketOperationException;
import io.reactivesockets.error.SocketPhase;
import io.reactivesockets.framing.ByteDecoder;
import io.reactivesockets.stream.StreamSocket;
import io.reactivesockets.stream.StreamSocketControl;
import io.reactivesockets.stream.StreamSocketListener;
import io.reactivesockets.stream.StreamSocketListenerControl;
import io.reactivesockets.testing.Peer;
import io.reactivesockets.testing.Tolerates;
import io.reactivesockets.testing.Tools;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** Sessions with OpenSSL's own client and server. */
@Tolerates(
    value = {"NativeSslSession", "DefaultOpenSslKeyMaterial", "more objects not released"},
    because = "sessions to resume and converted keys are kept with their context")
class OpenSslInteropTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final String HOST = "localhost";
  private static final TestAuthority ROOT = TestAuthority.root("Interop Root");
  private static final TlsCredentials SERVER = ROOT.peer(HOST);
  private static final TlsCredentials CLIENT = ROOT.peer("client");

  @TempDir private Path folder = Path.of(".");

  @BeforeEach
  void files() throws Exception {
    Tools.require("openssl");
    Files.writeString(
        folder.resolve("ca.pem"),
        TlsCredentialsTest.pem("CERTIFICATE", ROOT.certificate().getEncoded()));
    write("server", SERVER);
    write("client", CLIENT);
  }

  static Stream<Arguments> enginesAndVersions() {
    return Stream.of(TlsEngine.values())
        .flatMap(
            engine ->
                Stream.of("TLSv1.2", "TLSv1.3").map(version -> Arguments.of(engine, version)));
  }

  @ParameterizedTest(name = "{displayName} [{0}, {1}]")
  @MethodSource("enginesAndVersions")
  void a_client_talks_to_s_server_and_resumes(TlsEngine engine, String version) {
    // given
    try (Peer server = serve(option(version), "-alpn", "echo")) {
      StreamSocketControl control = client(engine, builder -> builder.applicationProtocols("echo"));
      int port = port(server);

      // when
      StreamSocket first = connect(port, control);
      assertThat(reversed(first, "hello")).isEqualTo("olleh\n");

      // then
      TlsInformation information = first.information().tls().orElseThrow();
      assertThat(information.protocol()).isEqualTo(version);
      assertThat(information.applicationProtocol()).contains("echo");
      first.close().block(TIMEOUT);

      // and
      StreamSocket second = connect(port, control);
      assertThat(reversed(second, "again")).isEqualTo("niaga\n");
      assertThat(second.information().tls().orElseThrow().resumed()).isTrue();
      second.close().block(TIMEOUT);
    }
  }

  @ParameterizedTest(name = "{displayName} [{0}, {1}]")
  @MethodSource("enginesAndVersions")
  void a_client_shows_its_certificate_to_s_server(TlsEngine engine, String version) {
    String ca = folder.resolve("ca.pem").toString();
    try (Peer server =
        serve(option(version), "-Verify", "1", "-verify_return_error", "-CAfile", ca)) {
      int port = port(server);
      StreamSocket socket = connect(port, client(engine, builder -> builder.credentials(CLIENT)));
      assertThat(reversed(socket, "hello")).isEqualTo("olleh\n");
      assertThat(socket.information().tls().orElseThrow().localCertificates())
          .isEqualTo(CLIENT.certificateChain());
      socket.close().block(TIMEOUT);
    }
  }

  @ParameterizedTest(name = "{displayName} [{0}, {1}]")
  @MethodSource("enginesAndVersions")
  void a_client_that_s_server_refuses_is_told_of_the_alert(TlsEngine engine, String version) {
    String ca = folder.resolve("ca.pem").toString();
    TlsCredentials stranger = TestAuthority.root("Stranger").peer("client");
    TlsCredentials expired =
        ROOT.peer(
            "client",
            spec -> {
              spec.notBefore = Instant.now().minus(Duration.ofDays(9));
              spec.notAfter = Instant.now().minus(Duration.ofDays(1));
            });
    try (Peer server =
        serve(option(version), "-Verify", "1", "-verify_return_error", "-CAfile", ca)) {
      int port = port(server);

      isRefused(port, client(engine, builder -> {}));
      isRefused(port, client(engine, builder -> builder.credentials(stranger)));
      isRefused(port, client(engine, builder -> builder.credentials(expired)));
    }
  }

  /** In TLS 1.3 the client's handshake is over by then: what it reads first fails. */
  private static void isRefused(int port, StreamSocketControl control) {
    Mono<ByteBuffer> refused =
        StreamSocket.connect(HOST, port, SocketProtectionLevel.TLS12, control)
            .flatMap(
                open -> open.input().next().onErrorResume(e -> open.reset().then(Mono.error(e))));

    StepVerifier.create(refused)
        .expectErrorSatisfies(
            error -> {
              SocketOperationException told = (SocketOperationException) error;
              boolean inHandshake = told.phase() == SocketPhase.TLS;
              assertThat(told.status())
                  .as("%s", told)
                  .isEqualTo(
                      inHandshake
                          ? SocketErrorStatus.TLS_HANDSHAKE_FAILED
                          : SocketErrorStatus.PROTOCOL_VIOLATION);
              assertThat(told).hasCauseInstanceOf(SSLException.class);
            })
        .verify(TIMEOUT);
  }

  @ParameterizedTest(name = "{displayName} [{0}, {1}]")
  @MethodSource("enginesAndVersions")
  void s_client_talks_to_a_listener_with_client_certificate(TlsEngine engine, String version) {
    // given
    TlsServerControl tls =
        TlsServerControl.builder(SERVER)
            .engine(engine)
            .applicationProtocols("echo")
            .clientAuthentication(ClientAuthentication.REQUIRED)
            .certificatePolicy(CertificatePolicy.builder().trust(ROOT.trust()).build())
            .build();
    StreamSocketListener listener = listen(tls, SocketProtectionLevel.TLS12);
    Disposable echo =
        listener
            .connections()
            .flatMap(
                socket ->
                    socket
                        .send(socket.input())
                        .then(socket.close())
                        .onErrorResume(gone -> socket.reset()))
            .subscribe(done -> {}, failed -> {});

    // when
    try (Peer client =
        Peer.command(
                command(
                    "s_client",
                    "-connect",
                    "127.0.0.1:" + port(listener),
                    option(version),
                    "-servername",
                    HOST,
                    "-verify_hostname",
                    HOST,
                    "-verify_return_error",
                    "-alpn",
                    "echo",
                    "-cert",
                    folder.resolve("client.pem").toString(),
                    "-key",
                    folder.resolve("client.key").toString(),
                    "-CAfile",
                    folder.resolve("ca.pem").toString()))
            .start()) {
      client.send("hello\n");

      // then
      client.awaitLine("Verification: OK", TIMEOUT);
      client.awaitLine("ALPN protocol: echo", TIMEOUT);
      client.awaitLine("hello", TIMEOUT);
    } finally {
      echo.dispose();
      listener.close().block(TIMEOUT);
    }
  }

  @ParameterizedTest(name = "{displayName} [{0}, {1}]")
  @MethodSource("enginesAndVersions")
  void s_client_that_is_refused_gets_the_alert_although_it_goes_on_sending(
      TlsEngine engine, String version) {
    // given
    TlsServerControl tls =
        TlsServerControl.builder(SERVER)
            .engine(engine)
            .clientAuthentication(ClientAuthentication.REQUIRED)
            .build();
    StreamSocketListener listener = listen(tls, SocketProtectionLevel.TLS12);
    Disposable serving = listener.connections().flatMap(StreamSocket::close).subscribe();

    // when
    String to = "127.0.0.1:" + port(listener);
    try (Peer client =
        Peer.command(command("s_client", "-connect", to, option(version), "-servername", HOST))
            .start()) {
      client.send("hello\n".repeat(1_000));

      // then
      client.awaitLine("SSL alert number (40|42|116)", TIMEOUT);
    } finally {
      serving.dispose();
      listener.close().block(TIMEOUT);
    }
  }

  @ParameterizedTest(name = "{displayName} [{0}, {1}]")
  @MethodSource("enginesAndVersions")
  void s_server_that_is_refused_gets_the_alert(TlsEngine engine, String version) {
    try (Peer server = serve(option(version))) {
      StreamSocketControl trustsNobodyOfOurs =
          StreamSocketControl.builder()
              .tls(TlsClientControl.builder().engine(engine).build())
              .build();
      int port = port(server);

      StepVerifier.create(
              StreamSocket.connect(HOST, port, SocketProtectionLevel.TLS12, trustsNobodyOfOurs))
          .expectError(SocketOperationException.class)
          .verify(TIMEOUT);

      server.awaitLine("SSL alert number (42|46|48)", TIMEOUT);
    }
  }

  @ParameterizedTest(name = "{displayName} [{0}]")
  @EnumSource(TlsEngine.class)
  void s_client_upgrades_by_starttls(TlsEngine engine) {
    // given
    TlsServerControl tls = TlsServerControl.builder(SERVER).engine(engine).build();
    StreamSocketListener listener = listen(tls, SocketProtectionLevel.PLAIN_SOCKET);
    Disposable mail =
        listener
            .connections()
            .flatMap(socket -> receiveMail(socket).onErrorResume(gone -> socket.reset()))
            .subscribe(done -> {}, failed -> {});

    // when
    try (Peer client =
        Peer.command(
                command(
                    "s_client",
                    "-connect",
                    "127.0.0.1:" + port(listener),
                    "-starttls",
                    "smtp",
                    "-verify_hostname",
                    HOST,
                    "-CAfile",
                    folder.resolve("ca.pem").toString()))
            .start()) {
      client.send("NOOP\n");

      // then
      client.awaitLine("Verification: OK", TIMEOUT);
      client.awaitLine("250 protected NOOP", TIMEOUT);
    } finally {
      mail.dispose();
      listener.close().block(TIMEOUT);
    }
  }

  /** A mail server as far as STARTTLS needs one. */
  private static Mono<Void> receiveMail(StreamSocket socket) {
    return reply(socket, "220 test\r\n")
        .then(line(socket))
        .then(reply(socket, "250-test\r\n250 STARTTLS\r\n"))
        .then(line(socket))
        .then(reply(socket, "220 go\r\n"))
        .then(socket.upgradeToTls(SocketProtectionLevel.TLS12))
        .then(line(socket))
        .flatMap(command -> reply(socket, "250 protected " + command.trim() + "\r\n"))
        .then(socket.closed());
  }

  private static Mono<Void> reply(StreamSocket socket, String text) {
    return Mono.defer(() -> socket.send(ByteBuffer.wrap(text.getBytes(UTF_8))));
  }

  private static Mono<String> line(StreamSocket socket) {
    return Mono.defer(() -> socket.input(() -> new LineDecoder()).next());
  }

  private static String reversed(StreamSocket socket, String text) {
    return reply(socket, text + "\n").then(line(socket)).blockOptional(TIMEOUT).orElseThrow();
  }

  private Peer serve(String... options) {
    List<String> all = new ArrayList<>(List.of("s_server", "-accept", "127.0.0.1:0", "-rev"));
    all.addAll(
        List.of(
            "-cert",
            folder.resolve("server.pem").toString(),
            "-key",
            folder.resolve("server.key").toString()));
    all.addAll(List.of(options));
    return Peer.command(command(all.toArray(new String[0]))).start();
  }

  private static int port(Peer server) {
    return Integer.parseInt(server.awaitLine("ACCEPT .*:(\\d+)", TIMEOUT).group(1));
  }

  private static int port(StreamSocketListener listener) {
    return Integer.parseInt(listener.information().localPort());
  }

  private static String option(String version) {
    return version.equals("TLSv1.2") ? "-tls1_2" : "-tls1_3";
  }

  private static List<String> command(String... arguments) {
    List<String> command = new ArrayList<>(List.of("openssl"));
    command.addAll(List.of(arguments));
    return command;
  }

  private static StreamSocketListener listen(TlsServerControl tls, SocketProtectionLevel level) {
    return StreamSocketListener.bind(
            "127.0.0.1", 0, level, StreamSocketListenerControl.builder().tls(tls).build())
        .blockOptional(TIMEOUT)
        .orElseThrow();
  }

  private static StreamSocketControl client(
      TlsEngine engine, Consumer<TlsClientControl.Builder> settings) {
    TlsClientControl.Builder tls =
        TlsClientControl.builder()
            .engine(engine)
            .certificatePolicy(CertificatePolicy.builder().trust(ROOT.trust()).build());
    settings.accept(tls);
    return StreamSocketControl.builder().tls(tls.build()).build();
  }

  private static StreamSocket connect(int port, StreamSocketControl control) {
    return StreamSocket.connect(HOST, port, SocketProtectionLevel.TLS12, control)
        .blockOptional(TIMEOUT)
        .orElseThrow();
  }

  private void write(String name, TlsCredentials credentials) throws Exception {
    try {
      Files.writeString(folder.resolve(name + ".pem"), TlsCredentialsTest.chain(credentials));
      Files.writeString(
          folder.resolve(name + ".key"),
          TlsCredentialsTest.pem("PRIVATE KEY", credentials.privateKey().getEncoded()));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Takes one line at a time and leaves the rest. */
  static final class LineDecoder implements ByteDecoder<String> {
    @Override
    public @Nullable String decode(ByteBuffer input, boolean endOfInput) {
      for (int i = input.position(); i < input.limit(); i++) {
        if (input.get(i) == '\n') {
          byte[] line = new byte[i + 1 - input.position()];
          input.get(line);
          return new String(line, UTF_8);
        }
      }
      return null;
    }
  }
}
