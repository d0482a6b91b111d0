package io.reactivesockets.samples.rsock.tour;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.reactivesockets.framing.Framing;
import io.reactivesockets.stream.StreamSocket;
import reactor.core.publisher.Mono;

/** A request that ends with FIN, and its answer on the half that is still open. */
final class HalfCloseScene implements Scene {

  private static final int CHUNKS = 64;

  private final Stage stage;

  HalfCloseScene(Stage stage) {
    this.stage = stage;
  }

  @Override
  public String title() {
    return "tcp half-close";
  }

  @Override
  public Mono<String> play() {
    return stage.withPair(HalfCloseScene::play);
  }

  private static Mono<String> play(StreamSocket client, StreamSocket server) {
    Payload payload = new Payload(2, CHUNKS);
    Mono<Void> serve =
        Payload.Seen.in(server.input())
            .flatMap(seen -> server.send(UTF_8.encode(seen + "\n")))
            .then(server.shutdownOutput());
    Mono<Void> ask = client.send(payload.bytes()).then(client.shutdownOutput());
    Mono<String> answer = client.input(Framing.lines(UTF_8)::newDecoder).single();
    return Mono.zip(
            Payload.Seen.in(payload.bytes()), answer, Mono.when(serve, ask).thenReturn(true))
        .map(
            all -> {
              String expected = all.getT1().toString();
              SceneFailure.unless(all.getT2().equals(expected), expected, all.getT2());
              return "request ended with FIN, then came the answer: " + all.getT2();
            });
  }
}
