package io.reactivesockets.samples.rsock.tls;

import io.reactivesockets.host.HostName;
import io.reactivesockets.stream.StreamSocket;
import io.reactivesockets.tls.CertificateDefect;
import io.reactivesockets.tls.CertificatePolicy;
import io.reactivesockets.tls.RevocationPolicy;
import io.reactivesockets.tls.SocketProtectionLevel;
import io.reactivesockets.tls.TlsClientControl;
import io.reactivesockets.tls.TlsInformation;
import io.reactivesockets.tls.TrustStore;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import reactor.core.publisher.Mono;

/** The options of a client's TLS. */
public final class ClientTls {

  @Option(
      names = "--tls",
      arity = "0..1",
      paramLabel = "LEVEL",
      converter = LevelConverter.class,
      preprocessor = LevelConverter.OnlyAttached.class,
      description =
          "Speak TLS, of this version or a later one: 1.2 (default) or 1.3. Any other option of TLS "
              + "implies it.")
  private @Nullable SocketProtectionLevel level;

  @Option(
      names = "--starttls",
      paramLabel = "PROTOCOL",
      converter = StartTls.Converter.class,
      description = "Ask for TLS first as smtp, imap, pop3, ldap, postgres, xmpp or ftp do.")
  private @Nullable StartTls startTls;

  @Option(
      names = "--ca",
      paramLabel = "FILE",
      description = "Trust these authorities, PEM, instead of the system's.")
  private @Nullable Path authorities;

  @Mixin private KeyFiles own = new KeyFiles();

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "The name that the certificate has to bear. Default: HOST.")
  private @Nullable String name;

  @Option(
      names = "--ignore",
      paramLabel = "DEFECT",
      split = ",",
      converter = DefectConverter.class,
      description = "Let a defect of the certificate pass, such as EXPIRED; wrong names never do.")
  private List<CertificateDefect> ignored = new ArrayList<>();

  @Option(
      names = "--revocation",
      paramLabel = "HOW",
      description = "Ask whether certificates are revoked: OFF (default), SOFT or HARD.")
  private RevocationPolicy.@Nullable Mode revocation;

  @Option(
      names = "--alpn",
      paramLabel = "PROTOCOL",
      split = ",",
      description = "Offer these protocols, best first.")
  private List<String> protocols = new ArrayList<>();

  /**
   * Tells whether TLS is wanted.
   *
   * @return whether any of the options was given
   */
  public boolean isWanted() {
    return level != null
        || startTls != null
        || authorities != null
        || own.areGiven()
        || name != null
        || !ignored.isEmpty()
        || revocation != null
        || !protocols.isEmpty();
  }

  /**
   * Returns what is asked of TLS.
   *
   * @param timeout how long the handshake may take, null for the default
   * @return the control
   * @throws IllegalArgumentException if a file or an option is not as it has to be
   */
  public TlsClientControl control(@Nullable Duration timeout) {
    TlsClientControl.Builder control =
        TlsClientControl.builder()
            .certificatePolicy(policy())
            .applicationProtocols(protocols.toArray(String[]::new));
    own.read().ifPresent(control::credentials);
    if (timeout != null) {
      control.handshakeTimeout(timeout);
    }
    return control.build();
  }

  private CertificatePolicy policy() {
    CertificatePolicy.Builder policy =
        CertificatePolicy.builder()
            .ignore(ignored.toArray(CertificateDefect[]::new))
            .revocation(revocationPolicy());
    if (authorities != null) {
      policy.trust(TrustStore.pem(authorities));
    }
    return policy.build();
  }

  private RevocationPolicy revocationPolicy() {
    if (revocation == null) {
      return RevocationPolicy.off();
    }
    return switch (revocation) {
      case OFF -> RevocationPolicy.off();
      case SOFT -> RevocationPolicy.soft();
      case HARD -> RevocationPolicy.hard();
    };
  }

  /**
   * Returns the name to validate.
   *
   * @param host the name connected to
   * @return the name that the certificate has to bear
   */
  HostName validated(HostName host) {
    return name == null ? host : HostName.of(name);
  }

  /** Returns the least version. */
  SocketProtectionLevel level() {
    return level == null ? SocketProtectionLevel.UNSPECIFIED : level;
  }

  /** Returns the protocol that asks for TLS, in small letters, or null if it begins with TLS. */
  @Nullable String plainProtocol() {
    return startTls == null ? null : startTls.name().toLowerCase(Locale.ROOT);
  }

  /**
   * Asks for TLS in the plain protocol, if there is one.
   *
   * @param socket a socket that was just connected
   * @param host the name connected to
   * @param timeout how long that may take
   * @return cold; completes when TLS may begin
   */
  Mono<Void> ask(StreamSocket socket, HostName host, Duration timeout) {
    return startTls == null ? Mono.empty() : startTls.negotiate(socket, host, timeout);
  }

  /**
   * Puts TLS on a connection, after asking for it where that is the way.
   *
   * @param socket a socket that was just connected, with {@link #control(Duration)}
   * @param host the name connected to
   * @return cold; what the handshake came to
   */
  public Mono<TlsInformation> protect(StreamSocket socket, HostName host) {
    return ask(socket, host, socket.control().tls().handshakeTimeout())
        .then(Mono.defer(() -> socket.upgradeToTls(level(), validated(host))));
  }
}
