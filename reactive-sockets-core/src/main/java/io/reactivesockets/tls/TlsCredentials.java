package io.reactivesockets.tls;

import io.reactivesockets.tls.der.Pem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A private key and the certificate chain that vouches for it: what a server shows always and a
 * client when asked.
 *
 * <p>Immutable, and silent about its key. Reading from files happens in the factory method, on the
 * calling thread.
 */
public final class TlsCredentials implements CredentialSource {
  private final PrivateKey key;
  private final List<X509Certificate> chain;
  private final byte @Nullable [] ocspResponse;

  private TlsCredentials(
      PrivateKey key, List<X509Certificate> chain, byte @Nullable [] ocspResponse) {
    this.key = key;
    this.chain = chain;
    this.ocspResponse = ocspResponse;
  }

  /**
   * Combines a key and a chain at hand.
   *
   * @param key the private key
   * @param chain the certificate of the key, then those of its issuers in order
   * @return the credentials
   * @throws IllegalArgumentException if {@code chain} is empty or its first certificate is not of
   *     the same algorithm as {@code key}
   */
  public static TlsCredentials of(PrivateKey key, X509Certificate... chain) {
    return of(key, Arrays.asList(chain));
  }

  /**
   * Combines a key and a chain at hand.
   *
   * @param key the private key
   * @param chain the certificate of the key, then those of its issuers in order
   * @return the credentials
   * @throws IllegalArgumentException if {@code chain} is empty or its first certificate does not
   *     belong to {@code key}
   */
  public static TlsCredentials of(PrivateKey key, List<X509Certificate> chain) {
    Objects.requireNonNull(key, "key");
    if (chain.isEmpty()) {
      throw new IllegalArgumentException("chain: [] (expected: at least one certificate)");
    }
    if (!KeyPairs.match(key, chain.get(0).getPublicKey())) {
      throw new IllegalArgumentException(
          "chain: "
              + chain.get(0).getSubjectX500Principal().getName()
              + " (expected: the certificate of the given "
              + key.getAlgorithm()
              + " key first)");
    }
    return new TlsCredentials(key, List.copyOf(chain), null);
  }

  /**
   * Reads PEM files; the key must not be encrypted.
   *
   * @param chain the certificate of the key, then those of its issuers in order
   * @param key the private key: PKCS#8 ({@code PRIVATE KEY}), PKCS#1 ({@code RSA PRIVATE KEY}) or
   *     SEC 1 ({@code EC PRIVATE KEY})
   * @return the credentials
   * @throws IllegalArgumentException if the files cannot be read or do not fit together
   */
  public static TlsCredentials fromPem(Path chain, Path key) {
    return fromPem(text(chain), text(key), null, chain + ", " + key);
  }

  /**
   * Reads PEM files with an encrypted key.
   *
   * @param chain the certificate of the key, then those of its issuers in order
   * @param key the private key: PKCS#8, encrypted ({@code ENCRYPTED PRIVATE KEY})
   * @param password what opens the key; not kept
   * @return the credentials
   * @throws IllegalArgumentException if the files cannot be read, the password does not fit, or
   *     they do not fit together
   */
  public static TlsCredentials fromPem(Path chain, Path key, char[] password) {
    return fromPem(text(chain), text(key), password, chain + ", " + key);
  }

  /**
   * Reads PEM text.
   *
   * @param chain the certificate of the key, then those of its issuers in order
   * @param key the private key, as for {@link #fromPem(Path, Path)}
   * @return the credentials
   * @throws IllegalArgumentException if the texts hold no such thing or do not fit together
   */
  public static TlsCredentials fromPem(String chain, String key) {
    return fromPem(chain, key, null, "PEM text");
  }

  private static TlsCredentials fromPem(
      String chain, String key, char @Nullable [] password, String origin) {
    return of(PrivateKeys.parse(key, password, origin), Certificates.parse(chain, origin));
  }

  /**
   * Reads a PKCS#12 file ({@code .p12}, {@code .pfx}) that holds one key.
   *
   * @param file the file
   * @param password what opens it and the key; {@code null} for none; not kept
   * @return the credentials
   * @throws IllegalArgumentException if the file cannot be read or opened, or does not hold exactly
   *     one key
   */
  public static TlsCredentials fromPkcs12(Path file, char @Nullable [] password) {
    try (InputStream in = Files.newInputStream(file)) {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(in, password);
      List<String> aliases = new ArrayList<>();
      for (String alias : Collections.list(store.aliases())) {
        if (store.isKeyEntry(alias)) {
          aliases.add(alias);
        }
      }
      if (aliases.size() != 1) {
        throw new IllegalArgumentException(
            file + ": keys " + aliases + " (expected: one; else choose with fromKeyStore)");
      }
      return fromKeyStore(store, aliases.get(0), password);
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalArgumentException(
          file + ": cannot open (expected: PKCS#12 and its password)", e);
    }
  }

  /**
   * Takes a key out of a key store of the JDK.
   *
   * @param store the key store, loaded
   * @param alias the name of the key
   * @param password what opens the key; {@code null} for none; not kept
   * @return the credentials
   * @throws IllegalArgumentException if the store has no such private key or does not open it
   */
  public static TlsCredentials fromKeyStore(
      KeyStore store, String alias, char @Nullable [] password) {
    try {
      Key key = store.getKey(alias, password);
      Certificate[] chain = store.getCertificateChain(alias);
      if (!(key instanceof PrivateKey privateKey) || chain == null) {
        throw new IllegalArgumentException(
            "alias: " + alias + " (expected: a private key with its certificate chain)");
      }
      return of(privateKey, Arrays.stream(chain).map(X509Certificate.class::cast).toList());
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException(
          "alias: " + alias + " (expected: a key that the password opens)", e);
    }
  }

  /**
   * Adds an answer of the issuer's OCSP responder, for a server to staple to its handshakes.
   *
   * <p>Stapled by the engine {@link TlsEngine#BORINGSSL} only: the JDK fetches answers itself if
   * its property {@code jdk.tls.server.enableStatusRequestExtension} is set.
   *
   * @param response an OCSPResponse in DER (<a href="https://www.rfc-editor.org/rfc/rfc6960">RFC
   *     6960</a>)
   * @return new credentials with the answer
   */
  public TlsCredentials withOcspResponse(byte[] response) {
    return new TlsCredentials(key, chain, response.clone());
  }

  /**
   * Returns the private key.
   *
   * @return the key
   */
  public PrivateKey privateKey() {
    return key;
  }

  /**
   * Returns the certificate chain.
   *
   * @return the certificate of the key, then those of its issuers
   */
  public List<X509Certificate> certificateChain() {
    return chain;
  }

  /**
   * Returns the answer to staple.
   *
   * @return a copy of the OCSPResponse, empty if none was given
   */
  public Optional<byte[]> ocspResponse() {
    return Optional.ofNullable(ocspResponse).map(byte[]::clone);
  }

  /**
   * Returns these credentials.
   *
   * @return this
   */
  @Override
  public TlsCredentials current() {
    return this;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof TlsCredentials credentials
        && credentials.chain.equals(chain)
        && credentials.key.equals(key)
        && Arrays.equals(credentials.ocspResponse, ocspResponse);
  }

  @Override
  public int hashCode() {
    return chain.hashCode();
  }

  /**
   * Names the certificate, never the key.
   *
   * @return the subject and the serial number of the certificate
   */
  @Override
  public String toString() {
    X509Certificate own = chain.get(0);
    return "TlsCredentials["
        + own.getSubjectX500Principal().getName()
        + ", serial "
        + own.getSerialNumber().toString(16)
        + "]";
  }

  private static String text(Path file) {
    try {
      return Pem.read(file);
    } catch (IOException e) {
      throw new IllegalArgumentException(file + ": cannot read (expected: a PEM file)", e);
    }
  }
}
