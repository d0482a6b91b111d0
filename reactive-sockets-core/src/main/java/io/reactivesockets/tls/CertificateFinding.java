package io.reactivesockets.tls;

import java.security.cert.X509Certificate;
import java.util.Objects;

/**
 * One defect of one certificate.
 *
 * @param defect what is wrong
 * @param certificate the certificate it is wrong with
 * @param detail what was expected and what was found, for people; not meant to be parsed
 */
public record CertificateFinding(
    CertificateDefect defect, X509Certificate certificate, String detail) {

  /**
   * Keeps what was found.
   *
   * @param defect what is wrong
   * @param certificate the certificate it is wrong with
   * @param detail what was expected and what was found
   */
  public CertificateFinding {
    Objects.requireNonNull(defect, "defect");
    Objects.requireNonNull(certificate, "certificate");
    Objects.requireNonNull(detail, "detail");
  }

  /**
   * Returns one line for a log or a person: defect, subject, detail.
   *
   * @return the finding in words
   */
  @Override
  public String toString() {
    return defect + " (" + certificate.getSubjectX500Principal().getName() + "): " + detail;
  }
}
