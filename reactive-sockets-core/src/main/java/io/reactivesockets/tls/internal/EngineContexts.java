package io.reactivesockets.tls.internal;

import io.netty.handler.ssl.SslProvider;
import io.reactivesockets.error.SocketOperationException;
import io.reactivesockets.tls.SocketProtectionLevel;
import io.reactivesockets.tls.TlsControl;
import io.reactivesockets.tls.TlsCredentials;
import io.reactivesockets.tls.TlsEngine;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the contexts used of late, so that connections of one control resume each other's sessions.
 */
final class EngineContexts {
  private static final int MAX_CONTEXTS = 64;

  private final Map<Key, EngineContext> contexts =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, EngineContext> eldest) {
          return size() > MAX_CONTEXTS;
        }
      };

  private record Key(TlsControl control, @Nullable TlsCredentials credentials) {}

  /** Work that may fail in any way. */
  @FunctionalInterface
  interface Preparation<T> {
    T run() throws Exception;
  }

  /** Blocks: for delegated tasks only. */
  EngineContext of(TlsControl control, @Nullable TlsCredentials credentials) throws SSLException {
    if (control.sessionTimeout().isZero()) {
      return EngineContext.of(control, credentials);
    }
    Key key = new Key(control, credentials);
    synchronized (contexts) {
      EngineContext known = contexts.get(key);
      if (known != null) {
        return known;
      }
    }
    EngineContext made = EngineContext.of(control, credentials);
    synchronized (contexts) {
      EngineContext earlier = contexts.putIfAbsent(key, made);
      return earlier == null ? made : earlier;
    }
  }

  /** The versions to negotiate; fails if the engine cannot do the lowest of them. */
  static List<String> protocols(TlsControl control, SocketProtectionLevel level) {
    // Netty finds this out once, with I/O, when first asked: here and not on an event loop.
    SslProvider.isTlsv13Supported(SslProvider.JDK);
    if (control.engine() == TlsEngine.BORINGSSL) {
      Optional<Throwable> missing = BoringSslEngineContext.unavailability();
      if (missing.isPresent()) {
        throw new TlsFailures(null, null)
            .unsupported(
                "engine BORINGSSL is not available: " + missing.get().getMessage(),
                "add io.netty:netty-tcnative-boringssl-static of this platform, or use JDK");
      }
    }
    Set<String> spoken =
        control.engine() == TlsEngine.JDK
            ? JdkEngineContext.protocols()
            : BoringSslEngineContext.protocols();
    List<String> wanted = level.protocols();
    if (!spoken.contains(wanted.get(0))) {
      throw new TlsFailures(null, null)
          .unsupported(
              "level "
                  + level
                  + ": engine "
                  + control.engine()
                  + " does not speak "
                  + wanted.get(0),
              "use TLS12, or change jdk.tls.disabledAlgorithms of the JDK");
    }
    return wanted.stream().filter(spoken::contains).toList();
  }

  static SocketOperationException failure(Exception cause) {
    return cause instanceof SocketOperationException known
        ? known
        : new TlsFailures(null, null).setUp(cause);
  }
}
