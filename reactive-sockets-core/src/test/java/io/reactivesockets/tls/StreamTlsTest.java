package io.reactivesockets.tls;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.reactivesockets.error.SocketErrorStatus;
import io.reactivesockets.error.SocketOperationException;
import io.reactivesockets.framing.ByteDecoder;
import io.reactivesockets.host.HostName;
import io.reactivesockets.stream.StreamSocket;
import io.reactivesockets.stream.StreamSocketControl;
import io.reactivesockets.stream.StreamSocketListener;
import io.reactivesockets.stream.StreamSocketListenerControl;
import io.reactivesockets.testing.Tolerates;
import java.nio.ByteBuffer;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.test.StepVerifier;

/** Stream sockets and listeners with TLS, from the start and by upgrade. */
@Tolerates(
    value = {"NativeSslSession", "DefaultOpenSslKeyMaterial", "more objects not released"},
    because = "sessions to resume and converted keys are kept with their context")
class StreamTlsTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(20);
  private static final String HOST = "localhost";
  private static final TestAuthority ROOT = TestAuthority.root("Stream Root");
  private static final TlsCredentials SERVER = ROOT.peer(HOST);

  private final List<StreamSocketListener> listeners = new ArrayList<>();
  private final List<StreamSocket> sockets = new ArrayList<>();

  @AfterEach
  void close() {
    Flux.fromIterable(sockets).flatMap(StreamSocket::reset).blockLast(TIMEOUT);
    Flux.fromIterable(listeners).flatMap(StreamSocketListener::close).blockLast(TIMEOUT);
  }

  @ParameterizedTest(name = "{displayName} [{0}]")
  @EnumSource(TlsEngine.class)
  void a_connection_with_tls_carries_bytes_both_ways_and_ends_in_order(TlsEngine engine) {
    // given
    StreamSocketListener listener = listener(server(engine), SocketProtectionLevel.TLS12);
    Mono<StreamSocket> accepted = accept(listener);
    StreamSocket client = connect(listener, engine, SocketProtectionLevel.TLS12);
    StreamSocket server = taken(accepted);

    // when
    Mono<String> request = text(server);
    client.send(bytes("hello")).then(client.shutdownOutput()).block(TIMEOUT);

    // then
    StepVerifier.create(request).expectNext("hello").expectComplete().verify(TIMEOUT);
    if (engine == TlsEngine.JDK) {
      Mono<String> answer = text(client);
      server.send(bytes("and back")).then(server.close()).block(TIMEOUT);
      StepVerifier.create(answer).expectNext("and back").expectComplete().verify(TIMEOUT);
    }
    TlsInformation information = client.information().tls().orElseThrow();
    assertThat(information.protocol()).isEqualTo("TLSv1.3");
    assertThat(information.engine()).isEqualTo(engine);
    assertThat(information.serverName()).contains(HOST);
    assertThat(information.peerCertificates()).isEqualTo(SERVER.certificateChain());
    assertThat(information.verdict().orElseThrow().isAccepted()).isTrue();
    assertThat(information.handshakeTime()).isPositive();
    assertThat(information.channelBinding(ChannelBinding.TLS_SERVER_END_POINT))
        .isEqualTo(
            server
                .information()
                .tls()
                .orElseThrow()
                .channelBinding(ChannelBinding.TLS_SERVER_END_POINT))
        .isPresent();
    assertThat(client.information().protectionLevel()).isEqualTo(SocketProtectionLevel.TLS12);
    assertThat(server.information().tls().orElseThrow().verdict()).isEmpty();
  }

  @ParameterizedTest(name = "{displayName} [{0}]")
  @EnumSource(TlsEngine.class)
  void closing_tells_the_peer_inside_tls(TlsEngine engine) {
    // given
    StreamSocketListener listener = listener(server(engine), SocketProtectionLevel.TLS12);
    Mono<StreamSocket> accepted = accept(listener);
    StreamSocket client = connect(listener, engine, SocketProtectionLevel.TLS12);
    StreamSocket server = taken(accepted);
    Mono<String> received = text(client);

    // when
    server.send(bytes("bye")).then(server.close()).block(TIMEOUT);

    // then
    StepVerifier.create(received).expectNext("bye").expectComplete().verify(TIMEOUT);
  }

  @ParameterizedTest(name = "{displayName} [{0}]")
  @EnumSource(TlsEngine.class)
  void a_server_that_closes_as_soon_as_it_may_says_so_inside_tls(TlsEngine engine) {
    // given
    StreamSocketListener listener = listener(server(engine), SocketProtectionLevel.TLS12);
    listener.connections().flatMap(StreamSocket::close).subscribe();
    TlsClientControl tls =
        TlsClientControl.builder()
            .engine(engine)
            .sessionTimeout(Duration.ZERO)
            .certificatePolicy(CertificatePolicy.builder().trust(ROOT.trust()).build())
            .build();
    Mono<StreamSocket> connect =
        StreamSocket.connect(
            HOST,
            port(listener),
            SocketProtectionLevel.TLS12,
            StreamSocketControl.builder().tls(tls).build());

    // when: often, for the handshake has to end a moment before the thread does that checked it
    Flux<Long> received =
        connect
            .flatMap(socket -> socket.input().count().delayUntil(all -> socket.reset()))
            .repeat(39);

    // then
    StepVerifier.create(received).expectNextCount(40).expectComplete().verify(TIMEOUT);
  }

  @Test
  void a_peer_may_say_all_and_close_while_its_resumed_session_is_judged() {
    // given: the JDK's engine; BoringSSL's answers the end at once, which a peer that left resets
    TlsEngine engine = TlsEngine.JDK;
    Sinks.Empty<Void> decided = Sinks.empty();
    AtomicInteger judged = new AtomicInteger();
    CertificatePolicy slowTheSecondTime =
        CertificatePolicy.builder()
            .trust(ROOT.trust())
            .approver(
                verdict ->
                    (judged.getAndIncrement() == 0 ? Mono.empty() : decided.asMono())
                        .thenReturn(Decision.accept()))
            .build();
    TlsClientControl tls =
        TlsClientControl.builder().engine(engine).certificatePolicy(slowTheSecondTime).build();
    StreamSocketListener listener = listener(server(engine), SocketProtectionLevel.TLS12);
    Mono<StreamSocket> connect =
        StreamSocket.connect(
            HOST,
            port(listener),
            SocketProtectionLevel.TLS12,
            StreamSocketControl.builder().tls(tls).build());
    Mono<StreamSocket> first = accept(listener);
    StreamSocket before = taken(connect);
    taken(first).send(bytes("a ticket")).block(TIMEOUT);
    before.input().next().block(TIMEOUT);
    Mono<StreamSocket> accepted = accept(listener);

    // when
    StepVerifier.create(connect)
        .then(
            () -> {
              StreamSocket server = taken(accepted);
              server.send(bytes("bye")).then(server.close()).block(TIMEOUT);
            })
        .expectNoEvent(Duration.ofMillis(300))
        .then(decided::tryEmitEmpty)
        .assertNext(sockets::add)
        .expectComplete()
        .verify(TIMEOUT);

    // then
    StreamSocket client = sockets.get(sockets.size() - 1);
    assertThat(client.information().tls().orElseThrow().resumed()).isTrue();
    StepVerifier.create(text(client)).expectNext("bye").expectComplete().verify(TIMEOUT);
  }

  @ParameterizedTest(name = "{displayName} [{0}]")
  @EnumSource(TlsEngine.class)
  void both_sides_upgrade_a_plain_connection(TlsEngine engine) {
    // given
    StreamSocketListener listener = listener(server(engine), SocketProtectionLevel.PLAIN_SOCKET);
    Mono<StreamSocket> accepted = accept(listener);
    StreamSocket client = connect(listener, engine, SocketProtectionLevel.PLAIN_SOCKET);
    StreamSocket server = taken(accepted);
    Mono<TlsInformation> serverSide =
        server
            .input()
            .next()
            .flatMap(go -> server.send(bytes("220 go\r\n")))
            .then(server.upgradeToTls(SocketProtectionLevel.TLS12));

    // when
    Mono<TlsInformation> clientSide =
        client
            .send(bytes("STARTTLS\r\n"))
            .then(client.input().next())
            .flatMap(go -> client.upgradeToTls(SocketProtectionLevel.TLS12));
    TlsInformation information =
        Mono.zip(clientSide, serverSide)
            .map(both -> both.getT1())
            .blockOptional(TIMEOUT)
            .orElseThrow();

    // then
    assertThat(information.verdict().orElseThrow().hostName()).contains(HOST);
    Mono<String> request = text(server);
    client.send(bytes("secret")).then(client.shutdownOutput()).block(TIMEOUT);
    StepVerifier.create(request).expectNext("secret").expectComplete().verify(TIMEOUT);
  }

  @ParameterizedTest(name = "{displayName} [{0}]")
  @EnumSource(TlsEngine.class)
  void a_client_refuses_plaintext_behind_the_go_ahead(TlsEngine engine) {
    // given
    StreamSocketListener listener = listener(server(engine), SocketProtectionLevel.PLAIN_SOCKET);
    Mono<StreamSocket> accepted = accept(listener);
    StreamSocket client = connect(listener, engine, SocketProtectionLevel.PLAIN_SOCKET);
    StreamSocket server = taken(accepted);
    server.send(bytes("220 go\r\nInjected: yes\r\n")).block(TIMEOUT);

    // when
    Mono<TlsInformation> upgrade =
        client.input(() -> new LineDecoder()).next().flatMap(line -> upgrade(client));

    // then
    StepVerifier.create(upgrade)
        .expectErrorSatisfies(
            error ->
                assertThat(((SocketOperationException) error).status())
                    .isEqualTo(SocketErrorStatus.PROTOCOL_VIOLATION))
        .verify(TIMEOUT);
    client.closed().block(TIMEOUT);
  }

  @ParameterizedTest(name = "{displayName} [{0}]")
  @EnumSource(TlsEngine.class)
  void a_server_refuses_plaintext_behind_the_request(TlsEngine engine) {
    // given
    StreamSocketListener listener = listener(server(engine), SocketProtectionLevel.PLAIN_SOCKET);
    Mono<StreamSocket> accepted = accept(listener);
    StreamSocket client = connect(listener, engine, SocketProtectionLevel.PLAIN_SOCKET);
    StreamSocket server = taken(accepted);
    client.send(bytes("STARTTLS\r\nRCPT TO:<victim>\r\n")).block(TIMEOUT);

    // when
    Mono<TlsInformation> upgrade =
        server
            .input(() -> new LineDecoder())
            .next()
            .flatMap(line -> server.send(bytes("220 go\r\n")).then(upgrade(server)));

    // then
    StepVerifier.create(upgrade)
        .expectErrorSatisfies(
            error ->
                assertThat(((SocketOperationException) error).status())
                    .isEqualTo(SocketErrorStatus.PROTOCOL_VIOLATION))
        .verify(TIMEOUT);
    server.closed().block(TIMEOUT);
  }

  @ParameterizedTest(name = "{displayName} [{0}]")
  @EnumSource(TlsEngine.class)
  void an_upgrade_validates_against_the_name_given(TlsEngine engine) {
    // given
    StreamSocketListener listener = listener(server(engine), SocketProtectionLevel.PLAIN_SOCKET);
    Mono<StreamSocket> accepted = accept(listener);
    StreamSocket client = connect(listener, engine, SocketProtectionLevel.PLAIN_SOCKET);
    StreamSocket server = taken(accepted);
    server.upgradeToTls(SocketProtectionLevel.TLS12).subscribe(done -> {}, failed -> {});

    // when
    Mono<TlsInformation> upgrade =
        client.upgradeToTls(SocketProtectionLevel.TLS12, HostName.of("other.example"));

    // then
    StepVerifier.create(upgrade)
        .expectErrorSatisfies(
            error -> {
              assertThat(((SocketOperationException) error).status())
                  .isEqualTo(SocketErrorStatus.CERTIFICATE_COMMON_NAME_IS_INCORRECT);
              assertThat(CertificateVerdict.of(error).orElseThrow().defects())
                  .containsExactly(CertificateDefect.INVALID_NAME);
            })
        .verify(TIMEOUT);
  }

  @ParameterizedTest(name = "{displayName} [{0}]")
  @EnumSource(TlsEngine.class)
  void clients_that_stall_do_not_hold_up_others(TlsEngine engine) {
    // given
    StreamSocketListener listener = listener(server(engine), SocketProtectionLevel.TLS12);
    Mono<StreamSocket> accepted = accept(listener);
    StreamSocketControl plain = StreamSocketControl.defaults();
    for (int i = 0; i < 20; i++) {
      sockets.add(StreamSocket.connect("127.0.0.1", port(listener), plain).block(TIMEOUT));
    }

    // when
    StreamSocket client = connect(listener, engine, SocketProtectionLevel.TLS12);

    // then
    assertThat(taken(accepted).information().remotePort())
        .isEqualTo(client.information().localPort());
  }

  @ParameterizedTest(name = "{displayName} [{0}]")
  @EnumSource(
      value = SocketProtectionLevel.class,
      names = {
        "SSL",
        "SSL_ALLOW_NULL_ENCRYPTION",
        "SSL3_ALLOW_WEAK_ENCRYPTION",
        "BLUETOOTH_ENCRYPTION_ALLOW_NULL_AUTHENTICATION",
        "BLUETOOTH_ENCRYPTION_WITH_AUTHENTICATION"
      })
  void levels_that_sockets_cannot_have_are_refused(SocketProtectionLevel level) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> StreamSocket.connect(HOST, 1, level))
        .withMessageContaining("level: " + level);
  }

  @ParameterizedTest(name = "{displayName} [{0}]")
  @EnumSource(TlsEngine.class)
  void a_client_that_asks_for_renegotiation_is_refused(TlsEngine engine) throws Exception {
    // given
    StreamSocketListener listener = listener(server(engine), SocketProtectionLevel.TLS12);
    Mono<StreamSocket> accepted = accept(listener);
    try (SSLSocket client = (SSLSocket) trusting().createSocket("127.0.0.1", port(listener))) {
      client.setSoTimeout((int) TIMEOUT.toMillis());
      client.setEnabledProtocols(new String[] {"TLSv1.2"});
      client.startHandshake();
      StreamSocket server = taken(accepted);

      // when
      client.startHandshake(); // sends its hello, and returns

      // then
      StepVerifier.create(server.input())
          .expectErrorSatisfies(
              error ->
                  assertThat(((SocketOperationException) error).status())
                      .as("%s", error)
                      .isEqualTo(SocketErrorStatus.PROTOCOL_VIOLATION))
          .verify(TIMEOUT);
    }
  }

  @Test
  void obsolete_levels_that_the_engine_of_the_jdk_does_not_speak_fail_and_say_so() {
    for (SocketProtectionLevel level :
        List.of(SocketProtectionLevel.TLS10, SocketProtectionLevel.TLS11)) {
      StreamSocketControl control =
          StreamSocketControl.builder()
              .tls(TlsClientControl.builder().engine(TlsEngine.JDK).minimumLevel(level).build())
              .build();

      StepVerifier.create(StreamSocket.connect(HOST, 9, level, control))
          .expectErrorSatisfies(
              e ->
                  assertThat(e)
                      .isInstanceOfSatisfying(
                          SocketOperationException.class,
                          told ->
                              assertThat(told.status())
                                  .isEqualTo(SocketErrorStatus.OPERATION_NOT_SUPPORTED)))
          .verify(TIMEOUT);
    }
  }

  private static SSLSocketFactory trusting() throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    for (X509Certificate trusted : ROOT.trust().certificates()) {
      store.setCertificateEntry("root", trusted);
    }
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context.getSocketFactory();
  }

  private static Mono<TlsInformation> upgrade(StreamSocket socket) {
    return socket.upgradeToTls(SocketProtectionLevel.TLS12);
  }

  private static TlsServerControl server(TlsEngine engine) {
    return TlsServerControl.builder(SERVER).engine(engine).build();
  }

  private StreamSocketListener listener(TlsServerControl tls, SocketProtectionLevel level) {
    StreamSocketListener listener =
        StreamSocketListener.bind(
                "127.0.0.1", 0, level, StreamSocketListenerControl.builder().tls(tls).build())
            .block(TIMEOUT);
    listeners.add(Optional.ofNullable(listener).orElseThrow());
    return listeners.get(listeners.size() - 1);
  }

  private static int port(StreamSocketListener listener) {
    return Integer.parseInt(listener.information().localPort());
  }

  private static Mono<StreamSocket> accept(StreamSocketListener listener) {
    Mono<StreamSocket> accepted = listener.connections().next().cache();
    accepted.subscribe(socket -> {}, failed -> {});
    return accepted;
  }

  private StreamSocket taken(Mono<StreamSocket> accepted) {
    StreamSocket socket = Optional.ofNullable(accepted.block(TIMEOUT)).orElseThrow();
    sockets.add(socket);
    return socket;
  }

  private StreamSocket connect(
      StreamSocketListener listener, TlsEngine engine, SocketProtectionLevel level) {
    return taken(StreamSocket.connect(HOST, port(listener), level, trusting(engine)));
  }

  private static StreamSocketControl trusting(TlsEngine engine) {
    TlsClientControl tls =
        TlsClientControl.builder()
            .engine(engine)
            .certificatePolicy(CertificatePolicy.builder().trust(ROOT.trust()).build())
            .build();
    return StreamSocketControl.builder().tls(tls).build();
  }

  private static Mono<String> text(StreamSocket socket) {
    Mono<String> text =
        socket.input().map(bytes -> UTF_8.decode(bytes).toString()).reduce(String::concat).cache();
    text.subscribe(all -> {}, failed -> {});
    return text;
  }

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(UTF_8));
  }

  /** Takes one line at a time and leaves the rest. */
  private static final class LineDecoder implements ByteDecoder<String> {
    @Override
    public @Nullable String decode(ByteBuffer input, boolean endOfInput) {
      StringBuilder line = new StringBuilder();
      ByteBuffer look = input.duplicate();
      while (look.hasRemaining()) {
        char next = (char) look.get();
        line.append(next);
        if (next == '\n') {
          input.position(look.position());
          return line.toString();
        }
      }
      return null;
    }
  }
}
