package io.reactivesockets.benchmarks.tls;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.reactivesockets.tls.TlsCredentials;
import io.reactivesockets.tls.TlsEngine;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import javax.net.ssl.SSLException;

/** What every server shows: a certificate for localhost that comes with the benchmarks. */
final class Certificate {

  private Certificate() {}

  static TlsCredentials credentials() {
    return TlsCredentials.fromPem(read("benchmark-certificate.pem"), read("benchmark-key.pem"));
  }

  /** The same for Netty's handler. */
  static SslContext context(TlsEngine engine) {
    TlsCredentials shown = credentials();
    try {
      return SslContextBuilder.forServer(shown.privateKey(), shown.certificateChain())
          .sslProvider(engine == TlsEngine.JDK ? SslProvider.JDK : SslProvider.OPENSSL)
          .build();
    } catch (SSLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String read(String resource) {
    try (InputStream file =
        Objects.requireNonNull(Certificate.class.getResourceAsStream("/" + resource))) {
      return new String(file.readAllBytes(), US_ASCII);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
