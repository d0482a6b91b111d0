package io.reactivesockets.tls;

/** Which implementation of TLS does the work. */
public enum TlsEngine {
  /** The JDK's own, which is always there and the default. */
  JDK,

  /**
   * BoringSSL in native code, about twice as fast; needs {@code
   * io.netty:netty-tcnative-boringssl-static} of the platform on the class path.
   */
  BORINGSSL
}
