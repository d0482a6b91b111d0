package io.reactivesockets.samples.rsock.tour;

import io.reactivesockets.samples.rsock.console.Console;
import io.reactivesockets.samples.rsock.console.ExitCodes;
import io.reactivesockets.samples.rsock.tour.TourInformation.Played;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;
import reactor.core.publisher.Mono;

/** Plays scenes and says in a line each what is going on and how it went. */
final class Narrator {

  private final Console console;
  private final int width;

  Narrator(Console console, List<Scene> programme) {
    this.console = console;
    this.width = programme.stream().mapToInt(scene -> scene.title().length()).max().orElse(0);
  }

  /**
   * Plays a scene.
   *
   * @param tooLate ends the scene, and fails it, when it emits
   * @return cold; emits how it went, never fails
   */
  Mono<Played> play(Scene scene, Mono<?> tooLate) {
    return Mono.defer(
        () -> {
          long start = System.nanoTime();
          console.print(scene.title() + " ".repeat(width - scene.title().length()) + "  ");
          return scene
              .play()
              .timeout(tooLate)
              .map(told -> new Played(scene.title(), true, told, since(start)))
              .onErrorResume(
                  failure ->
                      Mono.just(new Played(scene.title(), false, why(failure), since(start))))
              .doOnNext(this::tell);
        });
  }

  private void tell(Played played) {
    console.print(
        "%-6s %s  %s%n"
            .formatted(
                played.passed() ? "ok" : "FAILED", Figures.time(played.took()), played.told()));
  }

  private static String why(Throwable failure) {
    return failure instanceof TimeoutException
        ? "not done when the time was up"
        : ExitCodes.describe(failure);
  }

  private static Duration since(long start) {
    return Duration.ofNanos(System.nanoTime() - start);
  }
}
