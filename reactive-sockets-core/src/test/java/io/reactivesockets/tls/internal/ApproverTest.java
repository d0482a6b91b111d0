package io.reactivesockets.tls.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivesockets.error.SocketErrorStatus;
import io.reactivesockets.error.SocketOperationException;
import io.reactivesockets.testing.Tolerates;
import io.reactivesockets.tls.CertificateApprover;
import io.reactivesockets.tls.CertificateDefect;
import io.reactivesockets.tls.CertificateErrorSeverity;
import io.reactivesockets.tls.CertificatePolicy;
import io.reactivesockets.tls.CertificateVerdict;
import io.reactivesockets.tls.Decision;
import io.reactivesockets.tls.PublicKeyPins;
import io.reactivesockets.tls.TestAuthority;
import io.reactivesockets.tls.TlsClientControl;
import io.reactivesockets.tls.TlsCredentials;
import io.reactivesockets.tls.TlsEngine;
import io.reactivesockets.tls.TlsInformation;
import io.reactivesockets.tls.TlsServerControl;
import io.reactivesockets.tls.TrustStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** Approvers can veto and nothing else; a wrong host name is refused whatever else is asked for. */
@Tolerates(
    value = {"NativeSslSession", "DefaultOpenSslKeyMaterial", "more objects not released"},
    because = "sessions to resume and converted keys are kept with their context")
class ApproverTest {
  private static final String HOST = "server.example.test";
  private static final TestAuthority ROOT = TestAuthority.root("Approver Root");
  private static final TlsCredentials SERVER = ROOT.peer(HOST);

  @ParameterizedTest(name = "{displayName} [{0}]")
  @EnumSource(TlsEngine.class)
  void an_approver_that_accepts_lets_the_peer_pass(TlsEngine engine) {
    AtomicInteger asked = new AtomicInteger();
    TlsInformation information =
        handshake(
                engine,
                policy(
                    verdict -> {
                      asked.incrementAndGet();
                      assertThat(verdict.isAccepted()).isTrue();
                      return Mono.just(Decision.accept());
                    }))
            .block(TlsPair.TIMEOUT);
    assertThat(information).isNotNull();
    assertThat(asked).hasValue(1);
  }

  static Stream<Arguments> vetoes() {
    List<Arguments> vetoes = new ArrayList<>();
    for (TlsEngine engine : TlsEngine.values()) {
      vetoes.add(Arguments.of("a veto", engine, Mono.just(Decision.reject("not today"))));
      vetoes.add(Arguments.of("nothing", engine, Mono.empty()));
      vetoes.add(Arguments.of("an error", engine, Mono.error(new IllegalStateException("broken"))));
      vetoes.add(Arguments.of("silence", engine, Mono.never()));
    }
    return vetoes.stream();
  }

  @ParameterizedTest(name = "{displayName} {0} [{1}]")
  @MethodSource("vetoes")
  void whatever_is_not_an_acceptance_is_a_veto(
      String what, TlsEngine engine, Mono<Decision> decision) {
    // given
    CertificatePolicy policy =
        policy(verdict -> decision).toBuilder().approvalTimeout(Duration.ofMillis(300)).build();

    // when, then
    StepVerifier.create(handshake(engine, policy))
        .expectErrorSatisfies(
            error -> {
              CertificateVerdict verdict = CertificateVerdict.of(error).orElseThrow();
              assertThat(verdict.defects()).isEmpty();
              assertThat(verdict.veto()).isPresent();
              assertThat(verdict.isAccepted()).isFalse();
            })
        .verify(TlsPair.TIMEOUT);
  }

  @ParameterizedTest(name = "{displayName} [{0}]")
  @EnumSource(TlsEngine.class)
  void the_handshake_deadline_stands_still_while_an_approver_decides(TlsEngine engine) {
    // given
    CertificatePolicy policy =
        policy(verdict -> Mono.just(Decision.accept()).delayElement(Duration.ofSeconds(3)));
    TlsClientControl client =
        TlsClientControl.builder()
            .engine(engine)
            .certificatePolicy(policy)
            .handshakeTimeout(Duration.ofSeconds(2))
            .build();

    // when
    try (TlsPair pair = TlsPair.serving(server(engine))) {
      TlsInformation information =
          pair.connect(client, HOST).information().blockOptional(TlsPair.TIMEOUT).orElseThrow();

      // then
      assertThat(information.handshakeTime()).isGreaterThan(Duration.ofSeconds(2));
    }
  }

  @ParameterizedTest(name = "{displayName} [{0}]")
  @EnumSource(TlsEngine.class)
  void an_approver_is_cancelled_when_the_connection_is_lost(TlsEngine engine) throws Exception {
    // given
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch cancelled = new CountDownLatch(1);
    CertificatePolicy policy =
        policy(
            verdict -> {
              asked.countDown();
              return Mono.<Decision>never().doOnCancel(cancelled::countDown);
            });
    TlsClientControl client =
        TlsClientControl.builder().engine(engine).certificatePolicy(policy).build();
    try (TlsPair pair = TlsPair.serving(server(engine))) {
      TlsPair.Side side = pair.connect(client, HOST);
      assertThat(asked.await(20, TimeUnit.SECONDS)).isTrue();

      // when
      TlsLayer.closeAbruptly(side.channel());

      // then
      assertThat(cancelled.await(20, TimeUnit.SECONDS)).isTrue();
      StepVerifier.create(side.information()).expectError().verify(TlsPair.TIMEOUT);
    }
  }

  @ParameterizedTest(name = "{displayName} [{0}]")
  @EnumSource(TlsEngine.class)
  void many_slow_approvers_do_not_starve_other_handshakes(TlsEngine engine) {
    // given
    CertificatePolicy slow =
        policy(verdict -> Mono.never()).toBuilder().approvalTimeout(Duration.ofSeconds(60)).build();
    TlsClientControl waiting =
        TlsClientControl.builder().engine(engine).certificatePolicy(slow).build();
    try (TlsPair pair = TlsPair.serving(server(engine))) {
      List<TlsPair.Side> sides = new ArrayList<>();
      for (int i = 0; i < 32; i++) {
        sides.add(pair.connect(waiting, HOST));
      }

      // when
      TlsInformation information =
          handshake(engine, policy(verdict -> Mono.just(Decision.accept()))).block(TlsPair.TIMEOUT);

      // then
      assertThat(information).isNotNull();
      sides.forEach(side -> TlsLayer.closeAbruptly(side.channel()));
    }
  }

  @ParameterizedTest(name = "{displayName} [{0}]")
  @EnumSource(TlsEngine.class)
  void a_pinned_key_makes_an_unknown_root_acceptable_and_another_does_not(TlsEngine engine) {
    // given
    String pin = PublicKeyPins.pinOf(SERVER.certificateChain().get(0));
    String other = PublicKeyPins.pinOf(ROOT.certificate());
    CertificatePolicy.Builder unknown =
        CertificatePolicy.builder().trust(TrustStore.of()).ignore(CertificateDefect.UNTRUSTED_ROOT);

    // then
    assertThat(
            handshake(engine, unknown.approver(PublicKeyPins.of(pin)).build())
                .block(TlsPair.TIMEOUT))
        .isNotNull();
    StepVerifier.create(handshake(engine, unknown.approver(PublicKeyPins.of(other)).build()))
        .expectErrorMatches(error -> CertificateVerdict.of(error).orElseThrow().veto().isPresent())
        .verify(TlsPair.TIMEOUT);
    CertificatePolicy trusted =
        CertificatePolicy.builder().trust(ROOT.trust()).approver(PublicKeyPins.of(other)).build();
    assertThat(handshake(engine, trusted).block(TlsPair.TIMEOUT)).isNotNull();
  }

  static Stream<Arguments> lenience() {
    List<Arguments> cases = new ArrayList<>();
    List<TrustStore> stores =
        List.of(
            ROOT.trust(),
            TrustStore.system().and(ROOT.trust()),
            TrustStore.of(SERVER.certificateChain().get(0)));
    CertificateDefect[] ignorable =
        Stream.of(CertificateDefect.values())
            .filter(defect -> defect.severity() == CertificateErrorSeverity.IGNORABLE)
            .toArray(CertificateDefect[]::new);
    for (TlsEngine engine : TlsEngine.values()) {
      for (TrustStore store : stores) {
        for (int subset = 0; subset < 1 << ignorable.length; subset++) {
          for (boolean approver : new boolean[] {false, true}) {
            CertificatePolicy.Builder policy = CertificatePolicy.builder().trust(store);
            List<CertificateDefect> ignored = new ArrayList<>();
            for (int i = 0; i < ignorable.length; i++) {
              if ((subset >> i & 1) == 1) {
                ignored.add(ignorable[i]);
              }
            }
            if (ignored.contains(CertificateDefect.INCOMPLETE_CHAIN)
                && !ignored.contains(CertificateDefect.UNTRUSTED_ROOT)) {
              continue; // no such policy can be built
            }
            policy.ignore(ignored.toArray(new CertificateDefect[0]));
            if (approver) {
              policy.approver(verdict -> Mono.just(Decision.accept()));
            }
            cases.add(Arguments.of(engine, policy.build()));
          }
        }
      }
    }
    return cases.stream();
  }

  @ParameterizedTest(name = "{displayName} [{0}] {1}")
  @MethodSource("lenience")
  void a_trusted_certificate_for_another_name_is_refused(
      TlsEngine engine, CertificatePolicy policy) {
    try (TlsPair pair = TlsPair.serving(server(engine))) {
      TlsClientControl client =
          TlsClientControl.builder().engine(engine).certificatePolicy(policy).build();
      StepVerifier.create(pair.connect(client, "bank.example.test").information())
          .expectErrorSatisfies(
              error -> {
                assertThat(((SocketOperationException) error).status())
                    .isEqualTo(SocketErrorStatus.CERTIFICATE_COMMON_NAME_IS_INCORRECT);
                assertThat(CertificateVerdict.of(error).orElseThrow().refused())
                    .containsExactly(CertificateDefect.INVALID_NAME);
              })
          .verify(TlsPair.TIMEOUT);
    }
  }

  private static CertificatePolicy policy(CertificateApprover approver) {
    return CertificatePolicy.builder().trust(ROOT.trust()).approver(approver).build();
  }

  private static TlsServerControl server(TlsEngine engine) {
    return TlsServerControl.builder(SERVER).engine(engine).build();
  }

  private static Mono<TlsInformation> handshake(TlsEngine engine, CertificatePolicy policy) {
    return Mono.using(
        () -> TlsPair.serving(server(engine)),
        pair ->
            pair.connect(
                    TlsClientControl.builder().engine(engine).certificatePolicy(policy).build(),
                    HOST)
                .information(),
        TlsPair::close);
  }
}
