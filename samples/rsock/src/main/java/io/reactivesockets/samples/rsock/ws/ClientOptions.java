package io.reactivesockets.samples.rsock.ws;

import io.reactivesockets.samples.rsock.console.CommonOptions;
import io.reactivesockets.stream.StreamSocketControl;
import io.reactivesockets.tls.CertificatePolicy;
import io.reactivesockets.tls.TlsClientControl;
import io.reactivesockets.tls.TrustStore;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of the connection below a client's WebSocket. */
final class ClientOptions {

  @Option(
      names = "--ca",
      paramLabel = "FILE",
      description = "For wss: trust these authorities, PEM, instead of the system's.")
  private @Nullable Path authorities;

  StreamSocketControl connection(CommonOptions common) {
    StreamSocketControl.Builder control = StreamSocketControl.builder();
    common.transport().ifPresent(control::transport);
    common.timeout().ifPresent(control::connectTimeout);
    if (authorities != null) {
      CertificatePolicy policy =
          CertificatePolicy.builder().trust(TrustStore.pem(authorities)).build();
      control.tls(TlsClientControl.builder().certificatePolicy(policy).build());
    }
    return control.build();
  }
}
