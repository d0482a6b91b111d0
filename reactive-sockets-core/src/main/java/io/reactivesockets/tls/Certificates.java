package io.reactivesockets.tls;

import io.reactivesockets.tls.der.Pem;
import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;

/** Reads certificates from PEM text. */
final class Certificates {
  private Certificates() {}

  static List<X509Certificate> parse(String pem, String origin) {
    List<X509Certificate> certificates = new ArrayList<>();
    for (Pem.Block block : Pem.parse(pem)) {
      if (block.label().equals("CERTIFICATE") || block.label().equals("X509 CERTIFICATE")) {
        certificates.add(decode(block.der(), origin));
      }
    }
    if (certificates.isEmpty()) {
      throw new IllegalArgumentException(
          origin + ": no certificate (expected: PEM with BEGIN CERTIFICATE)");
    }
    return certificates;
  }

  private static X509Certificate decode(byte[] der, String origin) {
    try {
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(der));
    } catch (CertificateException e) {
      throw new IllegalArgumentException(
          origin + ": not a certificate (expected: X.509 in DER inside the PEM block)", e);
    }
  }
}
