package io.reactivesockets.tls.internal;

import io.reactivesockets.tls.CertificateRefusedException;
import io.reactivesockets.tls.TlsEngine;
import io.reactivesockets.tls.TrustStore;
import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Hands the certificates of each connection to the judge of this connection; without a judge nobody
 * is trusted. Shared by the connections of one context, so that sessions can be resumed.
 */
final class JudgingTrustManager extends X509ExtendedTrustManager {
  private static final int MAX_ISSUERS_TOLD = 64;

  private final Map<SSLEngine, PeerJudge> judges = new ConcurrentHashMap<>();
  private final TrustStore trust;
  private final PeerRole peer;
  private final TlsEngine kind;

  JudgingTrustManager(TrustStore trust, PeerRole peer, TlsEngine kind) {
    this.trust = trust;
    this.peer = peer;
    this.kind = kind;
  }

  void register(SSLEngine engine, PeerJudge judge) {
    judges.put(engine, judge);
  }

  void remove(SSLEngine engine) {
    judges.remove(engine);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    check(chain, authType, engine, PeerRole.SERVER);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    check(chain, authType, engine, PeerRole.CLIENT);
  }

  private void check(
      X509Certificate[] chain, String authType, @Nullable SSLEngine engine, PeerRole role)
      throws CertificateException {
    PeerJudge judge = engine == null ? null : judges.get(engine);
    if (engine == null || judge == null || role != peer) {
      throw new CertificateException("nobody to judge this certificate");
    }
    try {
      judge.judge(chain, authType, stapled(engine));
    } catch (CertificateRefusedException refused) {
      throw kind == TlsEngine.BORINGSSL ? BoringSsl.withAlert(refused) : refused;
    }
  }

  private static List<byte[]> stapled(SSLEngine engine) {
    return engine.getHandshakeSession() instanceof ExtendedSSLSession session
            && engine.getUseClientMode()
        ? session.getStatusResponses()
        : List.of();
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    check(chain, authType, null, PeerRole.SERVER);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    check(chain, authType, null, PeerRole.CLIENT);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    check(chain, authType, null, PeerRole.SERVER);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    check(chain, authType, null, PeerRole.CLIENT);
  }

  /** The authorities that a server names to its clients, unless there are very many. */
  @Override
  public X509Certificate[] getAcceptedIssuers() {
    if (peer == PeerRole.SERVER) {
      return new X509Certificate[0];
    }
    Set<X509Certificate> issuers = trust.certificates();
    return issuers.size() > MAX_ISSUERS_TOLD
        ? new X509Certificate[0]
        : issuers.toArray(new X509Certificate[0]);
  }
}
