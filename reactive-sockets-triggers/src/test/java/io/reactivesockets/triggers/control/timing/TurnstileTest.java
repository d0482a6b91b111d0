package io.reactivesockets.triggers.control.timing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What everybody wants at one moment is spread. */
@Tag("once")
class TurnstileTest {

  private final VirtualTime time = new VirtualTime();
  private final Turnstile turnstile = new Turnstile(time.timing(), 50);
  private final List<Duration> passed = new ArrayList<>();

  @Test
  void ten_thousand_at_one_moment_pass_at_fifty_a_second_in_their_order() {
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      int number = i;
      turnstile.pass(
          () -> {
            order.add(number);
            passed.add(time.now());
          });
    }

    time.pass(Duration.ofSeconds(201));

    assertThat(order).isSorted().hasSize(10_000);
    assertThat(passed.stream().collect(Collectors.groupingBy(Duration::toSeconds)).values())
        .allSatisfy(second -> assertThat(second).hasSizeLessThanOrEqualTo(51));
  }

  @Test
  void who_comes_alone_passes_at_once() {
    time.pass(Duration.ofMinutes(10));

    turnstile.pass(() -> passed.add(time.now()));

    assertThat(passed).containsExactly(Duration.ofMinutes(10));
  }

  @Test
  void time_in_which_nobody_came_is_not_made_up_for() {
    time.pass(Duration.ofMinutes(10));
    for (int i = 0; i < 100; i++) {
      turnstile.pass(() -> passed.add(time.now()));
    }

    time.pass(Duration.ofMillis(900));

    assertThat(passed).hasSizeLessThanOrEqualTo(47);
  }
}
