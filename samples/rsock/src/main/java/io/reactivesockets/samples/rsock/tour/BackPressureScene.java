package io.reactivesockets.samples.rsock.tour;

import io.reactivesockets.stream.StreamSocket;
import java.time.Duration;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** A reader that asks for nothing stops the sender; when it asks, everything arrives. */
final class BackPressureScene implements Scene {

  private static final int CHUNKS = 512;
  private static final Duration LOOK_EVERY = Duration.ofMillis(50);
  private static final int SAME_LOOKS = 6;

  private final Stage stage;

  BackPressureScene(Stage stage) {
    this.stage = stage;
  }

  @Override
  public String title() {
    return "tcp back-pressure";
  }

  @Override
  public Mono<String> play() {
    return stage.withPair(this::play);
  }

  private Mono<String> play(StreamSocket sender, StreamSocket reader) {
    Payload payload = new Payload(1, CHUNKS);
    Mono<Void> send = sender.send(payload.bytes()).then(sender.shutdownOutput());
    Mono<String> read =
        untilItStops(sender)
            .map(
                sent -> {
                  SceneFailure.unless(sent < payload.size(), "a stopped sender", "all was sent");
                  return "stalled reader: stopped after %s, %s of it waiting in this process"
                      .formatted(
                          Figures.bytes(sent), Figures.bytes(reader.information().unreadBytes()));
                })
            .flatMap(
                stopped ->
                    payload
                        .expectIn(reader.input())
                        .thenReturn(
                            stopped + "; then all " + Figures.bytes(payload.size()) + " arrived"));
    return Mono.zip(send.thenReturn(true), read, (sent, told) -> told);
  }

  /** Emits how much was sent when that has not changed for a while. */
  private static Mono<Long> untilItStops(StreamSocket sender) {
    return Flux.interval(LOOK_EVERY)
        .map(look -> sender.information().sentBytes())
        .buffer(SAME_LOOKS, 1)
        .filter(looks -> looks.get(0) > 0 && looks.stream().distinct().count() == 1)
        .map(looks -> looks.get(0))
        .next();
  }
}
