package io.reactivesockets.samples.rsock.tour;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.reactivesockets.error.SocketErrorStatus;
import io.reactivesockets.error.SocketOperationException;
import io.reactivesockets.framing.Framing;
import io.reactivesockets.framing.TextFramer;
import io.reactivesockets.host.HostName;
import io.reactivesockets.stream.StreamSocket;
import io.reactivesockets.tls.SocketProtectionLevel;
import io.reactivesockets.tls.TlsCredentials;
import io.reactivesockets.tls.TlsInformation;
import reactor.core.publisher.Mono;

/** TLS on a live connection, and somebody in between who puts plaintext behind the go-ahead. */
final class StartTlsScene implements Scene {

  private static final SocketProtectionLevel LEVEL = SocketProtectionLevel.TLS12;
  private static final HostName NAME = HostName.of(TlsStage.NAME);
  private static final TextFramer LINES = Framing.lines(UTF_8);
  private static final String GO_AHEAD = "220 go ahead\n";
  private static final String INJECTED = "250 injected\n";

  private final TlsStage stage;

  StartTlsScene(Stage stage) {
    this.stage = new TlsStage(stage);
  }

  @Override
  public String title() {
    return "starttls";
  }

  @Override
  public Mono<String> play() {
    TlsCredentials shown = SelfSigned.forName(TlsStage.NAME);
    return Mono.zip(upgrade(shown, GO_AHEAD), injection(shown))
        .map(
            both ->
                "upgraded by a line to %s; plaintext behind the go-ahead: %s"
                    .formatted(both.getT1(), both.getT2()));
  }

  private Mono<SocketErrorStatus> injection(TlsCredentials shown) {
    return upgrade(shown, GO_AHEAD + INJECTED)
        .then(Mono.<SocketErrorStatus>error(() -> new SceneFailure("a refusal", "an upgrade")))
        .onErrorResume(
            SocketOperationException.class,
            failure -> {
              SceneFailure.unless(
                  failure.status() == SocketErrorStatus.PROTOCOL_VIOLATION,
                  SocketErrorStatus.PROTOCOL_VIOLATION,
                  failure);
              return Mono.just(failure.status());
            });
  }

  /** Emits the version of TLS that carried a secret there and back. */
  private Mono<String> upgrade(TlsCredentials shown, String answer) {
    return stage.withServer(
        SocketProtectionLevel.PLAIN_SOCKET,
        shown,
        listener -> {
          Mono<Void> serve =
              listener
                  .connections()
                  .next()
                  .flatMap(socket -> serve(socket, answer))
                  .onErrorComplete(); // the client tells
          Mono<String> client =
              Mono.usingWhen(
                  StreamSocket.connect(Stage.LOOPBACK, listener.port(), stage.trusting(shown)),
                  StartTlsScene::ask,
                  Stage::close);
          return Mono.zip(client, serve.thenReturn(true), (version, served) -> version);
        });
  }

  private static Mono<Void> serve(StreamSocket socket, String answer) {
    return line(socket)
        .then(send(socket, answer))
        .then(socket.upgradeToTls(LEVEL))
        .then(line(socket))
        .flatMap(secret -> send(socket, secret + "\n"))
        .then(socket.close());
  }

  private static Mono<String> ask(StreamSocket socket) {
    String secret = "secret";
    return send(socket, "STARTTLS\n")
        .then(line(socket))
        .then(socket.upgradeToTls(LEVEL, NAME))
        .map(TlsInformation::protocol)
        .flatMap(
            version ->
                send(socket, secret + "\n")
                    .then(line(socket))
                    .map(
                        echo -> {
                          SceneFailure.unless(echo.equals(secret), secret, echo);
                          return version;
                        }));
  }

  private static Mono<Void> send(StreamSocket socket, String text) {
    return Mono.defer(() -> socket.send(UTF_8.encode(text)));
  }

  private static Mono<String> line(StreamSocket socket) {
    return Mono.defer(() -> socket.input(LINES::newDecoder).next());
  }
}
