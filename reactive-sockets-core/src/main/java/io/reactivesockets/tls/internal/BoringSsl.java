package io.reactivesockets.tls.internal;

import io.netty.handler.ssl.ReferenceCountedOpenSslEngine;
import io.netty.internal.tcnative.SSL;
import javax.net.ssl.SSLEngine;

/** What only BoringSSL's engines tell; loaded with them only. */
final class BoringSsl {

  private BoringSsl() {}

  static boolean isResumed(SSLEngine engine) {
    return engine instanceof ReferenceCountedOpenSslEngine boring
        && boring.sslPointer() != -1
        && SSL.isSessionReused(boring.sslPointer());
  }
}
