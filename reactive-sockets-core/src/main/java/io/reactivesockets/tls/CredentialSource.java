package io.reactivesockets.tls;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Gives the credentials for the next handshake, so that they can change while sockets are open.
 *
 * <p>{@link TlsCredentials} are a source of themselves. A source is asked at the start of each
 * handshake, off the event loop, and may read files; connections already open keep what they have.
 * Give equal credentials as long as they are the same: sessions are resumed among equal ones.
 */
@FunctionalInterface
public interface CredentialSource {

  /**
   * Returns the credentials to use now.
   *
   * @return the credentials
   */
  TlsCredentials current();

  /**
   * Watches PEM files: read now, and again when either has changed.
   *
   * <p>The files are looked at when a handshake starts, once a second at most. If they cannot be
   * read or do not fit together, as may be while they are being replaced, the last good ones stay
   * in use and a warning is logged.
   *
   * @param chain the certificate chain, the own certificate first
   * @param key the private key, see {@link TlsCredentials#fromPem(Path, Path)}
   * @return a source of what the files hold
   * @throws IllegalArgumentException if the files cannot be read now
   */
  static CredentialSource watchingPem(Path chain, Path key) {
    return new WatchedFiles<>(List.of(chain, key), () -> TlsCredentials.fromPem(chain, key))::get;
  }

  /**
   * Watches a PKCS#12 file: read now, and again when it has changed, as {@link #watchingPem(Path,
   * Path)} does.
   *
   * @param file the key store
   * @param password its password, copied
   * @return a source of what the file holds
   * @throws IllegalArgumentException if the file cannot be read now
   */
  static CredentialSource watchingPkcs12(Path file, char @Nullable [] password) {
    char[] secret = password == null ? new char[0] : password.clone();
    return new WatchedFiles<>(List.of(file), () -> TlsCredentials.fromPkcs12(file, secret))::get;
  }
}
