package io.reactivesockets.samples.rsock;

import static io.reactivesockets.samples.rsock.RsockProcess.rsock;
import static io.reactivesockets.samples.rsock.RsockProcess.run;
import static org.assertj.core.api.Assertions.assertThat;

import io.reactivesockets.testing.Peer.Finished;
import io.reactivesockets.transport.Transport;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** {@code rsock tour}, the first thing that people run. */
class TourIT {

  @Test
  void the_tour_shows_every_scene_and_all_go_well() {
    Finished tour = rsock("tour", "--timeout", "150s", "--info").run(Duration.ofSeconds(160));

    assertThat(tour.expectSuccess().output().lines().toList())
        .allSatisfy(line -> assertThat(line).containsAnyOf("  ok  ", "scenes passed in"))
        .hasSizeGreaterThan(Transport.available().size() + 4);
    assertThat(tour.errors()).hasLineCount(1).contains("\"failed\":0");
  }

  @Test
  void a_scene_that_does_not_end_in_time_fails_and_so_does_the_tour() {
    Finished tour = run("tour", "--timeout", "1ms");

    assertThat(tour.exit()).isEqualTo(1);
    assertThat(tour.output()).contains("FAILED").contains("not done when the time was up");
  }
}
