package io.reactivesockets.tls.internal;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Whether a certificate was made for what it is used for. */
final class Usage {
  private static final String SERVER_AUTHENTICATION = "1.3.6.1.5.5.7.3.1";
  private static final String CLIENT_AUTHENTICATION = "1.3.6.1.5.5.7.3.2";
  private static final String ANY = "2.5.29.37.0";
  private static final int DIGITAL_SIGNATURE = 0;
  private static final int KEY_ENCIPHERMENT = 2;
  private static final int KEY_AGREEMENT = 4;
  private static final int KEY_CERT_SIGN = 5;

  private Usage() {}

  /** Returns what is wrong with the peer's own certificate, or null. */
  static @Nullable String wrongForPeer(
      X509Certificate certificate, PeerRole role, String authType) {
    boolean[] usage = certificate.getKeyUsage();
    if (usage != null && !usage[requiredBit(role, authType)]) {
      return "its key usage does not allow this use in " + authType;
    }
    return wrongPurpose(certificate, role);
  }

  /** Returns what is wrong with the certificate of an issuer, or null. */
  static @Nullable String wrongForIssuer(X509Certificate certificate, PeerRole role) {
    boolean[] usage = certificate.getKeyUsage();
    if (usage != null && !usage[KEY_CERT_SIGN]) {
      return "its key usage does not allow to sign certificates";
    }
    return wrongPurpose(certificate, role);
  }

  private static @Nullable String wrongPurpose(X509Certificate certificate, PeerRole role) {
    String wanted = role == PeerRole.SERVER ? SERVER_AUTHENTICATION : CLIENT_AUTHENTICATION;
    try {
      List<String> purposes = certificate.getExtendedKeyUsage();
      return purposes == null || purposes.contains(wanted) || purposes.contains(ANY)
          ? null
          : "its extended key usage " + purposes + " lacks " + wanted;
    } catch (CertificateParsingException e) {
      return "its extended key usage cannot be read";
    }
  }

  private static int requiredBit(PeerRole role, String authType) {
    if (role == PeerRole.SERVER && authType.equals("RSA")) {
      return KEY_ENCIPHERMENT;
    }
    return role == PeerRole.SERVER && (authType.startsWith("ECDH_") || authType.startsWith("DH_"))
        ? KEY_AGREEMENT
        : DIGITAL_SIGNATURE;
  }
}
