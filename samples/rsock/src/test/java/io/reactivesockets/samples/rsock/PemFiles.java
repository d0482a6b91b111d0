package io.reactivesockets.samples.rsock;

import io.reactivesockets.testing.Peer;
import io.reactivesockets.testing.Tools;
import java.nio.file.Path;
import java.time.Duration;

/**
 * A certificate that signs itself and its key, made by OpenSSL.
 *
 * @param certificate PEM
 * @param key PEM, not encrypted
 */
record PemFiles(Path certificate, Path key) {

  private static final Duration LIMIT = Duration.ofSeconds(30);

  /** Skips the test where there is no OpenSSL. */
  static PemFiles forName(String name, Path directory) {
    Tools.require("openssl");
    PemFiles files =
        new PemFiles(directory.resolve(name + ".pem"), directory.resolve(name + ".key"));
    Peer.command(
            "openssl",
            "req",
            "-x509",
            "-nodes",
            "-days",
            "30",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:P-256",
            "-subj",
            "/CN=" + name,
            "-addext",
            "subjectAltName=DNS:" + name,
            "-addext",
            "basicConstraints=critical,CA:FALSE",
            "-keyout",
            files.key.toString(),
            "-out",
            files.certificate.toString())
        .run(LIMIT)
        .expectSuccess();
    return files;
  }
}
