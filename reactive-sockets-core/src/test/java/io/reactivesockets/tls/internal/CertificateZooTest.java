package io.reactivesockets.tls.internal;

import static io.reactivesockets.tls.CertificateDefect.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.reactivesockets.error.SocketOperationException;
import io.reactivesockets.error.SocketPhase;
import io.reactivesockets.testing.Tolerates;
import io.reactivesockets.tls.CertificateDefect;
import io.reactivesockets.tls.CertificateErrorSeverity;
import io.reactivesockets.tls.CertificatePolicy;
import io.reactivesockets.tls.CertificateVerdict;
import io.reactivesockets.tls.TlsClientControl;
import io.reactivesockets.tls.TlsEngine;
import io.reactivesockets.tls.TlsInformation;
import io.reactivesockets.tls.TlsServerControl;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every kind of defect, alone and with every other, as a client sees it in a handshake. */
@Tolerates(
    value = {"NativeSslSession", "DefaultOpenSslKeyMaterial", "more objects not released"},
    because = "sessions to resume and converted keys are kept with their context")
class CertificateZooTest {

  @ParameterizedTest(name = "{displayName} [{0}]")
  @EnumSource(TlsEngine.class)
  void a_sound_chain_is_accepted(TlsEngine engine) {
    // given
    ChainPlan plan = new ChainPlan(Set.of());

    // when
    TlsInformation information = handshake(plan, plan.policy(), engine);

    // then
    CertificateVerdict verdict = information.verdict().orElseThrow();
    assertThat(verdict.defects()).isEmpty();
    assertThat(verdict.severity()).isEqualTo(CertificateErrorSeverity.NONE);
    assertThat(verdict.isAccepted()).isTrue();
    assertThat(verdict.path()).hasSize(3);
    assertThat(verdict.hostName()).contains(ChainPlan.HOST);
    assertThat(information.peerCertificates()).isEqualTo(plan.credentials().certificateChain());
  }

  @ParameterizedTest(name = "{displayName} {0} [{1}]")
  @MethodSource("kinds")
  void each_defect_is_found_alone(CertificateDefect defect, TlsEngine engine) {
    assertThat(refusal(EnumSet.of(defect), engine).defects()).containsExactly(defect);
  }

  @ParameterizedTest(name = "{displayName} {0}+{1} [{2}]")
  @MethodSource("pairs")
  void each_defect_is_found_beside_another(
      CertificateDefect one, CertificateDefect other, TlsEngine engine) {
    // given
    Set<CertificateDefect> planted = EnumSet.of(one, other);

    // when
    CertificateVerdict verdict = refusal(planted, engine);

    // then
    assertThat(verdict.defects()).isEqualTo(visible(planted));
    assertThat(verdict.severity()).isEqualTo(CertificateErrorSeverity.of(verdict.defects()));
  }

  @ParameterizedTest(name = "{displayName} {0} [{1}]")
  @MethodSource("kinds")
  void ignorable_defects_can_be_ignored_by_name_and_fatal_ones_cannot(
      CertificateDefect defect, TlsEngine engine) {
    ChainPlan plan = new ChainPlan(EnumSet.of(defect));
    if (defect.severity() == CertificateErrorSeverity.FATAL) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> plan.policy().toBuilder().ignore(defect))
          .withMessageContaining(defect.name());
      return;
    }
    CertificatePolicy.Builder lenient = plan.policy().toBuilder().ignore(defect);
    if (defect == INCOMPLETE_CHAIN) {
      lenient.ignore(UNTRUSTED_ROOT);
    }
    CertificateVerdict verdict = handshake(plan, lenient.build(), engine).verdict().orElseThrow();
    assertThat(verdict.defects()).containsExactly(defect);
    assertThat(verdict.ignored()).containsExactly(defect);
    assertThat(verdict.isAccepted()).isTrue();
  }

  @ParameterizedTest(name = "{displayName} [{0}]")
  @EnumSource(TlsEngine.class)
  void ignoring_one_defect_leaves_the_others_refused(TlsEngine engine) {
    // given
    ChainPlan plan = new ChainPlan(EnumSet.of(EXPIRED, UNTRUSTED_ROOT));
    CertificatePolicy lenient = plan.policy().toBuilder().ignore(EXPIRED).build();

    // when
    CertificateVerdict verdict = refusal(plan, lenient, engine);

    // then
    assertThat(verdict.defects()).containsExactlyInAnyOrder(EXPIRED, UNTRUSTED_ROOT);
    assertThat(verdict.ignored()).containsExactly(EXPIRED);
    assertThat(verdict.refused()).containsExactly(UNTRUSTED_ROOT);
  }

  @Test
  void each_finding_names_its_certificate() {
    // given
    ChainPlan plan = new ChainPlan(EnumSet.of(EXPIRED, BASIC_CONSTRAINTS_ERROR));

    // when
    CertificateVerdict verdict = refusal(plan, plan.policy(), TlsEngine.JDK);

    // then
    assertThat(verdict.defectsOf(verdict.chain().get(0))).containsExactly(EXPIRED);
    assertThat(verdict.defectsOf(verdict.chain().get(1))).containsExactly(BASIC_CONSTRAINTS_ERROR);
    assertThat(verdict.defectsOf(verdict.chain().get(2))).isEmpty();
  }

  static Stream<Arguments> kinds() {
    return Stream.of(CertificateDefect.values())
        .flatMap(
            defect -> Stream.of(TlsEngine.values()).map(engine -> Arguments.of(defect, engine)));
  }

  static Stream<Arguments> pairs() {
    List<Arguments> pairs = new ArrayList<>();
    for (CertificateDefect one : CertificateDefect.values()) {
      for (CertificateDefect other : CertificateDefect.values()) {
        if (one.compareTo(other) < 0) {
          for (TlsEngine engine : TlsEngine.values()) {
            pairs.add(Arguments.of(one, other, engine));
          }
        }
      }
    }
    return pairs.stream();
  }

  /** What can be seen: an intermediate that is not sent hides its own defects and its issuer. */
  private static Set<CertificateDefect> visible(Set<CertificateDefect> planted) {
    EnumSet<CertificateDefect> visible = EnumSet.copyOf(planted);
    if (visible.contains(INCOMPLETE_CHAIN)) {
      visible.removeAll(
          EnumSet.of(
              UNTRUSTED_ROOT,
              INVALID_SIGNATURE,
              BASIC_CONSTRAINTS_ERROR,
              INVALID_CERTIFICATE_AUTHORITY_POLICY,
              OTHER_ERRORS,
              REVOKED,
              REVOCATION_FAILURE,
              REVOCATION_INFORMATION_MISSING));
    }
    if (visible.contains(OTHER_ERRORS)) {
      visible.remove(INVALID_CERTIFICATE_AUTHORITY_POLICY); // the JDK stops before it gets there
    }
    if (visible.contains(REVOKED)
        && (visible.contains(OTHER_ERRORS)
            || visible.contains(INVALID_CERTIFICATE_AUTHORITY_POLICY))) {
      visible.add(REVOCATION_FAILURE); // of the intermediate, which the JDK will not look at
    }
    return visible;
  }

  private static CertificateVerdict refusal(Set<CertificateDefect> defects, TlsEngine engine) {
    ChainPlan plan = new ChainPlan(defects);
    return refusal(plan, plan.policy(), engine);
  }

  private static CertificateVerdict refusal(
      ChainPlan plan, CertificatePolicy policy, TlsEngine engine) {
    try {
      TlsInformation information = handshake(plan, policy, engine);
      throw new AssertionError("accepted: " + information.verdict());
    } catch (SocketOperationException e) {
      assertThat(e.phase()).isEqualTo(SocketPhase.TLS);
      assertThat(e.retryable()).isFalse();
      CertificateVerdict verdict =
          CertificateVerdict.of(e).orElseThrow(() -> new AssertionError("no verdict", e));
      assertThat(verdict.isAccepted()).isFalse();
      assertThat(verdict.chain()).isEqualTo(plan.credentials().certificateChain());
      return verdict;
    }
  }

  private static TlsInformation handshake(
      ChainPlan plan, CertificatePolicy policy, TlsEngine engine) {
    TlsServerControl server = TlsServerControl.builder(plan.credentials()).engine(engine).build();
    TlsClientControl client =
        TlsClientControl.builder().engine(engine).certificatePolicy(policy).build();
    try (TlsPair pair = TlsPair.serving(server)) {
      TlsInformation information =
          pair.connect(client, ChainPlan.HOST).information().block(TlsPair.TIMEOUT);
      if (information == null) {
        throw new AssertionError("no outcome");
      }
      return information;
    }
  }
}
