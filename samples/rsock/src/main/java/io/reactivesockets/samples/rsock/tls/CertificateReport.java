package io.reactivesockets.samples.rsock.tls;

import io.reactivesockets.tls.CertificateDefect;
import io.reactivesockets.tls.CertificateErrorSeverity;
import io.reactivesockets.tls.CertificateVerdict;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Objects;

/**
 * One certificate of a chain, and what is wrong with it.
 *
 * @param subject whose it is, as RFC 2253 writes names
 * @param issuer who issued it
 * @param serialNumber in hexadecimal
 * @param names the DNS names and addresses it is for
 * @param notBefore from when it is valid
 * @param notAfter until when it is valid
 * @param key the kind and size of its key
 * @param signature the algorithm of its signature
 * @param sha256 its fingerprint, in hexadecimal
 * @param sent whether the server sent it; if not, it comes from the trust store
 * @param defects what is wrong with it
 */
public record CertificateReport(
    String subject,
    String issuer,
    String serialNumber,
    List<String> names,
    Instant notBefore,
    Instant notAfter,
    String key,
    String signature,
    String sha256,
    boolean sent,
    List<Defect> defects) {

  private static final int HEXADECIMAL = 16;
  private static final int DNS_NAME = 2;
  private static final int ADDRESS = 7;

  /**
   * One defect.
   *
   * @param defect which one
   * @param severity how bad it is
   * @param detail what was expected and what was found
   */
  public record Defect(
      CertificateDefect defect, CertificateErrorSeverity severity, String detail) {}

  static CertificateReport of(X509Certificate certificate, CertificateVerdict verdict) {
    return new CertificateReport(
        certificate.getSubjectX500Principal().getName(),
        certificate.getIssuerX500Principal().getName(),
        certificate.getSerialNumber().toString(HEXADECIMAL),
        namesOf(certificate),
        certificate.getNotBefore().toInstant(),
        certificate.getNotAfter().toInstant(),
        describe(certificate.getPublicKey()),
        certificate.getSigAlgName(),
        fingerprint(certificate),
        verdict.chain().contains(certificate),
        verdict.findings().stream()
            .filter(finding -> finding.certificate().equals(certificate))
            .map(
                finding ->
                    new Defect(finding.defect(), finding.defect().severity(), finding.detail()))
            .toList());
  }

  /** The names that a client may have asked for to get this certificate. */
  static List<String> namesOf(X509Certificate certificate) {
    try {
      Collection<List<?>> names = certificate.getSubjectAlternativeNames();
      return names == null
          ? List.of()
          : names.stream()
              .filter(name -> Objects.equals(name.get(0), DNS_NAME) || isAddress(name))
              .map(name -> String.valueOf(name.get(1)))
              .toList();
    } catch (CertificateParsingException e) {
      return List.of();
    }
  }

  private static boolean isAddress(List<?> name) {
    return Objects.equals(name.get(0), ADDRESS);
  }

  private static String describe(PublicKey key) {
    if (key instanceof RSAPublicKey rsa) {
      return "RSA " + rsa.getModulus().bitLength();
    }
    if (key instanceof ECPublicKey ec) {
      return "EC " + ec.getParams().getCurve().getField().getFieldSize();
    }
    return key.getAlgorithm();
  }

  private static String fingerprint(X509Certificate certificate) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded());
      StringBuilder text = new StringBuilder();
      for (byte part : digest) {
        text.append(String.format("%02x", part));
      }
      return text.toString();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e); // every JDK has SHA-256
    }
  }
}
