package io.reactivesockets.tls.internal;

import io.reactivesockets.tls.CertificateDefect;
import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.cert.CRLException;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertStore;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXParameters;
import java.security.cert.PKIXRevocationChecker;
import java.security.cert.PKIXRevocationChecker.Option;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Asks the JDK what an OCSP answer or a revocation list, both at hand, says about one certificate:
 * a path of this one certificate, its issuer trusted, so that nothing else matters.
 */
final class RevocationSource {
  private static final Set<CertificateDefect> ALL = EnumSet.allOf(CertificateDefect.class);

  private RevocationSource() {}

  enum Answer {
    GOOD,
    REVOKED,
    NONE
  }

  static Answer ofOcsp(X509Certificate certificate, X509Certificate issuer, byte[] response) {
    return ask(
        certificate,
        issuer,
        (validator, parameters) -> {
          PKIXRevocationChecker checker = (PKIXRevocationChecker) validator.getRevocationChecker();
          checker.setOcspResponses(Map.of(certificate, response));
          checker.setOptions(EnumSet.of(Option.NO_FALLBACK)); // and nothing over the network
          parameters.addCertPathChecker(checker);
        });
  }

  static Answer ofLists(
      X509Certificate certificate, X509Certificate issuer, Collection<X509CRL> lists) {
    return ask(
        certificate,
        issuer,
        (validator, parameters) -> {
          // Not by a PKIXRevocationChecker, which would fetch the lists that the certificate names.
          parameters.setRevocationEnabled(true);
          parameters.addCertStore(
              CertStore.getInstance("Collection", new CollectionCertStoreParameters(lists)));
        });
  }

  static X509CRL list(byte[] der) throws CRLException {
    try {
      return (X509CRL)
          CertificateFactory.getInstance("X.509").generateCRL(new ByteArrayInputStream(der));
    } catch (CertificateException e) {
      throw new IllegalStateException("the JDK lacks X.509", e);
    }
  }

  private static Answer ask(
      X509Certificate certificate, X509Certificate issuer, Settings settings) {
    try {
      CertPathValidator validator = CertPathValidator.getInstance("PKIX");
      PKIXParameters parameters = new PKIXParameters(Set.of(new TrustAnchor(issuer, null)));
      parameters.setRevocationEnabled(false);
      settings.apply(validator, parameters);
      validator.validate(
          CertificateFactory.getInstance("X.509")
              .generateCertPath(List.of(new RelaxedCertificate(certificate, ALL))),
          parameters);
      return Answer.GOOD;
    } catch (CertPathValidatorException e) {
      return e.getReason() == BasicReason.REVOKED ? Answer.REVOKED : Answer.NONE;
    } catch (GeneralSecurityException e) {
      return Answer.NONE;
    }
  }

  @FunctionalInterface
  private interface Settings {
    void apply(CertPathValidator validator, PKIXParameters parameters)
        throws GeneralSecurityException;
  }
}
