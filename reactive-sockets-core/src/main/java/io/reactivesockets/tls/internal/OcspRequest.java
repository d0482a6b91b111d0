package io.reactivesockets.tls.internal;

import io.reactivesockets.tls.der.Der;
import io.reactivesockets.tls.der.DerReader;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.X509Certificate;
import java.util.Arrays;

/** The question of OCSP (RFC 6960, 4.1) about one certificate. */
final class OcspRequest {
  private static final int BIT_STRING = 0x03;

  private OcspRequest() {}

  static byte[] about(X509Certificate certificate, X509Certificate issuer) {
    byte[] certId =
        Der.sequence(
            Der.sequence(Der.oid("1.3.14.3.2.26"), Der.nullValue()),
            Der.octetString(sha1(issuer.getSubjectX500Principal().getEncoded())),
            Der.octetString(sha1(keyBits(issuer))),
            Der.integer(certificate.getSerialNumber()));
    return Der.sequence(Der.sequence(Der.sequence(Der.sequence(certId))));
  }

  private static byte[] keyBits(X509Certificate issuer) {
    DerReader info = new DerReader(issuer.getPublicKey().getEncoded()).enter(Der.SEQUENCE);
    info.take(); // the algorithm
    byte[] bits = info.enter(BIT_STRING).bytes();
    return Arrays.copyOfRange(bits, 1, bits.length); // without the count of unused bits
  }

  /** The hash by which OCSP names issuers; nothing rests on its strength. */
  private static byte[] sha1(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-1").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("the JDK lacks SHA-1", e);
    }
  }
}
