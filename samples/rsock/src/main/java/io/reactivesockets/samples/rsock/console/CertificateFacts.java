package io.reactivesockets.samples.rsock.console;

import java.security.cert.X509Certificate;

/**
 * What is worth printing of a certificate.
 *
 * @param subject whose it is
 * @param issuer who signed it
 * @param serialNumber in hexadecimal
 * @param notBefore from when it is valid, ISO-8601
 * @param notAfter until when it is valid, ISO-8601
 */
public record CertificateFacts(
    String subject, String issuer, String serialNumber, String notBefore, String notAfter) {

  private static final int HEXADECIMAL = 16;

  static CertificateFacts of(X509Certificate certificate) {
    return new CertificateFacts(
        certificate.getSubjectX500Principal().getName(),
        certificate.getIssuerX500Principal().getName(),
        certificate.getSerialNumber().toString(HEXADECIMAL),
        certificate.getNotBefore().toInstant().toString(),
        certificate.getNotAfter().toInstant().toString());
  }
}
