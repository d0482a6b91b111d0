package io.reactivesockets.samples.rsock.ws;

import io.reactivesockets.samples.rsock.console.CommonOptions;
import io.reactivesockets.samples.rsock.tls.DefectConverter;
import io.reactivesockets.stream.StreamSocketControl;
import io.reactivesockets.tls.CertificateDefect;
import io.reactivesockets.tls.CertificatePolicy;
import io.reactivesockets.tls.TlsClientControl;
import io.reactivesockets.tls.TrustStore;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of the connection below a client's WebSocket. */
final class ClientOptions {

  @Option(
      names = "--ca",
      paramLabel = "FILE",
      description = "For wss: trust these authorities, PEM, instead of the system's.")
  private @Nullable Path authorities;

  @Option(
      names = "--ignore",
      paramLabel = "DEFECT",
      split = ",",
      converter = DefectConverter.class,
      description = {
        "For wss: let a defect of the certificate pass, such as UNTRUSTED_ROOT; wrong names never do."
      })
  private List<CertificateDefect> ignored = new ArrayList<>();

  StreamSocketControl connection(CommonOptions common) {
    StreamSocketControl.Builder control = StreamSocketControl.builder();
    common.transport().ifPresent(control::transport);
    common.timeout().ifPresent(control::connectTimeout);
    CertificatePolicy.Builder policy =
        CertificatePolicy.builder().ignore(ignored.toArray(CertificateDefect[]::new));
    if (authorities != null) {
      policy.trust(TrustStore.pem(authorities));
    }
    return control
        .tls(TlsClientControl.builder().certificatePolicy(policy.build()).build())
        .build();
  }
}
