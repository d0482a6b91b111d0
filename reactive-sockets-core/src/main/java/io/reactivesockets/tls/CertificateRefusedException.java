package io.reactivesockets.tls;

import java.security.cert.CertificateException;
import java.util.stream.Collectors;

/** The peer's certificates were refused; the cause inside the error of the socket. */
public final class CertificateRefusedException extends CertificateException {
  private static final long serialVersionUID = 1;

  private final transient CertificateVerdict verdict;

  /**
   * Wraps a refusing verdict.
   *
   * @param verdict what was found
   */
  public CertificateRefusedException(CertificateVerdict verdict) {
    super(describe(verdict));
    this.verdict = verdict;
  }

  /**
   * Returns what was found.
   *
   * @return a verdict that is not {@linkplain CertificateVerdict#isAccepted() accepted}
   */
  public CertificateVerdict verdict() {
    return verdict;
  }

  private static String describe(CertificateVerdict verdict) {
    String subject = verdict.certificate().getSubjectX500Principal().getName();
    if (verdict.refused().isEmpty()) {
      return "certificate of " + subject + " vetoed: " + verdict.veto().orElse("no reason given");
    }
    return "certificate of "
        + subject
        + " refused: "
        + verdict.findings().stream()
            .filter(finding -> verdict.refused().contains(finding.defect()))
            .map(CertificateFinding::toString)
            .collect(Collectors.joining("; "));
  }
}
