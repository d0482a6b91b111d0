package io.reactivesockets.tls.internal;

import io.netty.buffer.ByteBufAllocator;
import io.reactivesockets.tls.TlsClientControl;
import io.reactivesockets.tls.TlsControl;
import io.reactivesockets.tls.TlsCredentials;
import io.reactivesockets.tls.TlsEngine;
import io.reactivesockets.tls.TlsServerControl;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Makes the engines of connections that share control, credentials, and sessions to resume. */
abstract class EngineContext {
  private final JudgingTrustManager trustManager;

  EngineContext(TlsControl control) {
    trustManager =
        new JudgingTrustManager(
            control.certificatePolicy().trust(),
            control instanceof TlsClientControl ? PeerRole.SERVER : PeerRole.CLIENT,
            control.engine());
  }

  /**
   * Makes a context. Blocks: reads files, loads native code.
   *
   * @param credentials null for a client without
   */
  static EngineContext of(TlsControl control, @Nullable TlsCredentials credentials)
      throws SSLException {
    return control.engine() == TlsEngine.JDK
        ? new JdkEngineContext(control, credentials)
        : new BoringSslEngineContext(control, credentials);
  }

  JudgingTrustManager trustManager() {
    return trustManager;
  }

  /** Makes the engine of a client; {@code serverName} is null for none. */
  abstract SSLEngine newClientEngine(
      TlsClientControl control,
      List<String> protocols,
      ByteBufAllocator allocator,
      String hostName,
      int port,
      @Nullable String serverName)
      throws SSLException;

  abstract SSLEngine newServerEngine(
      TlsServerControl control, List<String> protocols, ByteBufAllocator allocator)
      throws SSLException;
}
