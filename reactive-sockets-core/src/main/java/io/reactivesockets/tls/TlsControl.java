package io.reactivesockets.tls;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What is asked of TLS on either side; see {@link TlsClientControl}, {@link TlsServerControl}. */
public abstract sealed class TlsControl permits TlsClientControl, TlsServerControl {
  private final SocketProtectionLevel minimumLevel;
  private final TlsEngine engine;
  private final List<String> cipherSuites;
  private final List<String> applicationProtocols;
  private final CertificatePolicy certificatePolicy;
  private final Duration handshakeTimeout;
  private final Duration closeTimeout;
  private final Duration sessionTimeout;
  private final @Nullable Path keyLogFile;

  TlsControl(Builder<?> builder) {
    minimumLevel = builder.minimumLevel;
    engine = builder.engine;
    cipherSuites = builder.cipherSuites;
    applicationProtocols = builder.applicationProtocols;
    certificatePolicy = builder.certificatePolicy;
    handshakeTimeout = builder.handshakeTimeout;
    closeTimeout = builder.closeTimeout;
    sessionTimeout = builder.sessionTimeout;
    keyLogFile = builder.keyLogFile;
    if (keyLogFile != null && engine != TlsEngine.BORINGSSL) {
      throw new IllegalArgumentException(
          "keyLogFile: with engine " + engine + " (expected: engine BORINGSSL, the JDK has none)");
    }
  }

  /**
   * Returns the least protection accepted, whatever level a connect or upgrade asks for.
   *
   * @return a TLS level, {@link SocketProtectionLevel#TLS12} by default
   */
  public SocketProtectionLevel minimumLevel() {
    return minimumLevel;
  }

  /**
   * Returns the implementation to use.
   *
   * @return the engine, {@link TlsEngine#JDK} by default
   */
  public TlsEngine engine() {
    return engine;
  }

  /**
   * Returns the cipher suites allowed.
   *
   * @return registered (IANA) names, most wanted first; empty, the default, for those of the engine
   */
  public List<String> cipherSuites() {
    return cipherSuites;
  }

  /**
   * Returns the application protocols offered or supported by ALPN.
   *
   * @return registered names, most wanted first; empty, the default, for no ALPN
   */
  public List<String> applicationProtocols() {
    return applicationProtocols;
  }

  /**
   * Returns which certificates of the peer are good enough.
   *
   * @return the policy, {@linkplain CertificatePolicy#strict() strict} by default
   */
  public CertificatePolicy certificatePolicy() {
    return certificatePolicy;
  }

  /**
   * Returns how long a handshake may take, not counting the time an approver takes.
   *
   * @return the limit, 10 s by default
   */
  public Duration handshakeTimeout() {
    return handshakeTimeout;
  }

  /**
   * Returns how long closing waits for the peer's close_notify after sending ours.
   *
   * @return the limit, 3 s by default
   */
  public Duration closeTimeout() {
    return closeTimeout;
  }

  /**
   * Returns how long a session can be resumed.
   *
   * @return the limit, one hour by default; zero if sessions are not to be resumed
   */
  public Duration sessionTimeout() {
    return sessionTimeout;
  }

  /**
   * Returns where the secrets of each connection are written, for a packet analyser.
   *
   * @return the file, empty by default
   */
  public Optional<Path> keyLogFile() {
    return Optional.ofNullable(keyLogFile);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof TlsControl that
        && that.getClass() == getClass()
        && that.minimumLevel == minimumLevel
        && that.engine == engine
        && that.cipherSuites.equals(cipherSuites)
        && that.applicationProtocols.equals(applicationProtocols)
        && that.certificatePolicy.equals(certificatePolicy)
        && that.handshakeTimeout.equals(handshakeTimeout)
        && that.closeTimeout.equals(closeTimeout)
        && that.sessionTimeout.equals(sessionTimeout)
        && Objects.equals(that.keyLogFile, keyLogFile);
  }

  @Override
  public int hashCode() {
    return Objects.hash(
        minimumLevel,
        engine,
        cipherSuites,
        applicationProtocols,
        certificatePolicy,
        handshakeTimeout,
        closeTimeout,
        sessionTimeout,
        keyLogFile);
  }

  @Override
  public String toString() {
    return getClass().getSimpleName()
        + "["
        + minimumLevel
        + ", "
        + engine
        + (cipherSuites.isEmpty() ? "" : ", ciphers " + cipherSuites)
        + (applicationProtocols.isEmpty() ? "" : ", alpn " + applicationProtocols)
        + ", "
        + certificatePolicy
        + ", handshake within "
        + handshakeTimeout
        + details()
        + "]";
  }

  abstract String details();

  static Duration positive(String name, Duration value) {
    if (value.isZero() || value.isNegative()) {
      throw new IllegalArgumentException(name + ": " + value + " (expected: more than zero)");
    }
    return value;
  }

  /**
   * Collects what is common to both sides.
   *
   * @param <B> the builder of the side
   */
  public abstract static sealed class Builder<B extends Builder<B>>
      permits TlsClientControl.Builder, TlsServerControl.Builder {
    private SocketProtectionLevel minimumLevel = SocketProtectionLevel.TLS12;
    private TlsEngine engine = TlsEngine.JDK;
    private List<String> cipherSuites = List.of();
    private List<String> applicationProtocols = List.of();
    private CertificatePolicy certificatePolicy = CertificatePolicy.strict();
    private Duration handshakeTimeout = Duration.ofSeconds(10);
    private Duration closeTimeout = Duration.ofSeconds(3);
    private Duration sessionTimeout = Duration.ofHours(1);
    private @Nullable Path keyLogFile;

    Builder() {}

    Builder(TlsControl control) {
      minimumLevel = control.minimumLevel;
      engine = control.engine;
      cipherSuites = control.cipherSuites;
      applicationProtocols = control.applicationProtocols;
      certificatePolicy = control.certificatePolicy;
      handshakeTimeout = control.handshakeTimeout;
      closeTimeout = control.closeTimeout;
      sessionTimeout = control.sessionTimeout;
      keyLogFile = control.keyLogFile;
    }

    abstract B self();

    /**
     * Sets the least protection accepted: a peer that offers less is refused.
     *
     * @param level a TLS level; {@link SocketProtectionLevel#UNSPECIFIED} is TLS 1.2
     * @return this builder
     * @throws IllegalArgumentException if the level is not TLS
     */
    public B minimumLevel(SocketProtectionLevel level) {
      if (!level.isTls()) {
        throw new IllegalArgumentException("minimumLevel: " + level + " (expected: a TLS level)");
      }
      minimumLevel =
          level == SocketProtectionLevel.UNSPECIFIED ? SocketProtectionLevel.TLS12 : level;
      return self();
    }

    /**
     * Sets the implementation to use. If it is not available the handshake fails, saying so; there
     * is no silent change to the other.
     *
     * @param implementation the engine
     * @return this builder
     */
    public B engine(TlsEngine implementation) {
      engine = Objects.requireNonNull(implementation, "engine");
      return self();
    }

    /**
     * Restricts the cipher suites. BoringSSL does not let those of TLS 1.3 be chosen.
     *
     * @param suites registered (IANA) names, most wanted first; none for those of the engine
     * @return this builder
     */
    public B cipherSuites(String... suites) {
      cipherSuites = List.of(suites);
      return self();
    }

    /**
     * Sets the application protocols to agree on by ALPN.
     *
     * @param protocols registered names, for instance {@code h2}, most wanted first; each 1 to 255
     *     bytes of ASCII; none for no ALPN
     * @return this builder
     * @throws IllegalArgumentException if a name is not of that kind or occurs twice
     */
    public B applicationProtocols(String... protocols) {
      for (String protocol : protocols) {
        if (protocol.isEmpty()
            || protocol.length() > 255
            || !protocol.chars().allMatch(c -> c > 0x20 && c < 0x7f)) {
          throw new IllegalArgumentException(
              "applicationProtocols: " + protocol + " (expected: 1 to 255 bytes of ASCII)");
        }
      }
      if (new HashSet<>(Arrays.asList(protocols)).size() < protocols.length) {
        throw new IllegalArgumentException(
            "applicationProtocols: " + Arrays.toString(protocols) + " (expected: each once)");
      }
      applicationProtocols = List.of(protocols);
      return self();
    }

    /**
     * Sets which certificates of the peer are good enough.
     *
     * @param policy the policy
     * @return this builder
     */
    public B certificatePolicy(CertificatePolicy policy) {
      certificatePolicy = Objects.requireNonNull(policy, "certificatePolicy");
      return self();
    }

    /**
     * Sets how long a handshake may take.
     *
     * @param limit the limit, more than zero; 10 s by default
     * @return this builder
     * @throws IllegalArgumentException if the limit is not positive
     */
    public B handshakeTimeout(Duration limit) {
      handshakeTimeout = positive("handshakeTimeout", limit);
      return self();
    }

    /**
     * Sets how long closing waits for the peer's close_notify after sending ours.
     *
     * @param limit the limit, more than zero; 3 s by default
     * @return this builder
     * @throws IllegalArgumentException if the limit is not positive
     */
    public B closeTimeout(Duration limit) {
      closeTimeout = positive("closeTimeout", limit);
      return self();
    }

    /**
     * Sets how long a session can be resumed. Certificates are judged anew each time, by the
     * approver too.
     *
     * @param limit the limit in whole seconds; zero for no resumption; one hour by default
     * @return this builder
     * @throws IllegalArgumentException if the limit is negative, or more than a week (<a
     *     href="https://www.rfc-editor.org/rfc/rfc8446#section-4.6.1">RFC 8446, section 4.6.1</a>)
     */
    public B sessionTimeout(Duration limit) {
      if (limit.isNegative() || limit.compareTo(Duration.ofDays(7)) > 0) {
        throw new IllegalArgumentException("sessionTimeout: " + limit + " (expected: 0 to 7 days)");
      }
      sessionTimeout = Duration.ofSeconds(limit.toSeconds());
      return self();
    }

    /**
     * Writes the secrets of each connection to a file in the format of {@code SSLKEYLOGFILE}, so
     * that a packet analyser can decrypt it. Whoever reads the file reads the connections: for
     * debugging only, and nothing but this call turns it on. Engine {@link TlsEngine#BORINGSSL}
     * only.
     *
     * @param file the file, created readable by its owner only, or appended to
     * @return this builder
     */
    public B keyLogFile(Path file) {
      keyLogFile = Objects.requireNonNull(file, "keyLogFile");
      return self();
    }
  }
}
