package io.reactivesockets.tls.internal;

import io.reactivesockets.tls.CertificateDefect;
import java.security.GeneralSecurityException;
import java.security.cert.CertPath;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertPathValidatorException.Reason;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.PKIXReason;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds every defect of a path, revocation aside.
 *
 * <p>First each certificate is checked for itself; then the JDK validates the path as a whole, with
 * what has been found hidden from it. Whatever it objects to beyond that is a defect too, so a path
 * without findings is one that the JDK accepts as it is.
 */
final class ChainInspection {
  private final CertificatePath path;
  private final PeerRole role;
  private final Findings findings;

  ChainInspection(CertificatePath path, PeerRole role, Findings findings) {
    this.path = path;
    this.role = role;
    this.findings = findings;
  }

  void inspect(@Nullable String hostName, String authType) {
    X509Certificate own = path.certificates().get(0);
    if (hostName != null && !HostNames.matches(own, hostName)) {
      findings.add(CertificateDefect.INVALID_NAME, own, "it does not name " + hostName);
    }
    String misuse = Usage.wrongForPeer(own, role, authType);
    if (misuse != null) {
      findings.add(CertificateDefect.WRONG_USAGE, own, misuse);
    }
    inspectEnd();
    for (X509Certificate certificate : path.checked()) {
      inspectAlone(certificate);
    }
    inspectIssuers();
    validate();
  }

  private void inspectEnd() {
    if (path.anchored()) {
      return;
    }
    if (path.endsInSelfSigned()) {
      findings.add(CertificateDefect.UNTRUSTED_ROOT, path.top(), "it is not in the trust store");
      if (!isSelfSigned(path.top())) {
        findings.add(CertificateDefect.INVALID_SIGNATURE, path.top(), "its key did not sign it");
      }
    } else {
      findings.add(
          CertificateDefect.INCOMPLETE_CHAIN,
          path.top(),
          "its issuer "
              + path.top().getIssuerX500Principal().getName()
              + " was not sent and is not in the trust store");
    }
  }

  private static boolean isSelfSigned(X509Certificate certificate) {
    try {
      certificate.verify(certificate.getPublicKey());
      return true;
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  private void inspectAlone(X509Certificate certificate) {
    Instant now = Instant.now();
    if (now.isAfter(certificate.getNotAfter().toInstant())) {
      findings.add(
          CertificateDefect.EXPIRED,
          certificate,
          "it expired at " + certificate.getNotAfter().toInstant());
    } else if (now.isBefore(certificate.getNotBefore().toInstant())) {
      findings.add(
          CertificateDefect.EXPIRED,
          certificate,
          "it is not valid before " + certificate.getNotBefore().toInstant());
    }
    if (path.forged().contains(certificate)) {
      findings.add(
          CertificateDefect.INVALID_SIGNATURE,
          certificate,
          "the key of " + certificate.getIssuerX500Principal().getName() + " did not sign it");
    }
    Set<String> unknown = Extensions.unknownCritical(certificate);
    if (!unknown.isEmpty()) {
      findings.add(
          CertificateDefect.UNKNOWN_CRITICAL_EXTENSION, certificate, "extensions " + unknown);
    }
  }

  private void inspectIssuers() {
    List<X509Certificate> checked = path.checked();
    int below =
        0; // issuers between this one and the peer's own, those that issued themselves aside
    for (X509Certificate issuer : checked.subList(1, checked.size())) {
      int limit = issuer.getBasicConstraints();
      if (limit < 0) {
        findings.add(CertificateDefect.BASIC_CONSTRAINTS_ERROR, issuer, "it is not an authority's");
      } else if (below > limit) {
        findings.add(
            CertificateDefect.BASIC_CONSTRAINTS_ERROR,
            issuer,
            "it allows " + limit + " authorities below and has " + below);
      }
      String misuse = Usage.wrongForIssuer(issuer, role);
      if (misuse != null) {
        findings.add(CertificateDefect.WRONG_USAGE, issuer, misuse);
      }
      if (!issuer.getSubjectX500Principal().equals(issuer.getIssuerX500Principal())) {
        below++;
      }
    }
  }

  private void validate() {
    List<X509Certificate> certificates = path.certificates();
    int last = certificates.size() - 1;
    if (last > 0) {
      X509Certificate top = certificates.get(last);
      validate(certificates.subList(0, last), top, new TrustAnchor(top, null));
    } else if (!path.anchored()) {
      // Alone, it is examined as if its issuer, who is not here, had its key.
      X509Certificate own = certificates.get(0);
      validate(
          certificates,
          own,
          new TrustAnchor(own.getIssuerX500Principal(), own.getPublicKey(), null));
    }
  }

  private void validate(List<X509Certificate> below, X509Certificate top, TrustAnchor anchor) {
    List<X509Certificate> relaxed = new ArrayList<>();
    for (X509Certificate certificate : below) {
      relaxed.add(relaxed(certificate, below));
    }
    try {
      CertPath certPath = CertificateFactory.getInstance("X.509").generateCertPath(relaxed);
      PKIXParameters parameters = new PKIXParameters(Set.of(anchor));
      parameters.setRevocationEnabled(false);
      CertPathValidator.getInstance("PKIX").validate(certPath, parameters);
    } catch (CertPathValidatorException e) {
      X509Certificate culprit = e.getIndex() < 0 ? top : below.get(e.getIndex());
      object(defectOf(e.getReason()), culprit, e);
    } catch (GeneralSecurityException e) {
      object(CertificateDefect.OTHER_ERRORS, top, e);
    }
  }

  private X509Certificate relaxed(X509Certificate certificate, List<X509Certificate> below) {
    Set<CertificateDefect> found = findings.of(certificate);
    if (below.equals(path.certificates())) {
      found.add(CertificateDefect.INVALID_SIGNATURE);
    }
    return found.isEmpty() ? certificate : new RelaxedCertificate(certificate, found);
  }

  /**
   * Notes an objection of the JDK, unless it is to a fatal defect that is noted already. An
   * objection to something ignorable means that validation did not go on: never to be ignored.
   */
  private void object(CertificateDefect defect, X509Certificate culprit, Exception objection) {
    CertificateDefect noted =
        switch (defect.severity()) {
          case FATAL -> defect;
          case IGNORABLE, NONE -> CertificateDefect.OTHER_ERRORS;
        };
    if (!findings.has(noted)) {
      findings.add(noted, culprit, String.valueOf(objection.getMessage()));
    }
  }

  private static CertificateDefect defectOf(Reason reason) {
    if (reason instanceof PKIXReason pkix) {
      return switch (pkix) {
        case INVALID_KEY_USAGE -> CertificateDefect.WRONG_USAGE;
        case INVALID_POLICY -> CertificateDefect.INVALID_CERTIFICATE_AUTHORITY_POLICY;
        case UNRECOGNIZED_CRIT_EXT -> CertificateDefect.UNKNOWN_CRITICAL_EXTENSION;
        case NOT_CA_CERT, PATH_TOO_LONG -> CertificateDefect.BASIC_CONSTRAINTS_ERROR;
        case INVALID_NAME -> CertificateDefect.INVALID_NAME;
        case NAME_CHAINING, NO_TRUST_ANCHOR -> CertificateDefect.OTHER_ERRORS;
      };
    }
    return reason == BasicReason.INVALID_SIGNATURE
        ? CertificateDefect.INVALID_SIGNATURE
        : CertificateDefect.OTHER_ERRORS;
  }
}
