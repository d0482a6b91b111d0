package io.reactivesockets.samples.rsock.ws;

import io.reactivesockets.tls.TlsCredentials;
import io.reactivesockets.tls.TlsServerControl;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of a server of {@code wss}. */
final class ServerCertificate {

  @Option(names = "--tls", description = "Speak wss; needs --cert.")
  private boolean tls;

  @Option(
      names = "--cert",
      paramLabel = "FILE",
      description = "The certificate and its intermediates, PEM; implies --tls.")
  private @Nullable Path certificate;

  @Option(
      names = "--key",
      paramLabel = "FILE",
      description = "The key of --cert, PEM. Default: it is in the same file.")
  private @Nullable Path key;

  /** Returns what is asked of TLS, empty without it. */
  Optional<TlsServerControl> control() {
    if (certificate == null) {
      if (tls || key != null) {
        throw new IllegalArgumentException("--cert: missing (expected: a file, with --tls)");
      }
      return Optional.empty();
    }
    TlsCredentials own = TlsCredentials.fromPem(certificate, key == null ? certificate : key);
    return Optional.of(TlsServerControl.builder(own).build());
  }
}
