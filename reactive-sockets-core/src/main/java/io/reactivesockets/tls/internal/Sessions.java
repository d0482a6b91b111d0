package io.reactivesockets.tls.internal;

import io.reactivesockets.tls.CertificateVerdict;
import io.reactivesockets.tls.SocketProtectionLevel;
import io.reactivesockets.tls.TlsEngine;
import io.reactivesockets.tls.TlsInformation;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSessionContext;
import org.jspecify.annotations.Nullable;

/** Reads the session of a finished handshake. */
final class Sessions {
  private Sessions() {}

  static X509Certificate[] peerChain(SSLSession session) {
    try {
      return x509(session.getPeerCertificates());
    } catch (SSLPeerUnverifiedException e) {
      return new X509Certificate[0]; // the peer showed none
    }
  }

  /** How the peer's key was used, as far as certificates care. */
  static String authType(SSLSession session) {
    return session.getCipherSuite().startsWith("TLS_RSA_WITH_") ? "RSA" : "UNKNOWN";
  }

  static boolean isResumed(TlsEngine kind, SSLEngine engine, long startedAtMillis) {
    return kind == TlsEngine.BORINGSSL
        ? BoringSsl.isResumed(engine)
        : engine.getSession().getCreationTime() < startedAtMillis;
  }

  /**
   * Has no connection resume a session of this one any more, nor, for a client, another one with
   * the same server: a server hands out several tickets for what it showed once, and more at any
   * time. When the connection is closed in the same turn, none comes later.
   */
  static void forget(SSLEngine engine) {
    SSLSession session = engine.getSession();
    SSLSessionContext context = session.getSessionContext();
    session.invalidate();
    if (context == null || !engine.getUseClientMode()) {
      return;
    }
    for (byte[] id : Collections.list(context.getIds())) {
      SSLSession other = context.getSession(id);
      if (other != null
          && other.getPeerPort() == engine.getPeerPort()
          && engine.getPeerHost().equalsIgnoreCase(other.getPeerHost())) {
        other.invalidate();
      }
    }
  }

  static TlsInformation inform(
      TlsEngine kind,
      SSLEngine engine,
      Optional<String> serverName,
      Optional<CertificateVerdict> verdict,
      long nanos,
      boolean resumed) {
    SSLSession session = engine.getSession();
    List<X509Certificate> peer = List.of(peerChain(session));
    List<X509Certificate> local = List.of(x509(session.getLocalCertificates()));
    List<X509Certificate> server = engine.getUseClientMode() ? peer : local;
    String protocol = engine.getApplicationProtocol();
    byte[] id = session.getId();
    return new TlsInformation(
        kind,
        SocketProtectionLevel.ofProtocol(session.getProtocol()),
        session.getProtocol(),
        session.getCipherSuite(),
        Optional.ofNullable(protocol).filter(name -> !name.isEmpty()),
        serverName,
        peer,
        local,
        verdict,
        Duration.ofNanos(nanos),
        id == null || id.length == 0 ? Optional.empty() : Optional.of(HexFormat.of().formatHex(id)),
        resumed,
        ChannelBindings.of(session, server.isEmpty() ? null : server.get(0)));
  }

  private static X509Certificate[] x509(Certificate @Nullable [] certificates) {
    return certificates == null
        ? new X509Certificate[0]
        : Arrays.copyOf(certificates, certificates.length, X509Certificate[].class);
  }
}
