package io.reactivesockets.tls.internal;

import io.netty.buffer.ByteBufAllocator;
import io.reactivesockets.tls.TlsClientControl;
import io.reactivesockets.tls.TlsControl;
import io.reactivesockets.tls.TlsCredentials;
import io.reactivesockets.tls.TlsServerControl;
import java.security.GeneralSecurityException;
import java.security.Security;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/** Engines of the JDK. */
final class JdkEngineContext extends EngineContext {
  private static final int MAX_SESSIONS = 4096;

  private final SSLContext context;

  JdkEngineContext(TlsControl control, @Nullable TlsCredentials credentials) throws SSLException {
    super(control);
    try {
      context = SSLContext.getInstance("TLS");
      context.init(
          credentials == null
              ? new KeyManager[0]
              : new KeyManager[] {new CredentialKeyManager(credentials)},
          new TrustManager[] {trustManager()},
          null);
    } catch (GeneralSecurityException e) {
      throw new SSLException("cannot set up the JDK's TLS", e);
    }
    int timeout = (int) Math.max(1, control.sessionTimeout().toSeconds());
    for (SSLSessionContext sessions :
        List.of(context.getClientSessionContext(), context.getServerSessionContext())) {
      sessions.setSessionTimeout(timeout);
      sessions.setSessionCacheSize(MAX_SESSIONS);
    }
  }

  /** The versions that the JDK speaks, as its security properties allow. Blocks at first. */
  static Set<String> protocols() {
    Set<String> disabled =
        Arrays.stream(
                String.valueOf(Security.getProperty("jdk.tls.disabledAlgorithms")).split(",", -1))
            .map(name -> name.trim().toLowerCase(Locale.ROOT))
            .collect(Collectors.toSet());
    try {
      return Arrays.stream(SSLContext.getDefault().getSupportedSSLParameters().getProtocols())
          .filter(protocol -> !disabled.contains(protocol.toLowerCase(Locale.ROOT)))
          .collect(Collectors.toUnmodifiableSet());
    } catch (GeneralSecurityException e) {
      return Set.of();
    }
  }

  @Override
  SSLEngine newClientEngine(
      TlsClientControl control,
      List<String> protocols,
      ByteBufAllocator allocator,
      String hostName,
      int port,
      @Nullable String serverName) {
    SSLEngine engine = context.createSSLEngine(hostName, port);
    engine.setUseClientMode(true);
    SSLParameters parameters = parameters(engine, control, protocols);
    parameters.setServerNames(
        serverName == null ? List.of() : List.of(new SNIHostName(serverName)));
    engine.setSSLParameters(parameters);
    return engine;
  }

  @Override
  SSLEngine newServerEngine(
      TlsServerControl control, List<String> protocols, ByteBufAllocator allocator) {
    SSLEngine engine = context.createSSLEngine();
    engine.setUseClientMode(false);
    SSLParameters parameters = parameters(engine, control, protocols);
    parameters.setUseCipherSuitesOrder(true);
    switch (control.clientAuthentication()) {
      case NONE -> parameters.setWantClientAuth(false);
      case REQUESTED -> parameters.setWantClientAuth(true);
      case REQUIRED -> parameters.setNeedClientAuth(true);
    }
    engine.setSSLParameters(parameters);
    return engine;
  }

  private static SSLParameters parameters(
      SSLEngine engine, TlsControl control, List<String> protocols) {
    SSLParameters parameters = engine.getSSLParameters();
    parameters.setProtocols(protocols.toArray(new String[0]));
    if (!control.cipherSuites().isEmpty()) {
      parameters.setCipherSuites(control.cipherSuites().toArray(new String[0]));
    }
    parameters.setApplicationProtocols(control.applicationProtocols().toArray(new String[0]));
    return parameters;
  }
}
