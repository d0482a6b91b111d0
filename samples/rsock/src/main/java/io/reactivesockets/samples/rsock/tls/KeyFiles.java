package io.reactivesockets.samples.rsock.tls;

import io.reactivesockets.tls.TlsCredentials;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options for one's own certificate. */
final class KeyFiles {

  @Option(
      names = "--cert",
      paramLabel = "FILE",
      description = "The own certificate and its intermediates, PEM.")
  private @Nullable Path certificate;

  @Option(
      names = "--key",
      paramLabel = "FILE",
      description = "The key of --cert, PEM. Default: it is in the same file.")
  private @Nullable Path key;

  /** Returns whether any of them was given. */
  boolean areGiven() {
    return certificate != null || key != null;
  }

  /** Reads the files; empty if none was given. */
  Optional<TlsCredentials> read() {
    if (certificate == null) {
      if (key != null) {
        throw new IllegalArgumentException("--key: " + key + " (expected: --cert too)");
      }
      return Optional.empty();
    }
    return Optional.of(TlsCredentials.fromPem(certificate, key == null ? certificate : key));
  }
}
