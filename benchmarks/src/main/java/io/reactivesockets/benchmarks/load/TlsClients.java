package io.reactivesockets.benchmarks.load;

import java.io.IOException;
import java.io.InputStream;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManagerFactory;

/** Engines of clients that trust the benchmark's own certificate: TLS 1.3, one cipher suite. */
final class TlsClients {

  private static final String HOST = "localhost";
  private static final SSLContext CONTEXT = context();
  private static final AtomicInteger COUNT = new AtomicInteger();

  private TlsClients() {}

  /** Makes an engine that resumes no session: each pretends to be for a port of its own. */
  static SSLEngine newEngine() {
    SSLEngine engine = CONTEXT.createSSLEngine(HOST, COUNT.incrementAndGet());
    engine.setUseClientMode(true);
    SSLParameters parameters = engine.getSSLParameters();
    parameters.setProtocols(new String[] {"TLSv1.3"});
    parameters.setCipherSuites(new String[] {"TLS_AES_128_GCM_SHA256"});
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    engine.setSSLParameters(parameters);
    return engine;
  }

  private static SSLContext context() {
    try (InputStream certificate =
        TlsClients.class.getResourceAsStream("/benchmark-certificate.pem")) {
      KeyStore trusted = KeyStore.getInstance("PKCS12");
      trusted.load(null, null);
      trusted.setCertificateEntry(
          HOST, CertificateFactory.getInstance("X.509").generateCertificate(certificate));
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(trusted);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      context.getClientSessionContext().setSessionCacheSize(1);
      return context;
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException("the certificate of the benchmark", e);
    }
  }
}
