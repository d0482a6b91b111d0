package io.reactivesockets.samples.rsock.tour;

import io.reactivesockets.samples.rsock.console.CommonOptions;
import io.reactivesockets.samples.rsock.console.Console;
import io.reactivesockets.samples.rsock.console.ExitCodes;
import io.reactivesockets.transport.Transport;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Shows what the library does, at work on loopback. */
@Command(
    name = "tour",
    description =
        "Shows every kind of socket doing real work on loopback, a line for each, and ends by itself; "
            + "the exit code is not 0 when anything fails. With --transport on that one only.",
    mixinStandardHelpOptions = true)
public final class Tour implements Callable<Integer> {

  private static final Duration DEFAULT_LIMIT = Duration.ofSeconds(60);

  @Mixin private CommonOptions common = new CommonOptions();

  private final Console console;

  /**
   * Makes the command.
   *
   * @param console its standard streams
   */
  public Tour(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    long start = System.nanoTime();
    Duration limit = common.timeout().orElse(DEFAULT_LIMIT);
    Mono<?> tooLate = Mono.delay(limit).cache();
    List<Scene> programme = programme();
    Narrator narrator = new Narrator(console, programme);
    TourInformation tour =
        Flux.fromIterable(programme)
            .concatMap(scene -> narrator.play(scene, tooLate))
            .takeUntilOther(console.interruption().asked())
            .collectList()
            .map(played -> TourInformation.of(played, Duration.ofNanos(System.nanoTime() - start)))
            .blockOptional()
            .orElseThrow();
    if (console.interruption().wasAsked()) {
      return ExitCodes.INTERRUPTED;
    }
    console.print(tour + System.lineSeparator());
    if (common.info()) {
      console.keepInformation(tour);
    }
    return tour.failed() == 0 ? ExitCodes.DONE : ExitCodes.FAILED;
  }

  private List<Scene> programme() {
    List<Transport> transports =
        common
            .transport()
            .map(List::of)
            .orElseGet(() -> Transport.available().stream().map(Transport::byName).toList());
    return Programme.scenes(transports, common.transport().orElseGet(Transport::system));
  }
}
