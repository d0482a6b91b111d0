package io.reactivesockets.samples.rsock.tour;

import java.time.Duration;
import java.util.List;

/**
 * How a tour went.
 *
 * @param scenes what was shown, in this order
 * @param failed how many scenes failed
 * @param took from the first scene to the end
 */
public record TourInformation(List<Played> scenes, long failed, Duration took) {

  /**
   * How one scene went.
   *
   * @param title what was shown
   * @param passed whether it went as it must
   * @param told what was done, or how it failed
   * @param took how long it was
   */
  public record Played(String title, boolean passed, String told, Duration took) {}

  static TourInformation of(List<Played> scenes, Duration took) {
    long failed = scenes.stream().filter(scene -> !scene.passed()).count();
    return new TourInformation(List.copyOf(scenes), failed, took);
  }

  @Override
  public String toString() {
    String result =
        failed == 0
            ? "all %d scenes passed".formatted(scenes.size())
            : "%d of %d scenes failed".formatted(failed, scenes.size());
    return "%s in %s".formatted(result, Figures.time(took));
  }
}
