package io.reactivesockets.samples.rsock.tls;

import io.reactivesockets.tls.CertificatePolicy;
import io.reactivesockets.tls.ClientAuthentication;
import io.reactivesockets.tls.SocketProtectionLevel;
import io.reactivesockets.tls.TlsServerControl;
import io.reactivesockets.tls.TrustStore;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of a server's TLS. */
public final class ServerTls {

  @Option(
      names = "--tls",
      arity = "0..1",
      paramLabel = "LEVEL",
      converter = LevelConverter.class,
      preprocessor = LevelConverter.OnlyAttached.class,
      description = "Speak TLS, of this version or a later one: 1.2 (default) or 1.3.")
  private @Nullable SocketProtectionLevel level;

  @Mixin private KeyFiles own = new KeyFiles();

  @Option(
      names = "--client-ca",
      paramLabel = "FILE",
      description = "Take only clients with a certificate of these authorities, PEM.")
  private @Nullable Path clientAuthorities;

  @Option(
      names = "--alpn",
      paramLabel = "PROTOCOL",
      split = ",",
      description = "Speak one of these protocols, best first.")
  private List<String> protocols = new ArrayList<>();

  /**
   * Returns the least version of TLS.
   *
   * @return the level, of plain sockets if none of the options was given
   */
  public SocketProtectionLevel level() {
    return level == null && !isWanted()
        ? SocketProtectionLevel.PLAIN_SOCKET
        : level == null ? SocketProtectionLevel.UNSPECIFIED : level;
  }

  /**
   * Returns what is asked of TLS.
   *
   * @return the control, empty without TLS
   * @throws IllegalArgumentException if a file or an option is not as it has to be
   */
  public Optional<TlsServerControl> control() {
    if (!isWanted()) {
      return Optional.empty();
    }
    TlsServerControl.Builder control =
        TlsServerControl.builder(
                own.read()
                    .orElseThrow(
                        () ->
                            new IllegalArgumentException(
                                "--tls: no certificate (expected: --cert, and --key if it is"
                                    + " elsewhere)")))
            .applicationProtocols(protocols.toArray(String[]::new));
    if (clientAuthorities != null) {
      control
          .clientAuthentication(ClientAuthentication.REQUIRED)
          .certificatePolicy(
              CertificatePolicy.builder().trust(TrustStore.pem(clientAuthorities)).build());
    }
    return Optional.of(control.build());
  }

  private boolean isWanted() {
    return level != null || own.areGiven() || clientAuthorities != null || !protocols.isEmpty();
  }
}
