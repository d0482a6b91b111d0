package io.reactivesockets.samples.rsock.tour;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.reactivesockets.descriptor.Descriptors;
import io.reactivesockets.framing.Framing;
import io.reactivesockets.framing.TextFramer;
import io.reactivesockets.stream.StreamSocket;
import java.util.List;
import java.util.stream.IntStream;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** A process dies, and the connection that it left with a broker goes on in another one. */
final class BrokerScene implements Scene {

  private static final int BEFORE = 20;
  private static final int AFTER = 20;
  private static final TextFramer LINES = Framing.lines(UTF_8);

  private final Stage stage;

  BrokerScene(Stage stage) {
    this.stage = stage;
  }

  @Override
  public String title() {
    return "socket broker";
  }

  @Override
  public Mono<String> play() {
    if (!Descriptors.areSupported()) {
      return Mono.just("skipped: sockets change their process on Linux only");
    }
    return Mono.usingWhen(BrokerCast.assemble(), this::play, BrokerCast::dismiss);
  }

  private Mono<String> play(BrokerCast cast) {
    return Mono.usingWhen(
        cast.port()
            .flatMap(
                port -> StreamSocket.connect(Stage.LOOPBACK, port, stage.socketControl().build())),
        client -> talk(client, cast),
        Stage::close);
  }

  private static Mono<String> talk(StreamSocket client, BrokerCast cast) {
    Flux<String> answers = client.input(LINES::newDecoder);
    Mono<List<String>> before =
        client.send(LINES.encode(numbers(0, BEFORE))).thenMany(answers.take(BEFORE)).collectList();
    Mono<List<String>> after =
        client
            .send(LINES.encode(numbers(BEFORE, AFTER)))
            .thenMany(answers.take(AFTER))
            .collectList();
    return before.flatMap(
        first -> cast.parkAndKill().then(after).map(second -> tell(cast.pid(), first, second)));
  }

  private static Flux<String> numbers(int from, int count) {
    return Flux.range(from, count).map(String::valueOf);
  }

  /** Each answer is a number and the process that gives it. */
  private static String tell(long dead, List<String> first, List<String> second) {
    long next = Long.parseLong(second.get(0).replaceAll(".* ", ""));
    SceneFailure.unless(next != dead, "another process than " + dead, next);
    expect(first, 0, dead);
    expect(second, BEFORE, next);
    return ("process %d, killed, had left its connection with a broker, which launched %d for the"
            + " rest: %d answers in order")
        .formatted(dead, next, first.size() + second.size());
  }

  private static void expect(List<String> answers, int from, long by) {
    List<String> expected =
        IntStream.range(from, from + answers.size()).mapToObj(number -> number + " " + by).toList();
    SceneFailure.unless(answers.equals(expected), expected, answers);
  }
}
