package io.reactivesockets.tls.internal;

import io.netty.handler.ssl.OpenSslCertificateException;
import io.netty.handler.ssl.ReferenceCountedOpenSslEngine;
import io.netty.internal.tcnative.CertificateVerifier;
import io.netty.internal.tcnative.SSL;
import io.reactivesockets.tls.CertificateDefect;
import io.reactivesockets.tls.CertificateRefusedException;
import io.reactivesockets.tls.CertificateVerdict;
import java.security.cert.CertificateException;
import java.util.Set;
import javax.net.ssl.SSLEngine;

/** What only BoringSSL's engines tell; loaded with them only. */
final class BoringSsl {

  private BoringSsl() {}

  static boolean isResumed(SSLEngine engine) {
    return engine instanceof ReferenceCountedOpenSslEngine boring
        && boring.sslPointer() != -1
        && SSL.isSessionReused(boring.sslPointer());
  }

  /** Has the engine send the alert that says why; by itself it would be internal_error. */
  static CertificateException withAlert(CertificateRefusedException refused) {
    return new OpenSslCertificateException(refused.getMessage(), refused, code(refused.verdict()));
  }

  private static int code(CertificateVerdict verdict) {
    Set<CertificateDefect> why = verdict.refused();
    if (why.contains(CertificateDefect.REVOKED)) {
      return CertificateVerifier.X509_V_ERR_CERT_REVOKED; // certificate_revoked
    }
    if (why.contains(CertificateDefect.UNTRUSTED_ROOT)
        || why.contains(CertificateDefect.INCOMPLETE_CHAIN)) {
      return CertificateVerifier.X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY; // unknown_ca
    }
    if (why.contains(CertificateDefect.EXPIRED)) {
      return CertificateVerifier.X509_V_ERR_CERT_HAS_EXPIRED; // certificate_expired
    }
    if (why.contains(CertificateDefect.WRONG_USAGE)) {
      return CertificateVerifier.X509_V_ERR_INVALID_PURPOSE; // unsupported_certificate
    }
    return CertificateVerifier.X509_V_ERR_CERT_REJECTED; // bad_certificate
  }
}
