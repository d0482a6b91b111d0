package io.reactivesockets.samples.rsock.tour;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.reactivesockets.framing.Framing;
import io.reactivesockets.framing.TextFramer;
import io.reactivesockets.stream.StreamSocket;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.IntStream;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Lines one way and messages behind their length the other way, in whatever pieces they come. */
final class FramingScene implements Scene {

  private static final int MESSAGES = 5_000;
  private static final int PIECE_BYTES = 7;
  private static final TextFramer LINES = Framing.lines(UTF_8);
  private static final TextFramer BEHIND_LENGTH = Framing.varintLength(1_024).text(UTF_8);

  private final Stage stage;

  FramingScene(Stage stage) {
    this.stage = stage;
  }

  @Override
  public String title() {
    return "tcp framing";
  }

  @Override
  public Mono<String> play() {
    return stage.withPair(FramingScene::play);
  }

  private static Mono<String> play(StreamSocket client, StreamSocket server) {
    Flux<String> questions = Flux.range(0, MESSAGES).map(i -> "question " + i);
    Flux<String> answers =
        server.input(LINES::newDecoder).map(line -> line.replace("question", "answer"));
    Mono<Void> serve = server.send(BEHIND_LENGTH.encode(answers)).then(server.shutdownOutput());
    Mono<Void> ask =
        client
            .send(LINES.encode(questions).concatMapIterable(FramingScene::pieces))
            .then(client.shutdownOutput());
    Mono<Long> right =
        client
            .input(BEHIND_LENGTH::newDecoder)
            .index((i, answer) -> answer.equals("answer " + i))
            .filter(Boolean::booleanValue)
            .count();
    return Mono.zip(right, Mono.when(serve, ask).thenReturn(true))
        .map(
            both -> {
              SceneFailure.unless(both.getT1() == MESSAGES, MESSAGES + " answers", both.getT1());
              return "%s lines sent in pieces of %d bytes, as many messages back behind their length"
                  .formatted(Figures.count(MESSAGES), PIECE_BYTES);
            });
  }

  private static List<ByteBuffer> pieces(ByteBuffer frame) {
    return IntStream.iterate(0, at -> at < frame.limit(), at -> at + PIECE_BYTES)
        .mapToObj(at -> frame.slice(at, Math.min(PIECE_BYTES, frame.limit() - at)))
        .toList();
  }
}
