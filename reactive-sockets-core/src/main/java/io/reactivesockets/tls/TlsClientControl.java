package io.reactivesockets.tls;

import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a client asks of TLS. Immutable; the defaults are secure. */
public final class TlsClientControl extends TlsControl {
  private static final TlsClientControl DEFAULTS = builder().build();

  private final @Nullable CredentialSource credentials;
  private final @Nullable String serverName;

  private TlsClientControl(Builder builder) {
    super(builder);
    credentials = builder.credentials;
    serverName = builder.serverName;
  }

  /**
   * Returns the defaults.
   *
   * @return TLS 1.2 or better, the JDK's engine, strict certificates, no own credentials
   */
  public static TlsClientControl defaults() {
    return DEFAULTS;
  }

  /**
   * Starts from the defaults.
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
   * Returns what the client shows if the server asks for a certificate.
   *
   * @return the source, empty by default
   */
  public Optional<CredentialSource> credentials() {
    return Optional.ofNullable(credentials);
  }

  /**
   * Returns the name to send to the server (SNI) instead of the validated host name.
   *
   * @return the name, empty by default
   */
  public Optional<String> serverName() {
    return Optional.ofNullable(serverName);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return super.equals(other)
        && other instanceof TlsClientControl that
        && Objects.equals(that.credentials, credentials)
        && Objects.equals(that.serverName, serverName);
  }

  @Override
  public int hashCode() {
    return Objects.hash(super.hashCode(), credentials, serverName);
  }

  @Override
  String details() {
    return (credentials == null ? "" : ", with credentials")
        + (serverName == null ? "" : ", SNI " + serverName);
  }

  /** Collects what a {@link TlsClientControl} is to be. */
  public static final class Builder extends TlsControl.Builder<Builder> {
    private @Nullable CredentialSource credentials;
    private @Nullable String serverName;

    private Builder() {}

    private Builder(TlsClientControl control) {
      super(control);
      credentials = control.credentials;
      serverName = control.serverName;
    }

    @Override
    Builder self() {
      return this;
    }

    /**
     * Sets what the client shows if the server asks for a certificate.
     *
     * @param source {@link TlsCredentials}, or where to get them for each handshake
     * @return this builder
     */
    public Builder credentials(CredentialSource source) {
      credentials = Objects.requireNonNull(source, "credentials");
      return this;
    }

    /**
     * Sends another name to the server (SNI) than the host name that its certificate is validated
     * against, which stays what it is.
     *
     * @param name a DNS name; an internationalized one is converted to A-labels
     * @return this builder
     * @throws IllegalArgumentException if it is not a DNS name
     */
    public Builder serverName(String name) {
      serverName = ServerNames.dnsName("serverName", name);
      return this;
    }

    /**
     * Builds the control.
     *
     * @return the control
     * @throws IllegalArgumentException if settings contradict each other
     */
    public TlsClientControl build() {
      return new TlsClientControl(this);
    }
  }
}
