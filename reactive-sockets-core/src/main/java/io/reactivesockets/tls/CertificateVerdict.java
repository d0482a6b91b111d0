package io.reactivesockets.tls;

import java.security.cert.X509Certificate;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What was thought of a peer's certificates: every defect, what was ignored, and the outcome.
 *
 * <p>After success it is in {@link TlsInformation#verdict()}, ignored defects included; after a
 * refusal {@link #of(Throwable)} takes it out of the error.
 *
 * @param chain the certificates as the peer sent them, its own first; at least one
 * @param path the certificates as validated, the peer's own first, up to the trusted one if the
 *     {@link TrustStore} has it, else as far as issuers were found
 * @param findings every defect with the certificate it concerns
 * @param ignored the kinds of defect that were found and let pass
 * @param hostName the name that the certificate had to bear; empty for a client's certificate
 * @param veto why a {@link CertificateApprover} refused what validation had accepted
 */
public record CertificateVerdict(
    List<X509Certificate> chain,
    List<X509Certificate> path,
    List<CertificateFinding> findings,
    Set<CertificateDefect> ignored,
    Optional<String> hostName,
    Optional<String> veto) {

  /**
   * Copies the facts of a verdict.
   *
   * @param chain the certificates as sent
   * @param path the certificates as validated
   * @param findings every defect
   * @param ignored the kinds of defect let pass
   * @param hostName the name that was checked
   * @param veto the reason of a veto
   * @throws IllegalArgumentException if {@code chain} is empty
   */
  public CertificateVerdict {
    if (chain.isEmpty()) {
      throw new IllegalArgumentException("chain: [] (expected: at least one certificate)");
    }
    chain = List.copyOf(chain);
    path = List.copyOf(path);
    findings = List.copyOf(findings);
    ignored = copyOf(ignored);
  }

  /**
   * Returns the kinds of defect found, ignored or not.
   *
   * @return an immutable set, empty for a chain without defects
   */
  public Set<CertificateDefect> defects() {
    return copyOf(
        findings.stream().map(CertificateFinding::defect).collect(Collectors.toUnmodifiableSet()));
  }

  /**
   * Returns the kinds of defect for which the chain was refused.
   *
   * @return an immutable set: {@link #defects()} without {@link #ignored()}
   */
  public Set<CertificateDefect> refused() {
    EnumSet<CertificateDefect> refused = EnumSet.noneOf(CertificateDefect.class);
    refused.addAll(defects());
    refused.removeAll(ignored);
    return Collections.unmodifiableSet(refused);
  }

  /**
   * Returns the defects of one certificate.
   *
   * @param certificate a certificate of {@link #chain()} or {@link #path()}
   * @return an immutable set, empty if the certificate has no defect or is not of this verdict
   */
  public Set<CertificateDefect> defectsOf(X509Certificate certificate) {
    return copyOf(
        findings.stream()
            .filter(finding -> finding.certificate().equals(certificate))
            .map(CertificateFinding::defect)
            .collect(Collectors.toUnmodifiableSet()));
  }

  /**
   * Returns how bad the defects are, ignored ones included.
   *
   * @return the severity of the worst
   */
  public CertificateErrorSeverity severity() {
    return CertificateErrorSeverity.of(defects());
  }

  /**
   * Tells whether the peer was accepted.
   *
   * @return {@code true} if no defect was left and no approver refused
   */
  public boolean isAccepted() {
    return refused().isEmpty() && veto.isEmpty();
  }

  /**
   * Returns the certificate of the peer itself.
   *
   * @return the first of {@link #chain()}
   */
  public X509Certificate certificate() {
    return chain.get(0);
  }

  /**
   * Returns the certificates that the peer sent besides its own.
   *
   * @return all but the first of {@link #chain()}
   */
  public List<X509Certificate> intermediates() {
    return chain.subList(1, chain.size());
  }

  /**
   * Returns this verdict, refused by an approver.
   *
   * @param reason why
   * @return a verdict that is not {@linkplain #isAccepted() accepted}
   */
  public CertificateVerdict vetoed(String reason) {
    return new CertificateVerdict(chain, path, findings, ignored, hostName, Optional.of(reason));
  }

  /**
   * Finds the verdict in an error of a socket.
   *
   * @param error what a connect, an upgrade or an accepted socket failed with
   * @return the verdict that refused the peer; empty if the failure has nothing to do with its
   *     certificates
   */
  public static Optional<CertificateVerdict> of(Throwable error) {
    Throwable cause = error;
    for (int depth = 0; cause != null && depth < 32; depth++) {
      if (cause instanceof CertificateRefusedException refused) {
        return Optional.of(refused.verdict());
      }
      cause = cause.getCause();
    }
    return Optional.empty();
  }

  private static Set<CertificateDefect> copyOf(Set<CertificateDefect> defects) {
    EnumSet<CertificateDefect> copy = EnumSet.noneOf(CertificateDefect.class);
    copy.addAll(defects);
    return Collections.unmodifiableSet(copy);
  }
}
