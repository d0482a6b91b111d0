package io.reactivesockets.tls.internal;

import java.security.cert.X509Certificate;
import java.util.List;

/**
 * A chain put in order.
 *
 * @param certificates the peer's own first, each issued by the next
 * @param anchored whether the last one is trusted
 * @param forged those whose issuer is there by name but did not sign them
 */
record CertificatePath(
    List<X509Certificate> certificates, boolean anchored, List<X509Certificate> forged) {

  X509Certificate top() {
    return certificates.get(certificates.size() - 1);
  }

  /** Those that have to be checked: all but the trusted one, unless that is the peer's own. */
  List<X509Certificate> checked() {
    return anchored && certificates.size() > 1
        ? certificates.subList(0, certificates.size() - 1)
        : certificates;
  }

  boolean endsInSelfSigned() {
    return top().getSubjectX500Principal().equals(top().getIssuerX500Principal());
  }
}
