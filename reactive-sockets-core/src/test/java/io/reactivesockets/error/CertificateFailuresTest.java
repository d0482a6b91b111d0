package io.reactivesockets.error;

import static io.reactivesockets.error.SocketErrorStatus.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.netty.handler.codec.DecoderException;
import java.io.IOException;
import java.net.ConnectException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertPathValidatorException.Reason;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.PKIXReason;
import java.util.List;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class CertificateFailuresTest {

  static List<Arguments> reasons() {
    return List.of(
        arguments(BasicReason.EXPIRED, CERTIFICATE_EXPIRED),
        arguments(BasicReason.NOT_YET_VALID, CERTIFICATE_EXPIRED),
        arguments(BasicReason.REVOKED, CERTIFICATE_REVOKED),
        arguments(BasicReason.UNDETERMINED_REVOCATION_STATUS, CERTIFICATE_NO_REVOCATION_CHECK),
        arguments(BasicReason.INVALID_SIGNATURE, CERTIFICATE_IS_INVALID),
        arguments(BasicReason.ALGORITHM_CONSTRAINED, CERTIFICATE_IS_INVALID),
        arguments(BasicReason.UNSPECIFIED, CERTIFICATE_IS_INVALID),
        arguments(PKIXReason.NO_TRUST_ANCHOR, CERTIFICATE_UNTRUSTED_ROOT),
        arguments(PKIXReason.INVALID_KEY_USAGE, CERTIFICATE_WRONG_USAGE),
        arguments(PKIXReason.INVALID_NAME, CERTIFICATE_COMMON_NAME_IS_INCORRECT),
        arguments(PKIXReason.NAME_CHAINING, CERTIFICATE_IS_INVALID),
        arguments(PKIXReason.INVALID_POLICY, CERTIFICATE_IS_INVALID),
        arguments(PKIXReason.UNRECOGNIZED_CRIT_EXT, CERTIFICATE_IS_INVALID),
        arguments(PKIXReason.NOT_CA_CERT, CERTIFICATE_IS_INVALID),
        arguments(PKIXReason.PATH_TOO_LONG, CERTIFICATE_IS_INVALID));
  }

  @ParameterizedTest
  @MethodSource("reasons")
  void each_reason_of_the_validator_has_a_status_however_deep_it_is_wrapped(
      Reason reason, SocketErrorStatus status) {
    Throwable handshake = handshake(new CertificateException(path(reason, null)));

    assertThat(SocketError.statusOf(handshake, SocketPhase.TLS)).isEqualTo(status);
    assertThat(SocketError.statusOf(new DecoderException(handshake))).isEqualTo(status);
    assertThat(status.isCertificateError()).isTrue();
  }

  @Test
  void a_revocation_server_that_cannot_be_reached_is_told_from_one_that_knows_nothing() {
    Throwable offline =
        path(BasicReason.UNDETERMINED_REVOCATION_STATUS, new IOException(new ConnectException()));

    assertThat(SocketError.statusOf(handshake(offline)))
        .isEqualTo(CERTIFICATE_REVOCATION_SERVER_OFFLINE);
  }

  static List<Arguments> others() {
    return List.of(
        arguments(CERTIFICATE_EXPIRED, new CertificateExpiredException()),
        arguments(CERTIFICATE_EXPIRED, new CertificateNotYetValidException()),
        arguments(CERTIFICATE_COMMON_NAME_IS_INCORRECT, new SSLPeerUnverifiedException("name")),
        arguments(CERTIFICATE_IS_INVALID, new CertificateException("encoding")),
        arguments(
            CERTIFICATE_UNTRUSTED_ROOT,
            new CertificateException(new CertPathBuilderException("no path"))));
  }

  @ParameterizedTest
  @MethodSource("others")
  void other_certificate_failures_are_told_by_their_type(
      SocketErrorStatus status, Throwable error) {
    assertThat(SocketError.statusOf(error, SocketPhase.TLS)).isEqualTo(status);
    assertThat(SocketError.statusOf(handshake(error), SocketPhase.TLS)).isEqualTo(status);
  }

  private static Throwable handshake(Throwable cause) {
    return new SSLHandshakeException("handshake").initCause(cause);
  }

  private static CertPathValidatorException path(Reason reason, @Nullable Throwable cause) {
    return new CertPathValidatorException("path", cause, null, -1, reason);
  }
}
