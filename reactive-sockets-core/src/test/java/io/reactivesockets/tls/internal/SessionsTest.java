package io.reactivesockets.tls.internal;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.reactivesockets.error.SocketErrorStatus;
import io.reactivesockets.error.SocketOperationException;
import io.reactivesockets.testing.Tolerates;
import io.reactivesockets.tls.CertificateDefect;
import io.reactivesockets.tls.CertificatePolicy;
import io.reactivesockets.tls.CertificateVerdict;
import io.reactivesockets.tls.ChannelBinding;
import io.reactivesockets.tls.ClientAuthentication;
import io.reactivesockets.tls.CredentialSource;
import io.reactivesockets.tls.Decision;
import io.reactivesockets.tls.SocketProtectionLevel;
import io.reactivesockets.tls.TestAuthority;
import io.reactivesockets.tls.TlsClientControl;
import io.reactivesockets.tls.TlsCredentials;
import io.reactivesockets.tls.TlsEngine;
import io.reactivesockets.tls.TlsInformation;
import io.reactivesockets.tls.TlsServerControl;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.test.StepVerifier;

/** What two sides agree on: versions, names, credentials, sessions, and how they part. */
@Tolerates(
    value = {"NativeSslSession", "DefaultOpenSslKeyMaterial", "more objects not released"},
    because = "sessions to resume and converted keys are kept with their context")
class SessionsTest {
  private static final String HOST = "server.example.test";
  private static final TestAuthority ROOT = TestAuthority.root("Session Root");
  private static final TlsCredentials SERVER = ROOT.peer(HOST);
  private static final TlsCredentials CLIENT = ROOT.peer("client");
  private static final CertificatePolicy TRUSTING =
      CertificatePolicy.builder().trust(ROOT.trust()).build();

  static Stream<Arguments> enginesOfBothSides() {
    return Stream.of(TlsEngine.values())
        .flatMap(
            client -> Stream.of(TlsEngine.values()).map(server -> Arguments.of(client, server)));
  }

  @ParameterizedTest(name = "{displayName} [{0} to {1}]")
  @MethodSource("enginesOfBothSides")
  void both_versions_are_spoken_and_a_level_is_a_minimum(TlsEngine one, TlsEngine other) {
    TlsServerControl old =
        TlsServerControl.builder(SERVER)
            .engine(other)
            .cipherSuites("TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256")
            .build();
    // given: a suite of TLS 1.2 only
    TlsClientControl client =
        client(one).cipherSuites("TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256").build();
    if (one == TlsEngine.JDK && other == TlsEngine.JDK) {
      try (TlsPair pair = TlsPair.serving(old)) {
        TlsInformation information = connected(pair.connect(client, HOST));
        assertThat(information.protocol()).isEqualTo("TLSv1.2");
        assertThat(information.level()).isEqualTo(SocketProtectionLevel.TLS12);
        TlsPair.Side strict = pair.connect(client, SocketProtectionLevel.TLS13, HOST);
        StepVerifier.create(strict.information()).expectError().verify(TlsPair.TIMEOUT);
      }
    }
    try (TlsPair pair = TlsPair.serving(server(other).build())) {
      TlsInformation information = connected(pair.connect(client(one).build(), HOST));
      assertThat(information.protocol()).isEqualTo("TLSv1.3");
      assertThat(information.level()).isEqualTo(SocketProtectionLevel.TLS13);
    }
  }

  @ParameterizedTest(name = "{displayName} [{0} to {1}]")
  @MethodSource("enginesOfBothSides")
  void application_protocol_and_server_name_are_told_on_both_sides(TlsEngine one, TlsEngine other) {
    TlsServerControl server = server(other).applicationProtocols("h2", "http/1.1").build();
    try (TlsPair pair = TlsPair.serving(server)) {
      TlsClientControl client = client(one).applicationProtocols("http/1.1", "x").build();
      TlsInformation here = connected(pair.connect(client, HOST));
      TlsInformation there = connected(pair.accepted());
      assertThat(here.applicationProtocol()).contains("http/1.1");
      assertThat(there.applicationProtocol()).contains("http/1.1");
      assertThat(there.serverName()).contains(HOST);
      assertThat(there.localCertificates()).isEqualTo(SERVER.certificateChain());
      assertThat(types(here)).contains(ChannelBinding.TLS_SERVER_END_POINT);
      assertThat(types(there)).contains(ChannelBinding.TLS_SERVER_END_POINT);
      assertThat(shared(here, there)).isEqualTo(shared(there, here));
    }
  }

  private static Set<String> types(TlsInformation side) {
    return side.channelBindings().stream().map(ChannelBinding::type).collect(toSet());
  }

  /** The bindings of one side of those types that the other has, too: not every engine has all. */
  private static Set<ChannelBinding> shared(TlsInformation one, TlsInformation other) {
    return one.channelBindings().stream()
        .filter(binding -> types(other).contains(binding.type()))
        .collect(toSet());
  }

  @ParameterizedTest(name = "{displayName} [{0}]")
  @EnumSource(TlsEngine.class)
  void credentials_are_chosen_by_name_and_unknown_names_refused(TlsEngine engine) {
    // given
    TlsCredentials one = ROOT.peer("one.example.test");
    TlsCredentials wild = ROOT.peer("*.sub.example.test");
    TlsServerControl server =
        TlsServerControl.builder()
            .engine(engine)
            .credentials("one.example.test", one)
            .credentials("*.sub.example.test", wild)
            .build();
    TlsClientControl client = client(engine).build();

    // then
    try (TlsPair pair = TlsPair.serving(server)) {
      assertThat(connected(pair.connect(client, "one.example.test")).peerCertificates())
          .isEqualTo(one.certificateChain());
      assertThat(connected(pair.connect(client, "x.sub.example.test")).peerCertificates())
          .isEqualTo(wild.certificateChain());
      pair.accepted();
      pair.accepted();
      StepVerifier.create(pair.connect(client, "other.example.test").information())
          .expectError(SocketOperationException.class)
          .verify(TlsPair.TIMEOUT);
      StepVerifier.create(pair.accepted().information())
          .expectErrorSatisfies(
              error -> assertThat(error).hasMessageContaining("other.example.test"))
          .verify(TlsPair.TIMEOUT);
    }
  }

  @ParameterizedTest(name = "{displayName} [{0}]")
  @EnumSource(TlsEngine.class)
  void new_credentials_serve_new_connections_only(TlsEngine engine) {
    // given
    TlsCredentials renewed = ROOT.peer(HOST);
    AtomicReference<TlsCredentials> current = new AtomicReference<>(SERVER);
    CredentialSource source = () -> Optional.ofNullable(current.get()).orElseThrow();
    TlsServerControl server = TlsServerControl.builder(source).engine(engine).build();
    TlsClientControl client = client(engine).build();
    try (TlsPair pair = TlsPair.serving(server)) {
      TlsPair.Side before = pair.connect(client, HOST);
      assertThat(connected(before).peerCertificates()).isEqualTo(SERVER.certificateChain());
      TlsPair.Side there = pair.accepted();
      connected(there);

      // when
      current.set(renewed);

      // then
      assertThat(connected(pair.connect(client, HOST)).peerCertificates())
          .isEqualTo(renewed.certificateChain());
      before.send("still here");
      assertThat(there.next()).isEqualTo("still here");
    }
  }

  @ParameterizedTest(name = "{displayName} [{0} to {1}]")
  @MethodSource("enginesOfBothSides")
  void a_server_judges_the_certificates_of_its_clients(TlsEngine one, TlsEngine other) {
    TlsServerControl server =
        server(other)
            .clientAuthentication(ClientAuthentication.REQUIRED)
            .certificatePolicy(TRUSTING)
            .build();
    try (TlsPair pair = TlsPair.serving(server)) {
      // a good one
      connected(pair.connect(client(one).credentials(CLIENT).build(), HOST));
      TlsInformation there = connected(pair.accepted());
      assertThat(there.peerCertificates()).isEqualTo(CLIENT.certificateChain());
      assertThat(there.verdict().orElseThrow().isAccepted()).isTrue();
      assertThat(there.verdict().orElseThrow().hostName()).isEmpty();

      // one of a stranger
      TlsCredentials stranger = TestAuthority.root("Stranger").peer("client");
      pair.connect(client(one).credentials(stranger).build(), HOST);
      StepVerifier.create(pair.accepted().information())
          .expectErrorSatisfies(
              error ->
                  assertThat(CertificateVerdict.of(error).orElseThrow().refused())
                      .containsExactly(CertificateDefect.UNTRUSTED_ROOT))
          .verify(TlsPair.TIMEOUT);

      // none
      pair.connect(client(one).build(), HOST);
      StepVerifier.create(pair.accepted().information())
          .expectError(SocketOperationException.class)
          .verify(TlsPair.TIMEOUT);
    }
  }

  @ParameterizedTest(name = "{displayName} [{0}]")
  @EnumSource(TlsEngine.class)
  void a_client_without_certificate_passes_where_one_is_only_requested(TlsEngine engine) {
    TlsServerControl server =
        server(engine)
            .clientAuthentication(ClientAuthentication.REQUESTED)
            .certificatePolicy(TRUSTING)
            .build();
    try (TlsPair pair = TlsPair.serving(server)) {
      connected(pair.connect(client(engine).build(), HOST));
      TlsInformation there = connected(pair.accepted());
      assertThat(there.peerCertificates()).isEmpty();
      assertThat(there.verdict()).isEmpty();
    }
  }

  @ParameterizedTest(name = "{displayName} [{0} to {1}]")
  @MethodSource("enginesOfBothSides")
  void both_sides_tell_the_same_of_a_session(TlsEngine one, TlsEngine other) {
    try (TlsPair pair = TlsPair.serving(server(other).build())) {
      TlsInformation here = connected(pair.connect(client(one).build(), HOST));
      TlsInformation there = connected(pair.accepted());

      assertThat(here.engine()).isEqualTo(one);
      assertThat(there.engine()).isEqualTo(other);
      assertThat(here.cipherSuite()).isEqualTo(there.cipherSuite());
      assertThat(here.peerCertificates()).isEqualTo(there.localCertificates());
      assertThat(here.verdict()).hasValueSatisfying(v -> assertThat(v.findings()).isEmpty());
      assertThat(List.of(here, there))
          .allSatisfy(
              side -> {
                assertThat(side.handshakeTime()).isPositive();
                assertThat(side.channelBinding(ChannelBinding.TLS_EXPORTER).isPresent())
                    .isEqualTo(side.engine() == TlsEngine.JDK && Runtime.version().feature() >= 25);
              });
    }
  }

  @Test
  void secrets_are_written_where_it_was_asked_for_and_for_the_owner_only(@TempDir Path folder)
      throws IOException {
    // given
    Path file = folder.resolve("keys");
    TlsClientControl logging = client(TlsEngine.BORINGSSL).keyLogFile(file).build();
    try (TlsPair pair = TlsPair.serving(server(TlsEngine.JDK).build())) {
      // when
      connected(pair.connect(client(TlsEngine.BORINGSSL).build(), HOST));
      assertThat(file).doesNotExist();
      TlsPair.Side side = pair.connect(logging, HOST);
      connected(side);
      pair.accepted();
      pair.accepted().send("written by then");
      side.next();

      // then
      Flux.interval(Duration.ofMillis(10))
          .filter(tick -> lines(file).anyMatch(line -> line.startsWith("SERVER_TRAFFIC_SECRET_0 ")))
          .blockFirst(TlsPair.TIMEOUT);
      assertThat(lines(file).map(line -> line.split(" ")[0]))
          .contains("CLIENT_HANDSHAKE_TRAFFIC_SECRET", "CLIENT_TRAFFIC_SECRET_0");
      assertThat(lines(file).map(line -> line.split(" ")[1]).distinct()).hasSize(1);
      assertThat(Files.getPosixFilePermissions(file))
          .containsExactlyInAnyOrder(
              PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
    }
    TlsClientControl.Builder jdk = client(TlsEngine.JDK).keyLogFile(file);
    assertThatIllegalArgumentException()
        .isThrownBy(jdk::build)
        .withMessageStartingWith("keyLogFile");
  }

  private static Stream<String> lines(Path file) {
    try {
      return Files.readString(file).lines();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Stream<Arguments> enginesAndLevels() {
    return Stream.of(TlsEngine.values())
        .flatMap(engine -> Stream.of("TLSv1.2", "TLSv1.3").map(v -> Arguments.of(engine, v)));
  }

  @ParameterizedTest(name = "{displayName} [{0}, {1}]")
  @MethodSource("enginesAndLevels")
  void a_resumed_session_is_judged_again(TlsEngine engine, String version) {
    // given
    AtomicInteger asked = new AtomicInteger();
    AtomicReference<Decision> decision = new AtomicReference<>(Decision.accept());
    CertificatePolicy policy =
        TRUSTING.toBuilder()
            .approver(
                verdict -> {
                  asked.incrementAndGet();
                  return Mono.fromSupplier(decision::get);
                })
            .build();
    TlsServerControl.Builder server = server(engine);
    if (version.equals("TLSv1.2")) {
      if (engine == TlsEngine.BORINGSSL) {
        return; // cannot be held to TLS 1.2 by its cipher suites
      }
      server.cipherSuites("TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256");
    }
    TlsClientControl client =
        TlsClientControl.builder().engine(engine).certificatePolicy(policy).build();
    try (TlsPair pair = TlsPair.serving(server.build())) {
      TlsPair.Side first = pair.connect(client, HOST);
      TlsInformation fresh = connected(first);
      assertThat(fresh.resumed()).isFalse();
      assertThat(fresh.protocol()).isEqualTo(version);
      TlsPair.Side there = pair.accepted();
      connected(there);
      there.send("tickets come before this");
      assertThat(first.next()).isEqualTo("tickets come before this");

      // when
      TlsInformation again = connected(pair.connect(client, HOST));

      // then
      assertThat(again.resumed()).isTrue();
      assertThat(connected(pair.accepted()).resumed()).isTrue();
      assertThat(again.verdict().orElseThrow().isAccepted()).isTrue();
      assertThat(asked).hasValue(2);

      // and
      decision.set(Decision.reject("changed my mind"));
      StepVerifier.create(pair.connect(client, HOST).information())
          .expectErrorMatches(error -> CertificateVerdict.of(error).isPresent())
          .verify(TlsPair.TIMEOUT);
    }
  }

  static Stream<Arguments> enginesOfBothSidesAndVersions() {
    return enginesOfBothSides()
        .flatMap(
            engines ->
                Stream.of("TLSv1.2", "TLSv1.3")
                    .map(v -> Arguments.of(engines.get()[0], engines.get()[1], v)))
        .filter( // BoringSSL cannot be held to TLS 1.2 by its cipher suites
            row -> row.get()[1] == TlsEngine.JDK || row.get()[2].equals("TLSv1.3"));
  }

  @ParameterizedTest(name = "{displayName} [{0} to {1}, {2}]")
  @MethodSource("enginesOfBothSidesAndVersions")
  void a_resumed_session_that_is_refused_is_not_resumed_again(
      TlsEngine one, TlsEngine other, String version) {
    // given
    AtomicReference<Mono<Decision>> decision = new AtomicReference<>(Mono.just(Decision.accept()));
    TlsServerControl.Builder server = server(other);
    if (version.equals("TLSv1.2")) {
      server.cipherSuites("TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256");
    }
    TlsClientControl client =
        TlsClientControl.builder()
            .engine(one)
            .certificatePolicy(
                TRUSTING.toBuilder().approver(verdict -> Mono.defer(decision::get)).build())
            .build();
    try (TlsPair pair = TlsPair.serving(server.build())) {
      exchange(pair, client, HOST);

      // when it is refused after new tickets have come
      Sinks.One<Decision> doubt = Sinks.one();
      decision.set(doubt.asMono());
      TlsPair.Side refused = pair.connect(client, HOST);
      TlsPair.Side there = pair.accepted();
      assertThat(connected(there).resumed()).isTrue();
      there.send("tickets come before this");
      assertThat(refused.next()).isEqualTo("tickets come before this");
      doubt.tryEmitValue(Decision.reject("the certificate is an old one"));
      StepVerifier.create(refused.information())
          .expectErrorMatches(error -> CertificateVerdict.of(error).isPresent())
          .verify(TlsPair.TIMEOUT);

      // then
      decision.set(Mono.just(Decision.accept()));
      TlsInformation again = exchange(pair, client, HOST);
      assertThat(again.resumed()).isFalse();
      assertThat(again.protocol()).isEqualTo(version);
      assertThat(exchange(pair, client, HOST).resumed()).isTrue();
    }
  }

  @ParameterizedTest(name = "{displayName} [{0}]")
  @EnumSource(TlsEngine.class)
  void sessions_are_not_resumed_for_another_name_or_when_not_wanted(TlsEngine engine) {
    TlsCredentials both = ROOT.peer(HOST, spec -> spec.dnsNames.add("second.example.test"));
    TlsServerControl server = TlsServerControl.builder(both).engine(engine).build();
    try (TlsPair pair = TlsPair.serving(server)) {
      TlsClientControl client = client(engine).build();
      exchange(pair, client, HOST);
      assertThat(exchange(pair, client, "second.example.test").resumed()).isFalse();
      TlsClientControl forgetful = client(engine).sessionTimeout(Duration.ZERO).build();
      exchange(pair, forgetful, HOST);
      assertThat(exchange(pair, forgetful, HOST).resumed()).isFalse();
    }
  }

  @ParameterizedTest(name = "{displayName} [{0}]")
  @EnumSource(TlsEngine.class)
  void an_end_without_close_notify_is_an_error_of_its_own(TlsEngine engine) {
    try (TlsPair pair = TlsPair.serving(server(engine).build())) {
      TlsPair.Side client = pair.connect(client(engine).build(), HOST);
      connected(client);
      TlsPair.Side server = pair.accepted();
      connected(server);
      server.send("part one");
      assertThat(client.next()).isEqualTo("part one");

      // when
      server.channel().eventLoop().execute(() -> TlsLayer.closeAbruptly(server.channel()));

      // then
      assertThat(client.next())
          .isInstanceOfSatisfying(
              SocketOperationException.class,
              error -> {
                assertThat(error.status()).isEqualTo(SocketErrorStatus.UNEXPECTED_END_OF_STREAM);
                assertThat(error).hasMessageContaining("close_notify");
              });
    }
  }

  @ParameterizedTest(name = "{displayName} [{0}]")
  @EnumSource(TlsEngine.class)
  void a_close_notify_is_the_end_of_the_input(TlsEngine engine) {
    try (TlsPair pair = TlsPair.serving(server(engine).build())) {
      TlsPair.Side client = pair.connect(client(engine).build(), HOST);
      connected(client);
      TlsPair.Side server = pair.accepted();
      connected(server);

      // when
      server.channel().close();

      // then
      assertThat(client.next()).isEqualTo(ChannelInputShutdownEvent.INSTANCE);
    }
  }

  private static TlsInformation exchange(TlsPair pair, TlsClientControl client, String host) {
    TlsPair.Side here = pair.connect(client, host);
    TlsInformation information = connected(here);
    TlsPair.Side there = pair.accepted();
    connected(there);
    there.send("x");
    assertThat(here.next()).isEqualTo("x");
    return information;
  }

  private static TlsInformation connected(TlsPair.Side side) {
    return Optional.ofNullable(side.information().block(TlsPair.TIMEOUT)).orElseThrow();
  }

  private static TlsClientControl.Builder client(TlsEngine engine) {
    return TlsClientControl.builder().engine(engine).certificatePolicy(TRUSTING);
  }

  private static TlsServerControl.Builder server(TlsEngine engine) {
    return TlsServerControl.builder(SERVER).engine(engine);
  }
}
