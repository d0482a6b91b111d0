package io.reactivesockets.tls;

import io.reactivesockets.tls.der.Pem;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/**
 * The certificates at which a chain may end: authorities, or peers known by their own certificate.
 *
 * <p>No store trusts all. To talk to a peer whose root is unknown, put its certificate into a store
 * with {@link #pem(Path)}, or {@linkplain CertificatePolicy.Builder#ignore ignore} {@link
 * CertificateDefect#UNTRUSTED_ROOT} by name and pin its key with {@link PublicKeyPins}.
 */
public final class TrustStore {
  private static final TrustStore SYSTEM = new TrustStore("system", new SystemRoots()::get);

  private final String name;
  private final Supplier<Set<X509Certificate>> certificates;

  private TrustStore(String name, Supplier<Set<X509Certificate>> certificates) {
    this.name = name;
    this.certificates = certificates;
  }

  /**
   * Returns the store of the JDK: {@code cacerts}, or what {@code javax.net.ssl.trustStore} names.
   *
   * <p>Read once, at the first handshake that needs it.
   *
   * @return the system's store
   */
  public static TrustStore system() {
    return SYSTEM;
  }

  /**
   * Returns a store of certificates at hand.
   *
   * @param certificates the certificates to trust; none gives a store that trusts nobody
   * @return the store
   */
  public static TrustStore of(X509Certificate... certificates) {
    return of(Arrays.asList(certificates));
  }

  /**
   * Returns a store of certificates at hand.
   *
   * @param certificates the certificates to trust; none gives a store that trusts nobody
   * @return the store
   */
  public static TrustStore of(Collection<X509Certificate> certificates) {
    Set<X509Certificate> copy = unmodifiable(certificates);
    return new TrustStore(copy.size() + " certificates", () -> copy);
  }

  /**
   * Returns a store of the certificates that a key store of the JDK trusts.
   *
   * @param store the key store, loaded
   * @return its trusted certificate entries
   * @throws IllegalArgumentException if the key store cannot be read
   */
  public static TrustStore of(KeyStore store) {
    try {
      Set<X509Certificate> trusted = new LinkedHashSet<>();
      for (String alias : Collections.list(store.aliases())) {
        if (store.isCertificateEntry(alias)
            && store.getCertificate(alias) instanceof X509Certificate certificate) {
          trusted.add(certificate);
        }
      }
      return of(trusted);
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("store: cannot be read (expected: a loaded one)", e);
    }
  }

  /**
   * Reads a PEM file of certificates, now and on the calling thread.
   *
   * @param file one certificate or many
   * @return the store
   * @throws IllegalArgumentException if the file cannot be read or holds no certificate
   */
  public static TrustStore pem(Path file) {
    return of(read(file));
  }

  /**
   * Reads PEM text of certificates.
   *
   * @param text one certificate or many
   * @return the store
   * @throws IllegalArgumentException if the text holds no certificate
   */
  public static TrustStore pem(String text) {
    return of(Certificates.parse(text, "PEM text"));
  }

  /**
   * Watches a PEM file of certificates: read now, and again at a handshake when it has changed.
   *
   * <p>If it cannot be read any more, what was read last stays in use and a warning is logged.
   *
   * @param file one certificate or many
   * @return a store of what the file holds
   * @throws IllegalArgumentException if the file cannot be read now or holds no certificate
   */
  public static TrustStore watchingPem(Path file) {
    WatchedFiles<Set<X509Certificate>> watched =
        new WatchedFiles<>(List.of(file), () -> unmodifiable(read(file)));
    return new TrustStore("watched " + file, watched::get);
  }

  /**
   * Returns a store that trusts what this one or another trusts.
   *
   * @param other the other store
   * @return both together
   */
  public TrustStore and(TrustStore other) {
    return new TrustStore(
        name + " and " + other.name,
        () -> {
          Set<X509Certificate> union = new LinkedHashSet<>(certificates());
          union.addAll(other.certificates());
          return Collections.unmodifiableSet(union);
        });
  }

  /**
   * Returns the trusted certificates as of now; may read files.
   *
   * @return an immutable set
   * @throws IllegalStateException if the system's store cannot be read
   */
  public Set<X509Certificate> certificates() {
    return certificates.get();
  }

  /**
   * Names the origin of the certificates.
   *
   * @return the origin in words
   */
  @Override
  public String toString() {
    return "TrustStore[" + name + "]";
  }

  private static List<X509Certificate> read(Path file) {
    try {
      return Certificates.parse(Pem.read(file), file.toString());
    } catch (IOException e) {
      throw new IllegalArgumentException(file + ": cannot read (expected: a PEM file)", e);
    }
  }

  private static Set<X509Certificate> unmodifiable(Collection<X509Certificate> certificates) {
    return Collections.unmodifiableSet(new LinkedHashSet<>(certificates));
  }

  /** The roots of the JDK, read once. */
  private static final class SystemRoots {
    private Set<X509Certificate> roots = Set.of();

    synchronized Set<X509Certificate> get() {
      if (roots.isEmpty()) {
        roots = load();
      }
      return roots;
    }

    private static Set<X509Certificate> load() {
      try {
        TrustManagerFactory factory =
            TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init((KeyStore) null);
        Set<X509Certificate> roots = new LinkedHashSet<>();
        for (TrustManager manager : factory.getTrustManagers()) {
          if (manager instanceof X509TrustManager x509) {
            roots.addAll(Arrays.asList(x509.getAcceptedIssuers()));
          }
        }
        return Collections.unmodifiableSet(roots);
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException("cannot read the JDK's trust store", e);
      }
    }
  }
}
