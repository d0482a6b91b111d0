package io.reactivesockets.websocket.conformance;

import io.reactivesockets.stream.StreamSocketControl;
import io.reactivesockets.tls.CertificatePolicy;
import io.reactivesockets.tls.TestAuthority;
import io.reactivesockets.tls.TlsClientControl;
import io.reactivesockets.tls.TlsCredentials;
import io.reactivesockets.tls.TlsServerControl;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Base64;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Certificates for both ends on loopback: ours, and the JDK's for the peer. */
final class Tls {

  private static final char[] PASSWORD = "test".toCharArray();
  private static final TestAuthority AUTHORITY = TestAuthority.root("Conformance");
  private static final TlsCredentials PEER =
      AUTHORITY.peer("localhost", spec -> spec.addresses.add("127.0.0.1"));

  private Tls() {}

  static String authorityPem() {
    return pem("CERTIFICATE", encoded(AUTHORITY.certificate()));
  }

  static String certificatePem() {
    StringBuilder chain = new StringBuilder();
    for (X509Certificate each : PEER.certificateChain()) {
      chain.append(pem("CERTIFICATE", encoded(each)));
    }
    return chain.toString();
  }

  static String keyPem() {
    return pem("PRIVATE KEY", PEER.privateKey().getEncoded());
  }

  private static byte[] encoded(X509Certificate certificate) {
    try {
      return certificate.getEncoded();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String pem(String what, byte[] bytes) {
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
        .formatted(what, Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes), what);
  }

  static TlsServerControl server() {
    return TlsServerControl.builder(PEER).build();
  }

  static StreamSocketControl.Builder trusting(StreamSocketControl.Builder control) {
    CertificatePolicy policy = CertificatePolicy.builder().trust(AUTHORITY.trust()).build();
    return control.tls(TlsClientControl.builder().certificatePolicy(policy).build());
  }

  /** The JDK's, for the peer in either role. */
  static SSLContext context() {
    try {
      KeyStore keys = KeyStore.getInstance("PKCS12");
      keys.load(null, null);
      keys.setKeyEntry(
          "peer",
          PEER.privateKey(),
          PASSWORD,
          PEER.certificateChain().toArray(X509Certificate[]::new));
      keys.setCertificateEntry("authority", AUTHORITY.certificate());
      KeyManagerFactory own = KeyManagerFactory.getInstance("PKIX");
      own.init(keys, PASSWORD);
      TrustManagerFactory trusted = TrustManagerFactory.getInstance("PKIX");
      trusted.init(keys);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(own.getKeyManagers(), trusted.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
