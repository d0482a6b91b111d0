package io.reactivesockets.tls;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a server asks of TLS: a listener for all its connections, or an accepted socket for its
 * upgrade. Immutable.
 */
public final class TlsServerControl extends TlsControl {
  private final @Nullable CredentialSource credentials;
  private final Map<String, CredentialSource> named;
  private final ClientAuthentication clientAuthentication;
  private final int maxClientHelloBytes;

  private TlsServerControl(Builder builder) {
    super(builder);
    credentials = builder.credentials;
    named = Collections.unmodifiableMap(new LinkedHashMap<>(builder.named));
    clientAuthentication = builder.clientAuthentication;
    maxClientHelloBytes = builder.maxClientHelloBytes;
    if (credentials == null && named.isEmpty()) {
      throw new IllegalArgumentException("credentials: none (expected: at least one)");
    }
  }

  /**
   * Starts with the credentials of the server and defaults for the rest.
   *
   * @param source {@link TlsCredentials}, or where to get them for each handshake
   * @return a new builder
   */
  public static Builder builder(CredentialSource source) {
    return new Builder().credentials(source);
  }

  /**
   * Starts without credentials; some have to be added.
   *
   * @return a new builder
   */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Starts from this control.
   *
   * @return a new builder
   */
  public Builder toBuilder() {
    return new Builder(this);
  }

  /**
   * Returns the credentials for clients that ask for no name, or for one without its own.
   *
   * @return the source; if empty such clients are refused
   */
  public Optional<CredentialSource> credentials() {
    return Optional.ofNullable(credentials);
  }

  /**
   * Returns the credentials by name.
   *
   * @return an immutable map from a DNS name, or {@code *.} and a DNS name, to the source
   */
  public Map<String, CredentialSource> namedCredentials() {
    return named;
  }

  /**
   * Finds the credentials for a client: those of the exact name, of the wildcard that covers it, or
   * those for all.
   *
   * @param serverName the name that the client asks for, empty if it asks for none
   * @return the source, empty if the client is to be refused
   */
  public Optional<CredentialSource> credentialsFor(Optional<String> serverName) {
    if (serverName.isPresent()) {
      String name = serverName.get().toLowerCase(Locale.ROOT);
      CredentialSource exact = named.get(name);
      if (exact != null) {
        return Optional.of(exact);
      }
      int dot = name.indexOf('.');
      CredentialSource wildcard = dot < 0 ? null : named.get("*" + name.substring(dot));
      if (wildcard != null) {
        return Optional.of(wildcard);
      }
    }
    return credentials();
  }

  /**
   * Returns whether clients have to show a certificate.
   *
   * @return {@link ClientAuthentication#NONE} by default
   */
  public ClientAuthentication clientAuthentication() {
    return clientAuthentication;
  }

  /**
   * Returns how large a client's first message may be.
   *
   * @return the limit in bytes, 16,384 by default
   */
  public int maxClientHelloBytes() {
    return maxClientHelloBytes;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return super.equals(other)
        && other instanceof TlsServerControl that
        && Objects.equals(that.credentials, credentials)
        && that.named.equals(named)
        && that.clientAuthentication == clientAuthentication
        && that.maxClientHelloBytes == maxClientHelloBytes;
  }

  @Override
  public int hashCode() {
    return Objects.hash(
        super.hashCode(), credentials, named, clientAuthentication, maxClientHelloBytes);
  }

  @Override
  String details() {
    return ", client certificate "
        + clientAuthentication
        + (named.isEmpty() ? "" : ", names " + named.keySet());
  }

  /** Collects what a {@link TlsServerControl} is to be. */
  public static final class Builder extends TlsControl.Builder<Builder> {
    private @Nullable CredentialSource credentials;
    private final Map<String, CredentialSource> named = new LinkedHashMap<>();
    private ClientAuthentication clientAuthentication = ClientAuthentication.NONE;
    private int maxClientHelloBytes = 16_384;

    private Builder() {}

    private Builder(TlsServerControl control) {
      super(control);
      credentials = control.credentials;
      named.putAll(control.named);
      clientAuthentication = control.clientAuthentication;
      maxClientHelloBytes = control.maxClientHelloBytes;
    }

    @Override
    Builder self() {
      return this;
    }

    /**
     * Sets the credentials for clients that ask for no name, or for one without its own. Without
     * them such clients are refused.
     *
     * @param source {@link TlsCredentials}, or where to get them for each handshake
     * @return this builder
     */
    public Builder credentials(CredentialSource source) {
      credentials = Objects.requireNonNull(source, "credentials");
      return this;
    }

    /**
     * Adds the credentials for clients that ask for a name (SNI).
     *
     * @param name a DNS name, or {@code *.} and a DNS name for all names one label longer; an
     *     internationalized one is converted to A-labels
     * @param source {@link TlsCredentials}, or where to get them for each handshake
     * @return this builder
     * @throws IllegalArgumentException if it is not a DNS name
     */
    public Builder credentials(String name, CredentialSource source) {
      named.put(ServerNames.pattern("name", name), Objects.requireNonNull(source, "credentials"));
      return this;
    }

    /**
     * Sets whether clients have to show a certificate. It is judged by the {@link
     * #certificatePolicy}: choose its trust store with care, the system's lets in whoever bought a
     * certificate.
     *
     * @param mode whether to ask
     * @return this builder
     */
    public Builder clientAuthentication(ClientAuthentication mode) {
      clientAuthentication = Objects.requireNonNull(mode, "clientAuthentication");
      return this;
    }

    /**
     * Sets how large a client's first message may be.
     *
     * @param limit the limit in bytes, 512 to 131,072; 16,384 by default
     * @return this builder
     * @throws IllegalArgumentException if it is outside that range
     */
    public Builder maxClientHelloBytes(int limit) {
      if (limit < 512 || limit > 131_072) {
        throw new IllegalArgumentException(
            "maxClientHelloBytes: " + limit + " (expected: 512..131072)");
      }
      maxClientHelloBytes = limit;
      return this;
    }

    /**
     * Builds the control.
     *
     * @return the control
     * @throws IllegalArgumentException if there are no credentials, or settings contradict each
     *     other
     */
    public TlsServerControl build() {
      return new TlsServerControl(this);
    }
  }
}
