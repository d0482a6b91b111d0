package io.reactivesockets.tls.internal;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.IdentityCipherSuiteFilter;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.OpenSslCachingX509KeyManagerFactory;
import io.netty.handler.ssl.OpenSslSessionContext;
import io.netty.handler.ssl.ReferenceCountedOpenSslContext;
import io.netty.handler.ssl.ReferenceCountedOpenSslEngine;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.SimpleKeyManagerFactory;
import io.reactivesockets.tls.RevocationPolicy;
import io.reactivesockets.tls.TlsClientControl;
import io.reactivesockets.tls.TlsControl;
import io.reactivesockets.tls.TlsCredentials;
import io.reactivesockets.tls.TlsServerControl;
import java.security.KeyStore;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.ManagerFactoryParameters;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/** Engines of BoringSSL. */
final class BoringSslEngineContext extends EngineContext {
  private static final int MAX_SESSIONS = 4096;

  private final SslContext context;
  private final Optional<byte[]> stapled;

  BoringSslEngineContext(TlsControl control, @Nullable TlsCredentials credentials)
      throws SSLException {
    super(control);
    stapled =
        credentials == null || control instanceof TlsClientControl
            ? Optional.empty()
            : credentials.ocspResponse();
    context = build(control, credentials);
    if (context.sessionContext() instanceof OpenSslSessionContext sessions) {
      boolean resumed = !control.sessionTimeout().isZero();
      sessions.setSessionCacheEnabled(resumed);
      if (resumed) {
        sessions.setSessionTimeout((int) control.sessionTimeout().toSeconds());
        sessions.setSessionCacheSize(MAX_SESSIONS);
      }
    }
    if (control.keyLogFile().isPresent()) {
      KeyLog.attach((ReferenceCountedOpenSslContext) context, control.keyLogFile().get());
    }
  }

  /** Whether the native code is there; else why it is not. */
  static Optional<Throwable> unavailability() {
    try {
      return OpenSsl.isAvailable() ? Optional.empty() : Optional.of(OpenSsl.unavailabilityCause());
    } catch (LinkageError e) {
      return Optional.of(e);
    }
  }

  static Set<String> protocols() {
    return new TreeSet<>(List.of("TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3"));
  }

  private SslContext build(TlsControl control, @Nullable TlsCredentials credentials)
      throws SSLException {
    SslContextBuilder builder = builder(control, credentials);
    builder
        .sslProvider(SslProvider.OPENSSL)
        .trustManager((TrustManager) trustManager())
        .endpointIdentificationAlgorithm(null);
    if (!control.cipherSuites().isEmpty()) {
      builder.ciphers(control.cipherSuites(), IdentityCipherSuiteFilter.INSTANCE);
    }
    if (!control.applicationProtocols().isEmpty()) {
      builder.applicationProtocolConfig(
          new ApplicationProtocolConfig(
              Protocol.ALPN,
              SelectorFailureBehavior.NO_ADVERTISE,
              SelectedListenerFailureBehavior.ACCEPT,
              control.applicationProtocols()));
    }
    boolean ocsp =
        stapled.isPresent()
            || (control instanceof TlsClientControl
                && control.certificatePolicy().revocation().mode() != RevocationPolicy.Mode.OFF);
    return builder.enableOcsp(ocsp && OpenSsl.isOcspSupported()).build();
  }

  private static SslContextBuilder builder(
      TlsControl control, @Nullable TlsCredentials credentials) {
    KeyManagerFactory keys = credentials == null ? null : keys(credentials);
    if (control instanceof TlsServerControl server && keys != null) {
      return SslContextBuilder.forServer(keys)
          .clientAuth(
              switch (server.clientAuthentication()) {
                case NONE -> ClientAuth.NONE;
                case REQUESTED -> ClientAuth.OPTIONAL;
                case REQUIRED -> ClientAuth.REQUIRE;
              });
    }
    return SslContextBuilder.forClient().keyManager(keys);
  }

  /** Converts the key for BoringSSL once, not at each handshake. */
  private static KeyManagerFactory keys(TlsCredentials credentials) {
    return new OpenSslCachingX509KeyManagerFactory(
        new SimpleKeyManagerFactory() {
          @Override
          protected void engineInit(KeyStore store, char[] password) {}

          @Override
          protected void engineInit(ManagerFactoryParameters parameters) {}

          @Override
          protected KeyManager[] engineGetKeyManagers() {
            return new KeyManager[] {new CredentialKeyManager(credentials)};
          }
        });
  }

  @Override
  SSLEngine newClientEngine(
      TlsClientControl control,
      List<String> protocols,
      ByteBufAllocator allocator,
      String hostName,
      int port,
      @Nullable String serverName) {
    SSLEngine engine = context.newEngine(allocator, hostName, port);
    SSLParameters parameters = engine.getSSLParameters();
    parameters.setServerNames(
        serverName == null ? List.of() : List.of(new SNIHostName(serverName)));
    engine.setSSLParameters(parameters);
    engine.setEnabledProtocols(protocols.toArray(new String[0]));
    return engine;
  }

  @Override
  SSLEngine newServerEngine(
      TlsServerControl control, List<String> protocols, ByteBufAllocator allocator) {
    SSLEngine engine = context.newEngine(allocator);
    engine.setEnabledProtocols(protocols.toArray(new String[0]));
    if (stapled.isPresent() && OpenSsl.isOcspSupported()) {
      ((ReferenceCountedOpenSslEngine) engine).setOcspResponse(stapled.get());
    }
    return engine;
  }
}
