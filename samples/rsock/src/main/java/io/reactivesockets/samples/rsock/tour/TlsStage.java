package io.reactivesockets.samples.rsock.tour;

import io.reactivesockets.stream.StreamSocketControl;
import io.reactivesockets.stream.StreamSocketListener;
import io.reactivesockets.tls.CertificatePolicy;
import io.reactivesockets.tls.SocketProtectionLevel;
import io.reactivesockets.tls.TlsClientControl;
import io.reactivesockets.tls.TlsCredentials;
import io.reactivesockets.tls.TlsServerControl;
import io.reactivesockets.tls.TrustStore;
import java.util.function.Function;
import reactor.core.publisher.Mono;

/** A stage with certificates: servers that show one, and clients that trust one. */
final class TlsStage {

  static final String NAME = "localhost";

  private final Stage stage;

  TlsStage(Stage stage) {
    this.stage = stage;
  }

  /** Plays with a listener that shows a certificate, from the start or when it upgrades. */
  <T> Mono<T> withServer(
      SocketProtectionLevel level,
      TlsCredentials shown,
      Function<StreamSocketListener, Mono<T>> play) {
    return stage.withListener(
        level, stage.listenerControl().tls(TlsServerControl.builder(shown).build()).build(), play);
  }

  /** A client that trusts this certificate and no other. */
  StreamSocketControl trusting(TlsCredentials known) {
    CertificatePolicy policy =
        CertificatePolicy.builder().trust(TrustStore.of(known.certificateChain())).build();
    return stage
        .socketControl()
        .tls(TlsClientControl.builder().certificatePolicy(policy).build())
        .build();
  }
}
