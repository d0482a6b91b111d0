package io.reactivesockets.samples.rsock.tour;

import io.reactivesockets.stream.StreamSocket;
import io.reactivesockets.stream.StreamSocketListener;
import io.reactivesockets.tls.CertificateDefect;
import io.reactivesockets.tls.CertificateVerdict;
import io.reactivesockets.tls.SocketProtectionLevel;
import io.reactivesockets.tls.TlsCredentials;
import io.reactivesockets.tls.TlsInformation;
import java.util.Set;
import reactor.core.publisher.Mono;

/** Megabytes through TLS, and two servers that are not who they should be. */
final class TlsScene implements Scene {

  private static final SocketProtectionLevel LEVEL = SocketProtectionLevel.TLS12;
  private static final int CHUNKS = 64;

  private final TlsStage stage;

  TlsScene(Stage stage) {
    this.stage = new TlsStage(stage);
  }

  @Override
  public String title() {
    return "tls";
  }

  @Override
  public Mono<String> play() {
    TlsCredentials known = SelfSigned.forName(TlsStage.NAME);
    TlsCredentials stranger = SelfSigned.forName(TlsStage.NAME);
    TlsCredentials elsewhere = SelfSigned.forName("other.example");
    return Mono.zip(
            exchange(known),
            refusal(stranger, known, CertificateDefect.UNTRUSTED_ROOT),
            refusal(elsewhere, elsewhere, CertificateDefect.INVALID_NAME))
        .map(all -> "%s; others refused: %s, %s".formatted(all.getT1(), all.getT2(), all.getT3()));
  }

  private Mono<String> exchange(TlsCredentials known) {
    Payload payload = new Payload(3, CHUNKS);
    return stage.withServer(
        LEVEL,
        known,
        listener -> {
          Mono<Void> echo = listener.connections().next().flatMap(TlsScene::echo);
          Mono<String> client =
              Mono.usingWhen(
                  connect(listener, known),
                  socket ->
                      Mono.when(
                              socket.send(payload.bytes()).then(socket.shutdownOutput()),
                              payload.expectIn(socket.input()))
                          .then(Mono.fromSupplier(() -> tell(socket, payload))),
                  Stage::close);
          return Mono.zip(client, echo.thenReturn(true), (told, echoed) -> told);
        });
  }

  private static Mono<Void> echo(StreamSocket socket) {
    return socket.send(socket.input()).then(socket.close());
  }

  private static String tell(StreamSocket socket, Payload payload) {
    TlsInformation known = socket.information().tls().orElseThrow();
    return "%s with %s, %s there and back"
        .formatted(known.protocol(), known.cipherSuite(), Figures.bytes(payload.size()));
  }

  private Mono<CertificateDefect> refusal(
      TlsCredentials shown, TlsCredentials trusted, CertificateDefect expected) {
    return stage.withServer(
        LEVEL,
        shown,
        listener ->
            Mono.firstWithSignal(
                    listener.connections().then(Mono.<StreamSocket>never()),
                    connect(listener, trusted))
                .then(Mono.<CertificateDefect>error(() -> new SceneFailure(expected, "no refusal")))
                .onErrorResume(
                    failure ->
                        CertificateVerdict.of(failure)
                            .map(verdict -> checked(verdict, expected))
                            .orElseGet(() -> Mono.error(failure))));
  }

  private static Mono<CertificateDefect> checked(
      CertificateVerdict verdict, CertificateDefect expected) {
    SceneFailure.unless(verdict.refused().equals(Set.of(expected)), expected, verdict.findings());
    return Mono.just(expected);
  }

  private Mono<StreamSocket> connect(StreamSocketListener listener, TlsCredentials trusted) {
    return StreamSocket.connect(TlsStage.NAME, listener.port(), LEVEL, stage.trusting(trusted));
  }
}
