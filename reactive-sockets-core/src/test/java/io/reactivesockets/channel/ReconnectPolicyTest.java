package io.reactivesockets.channel;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Delays before connecting again, and that not all have the same. */
@Tag("once")
class ReconnectPolicyTest {

  private static final ReconnectPolicy POLICY =
      new ReconnectPolicy(
          Duration.ofMillis(100),
          Duration.ofMillis(500),
          0.5,
          3,
          error -> error instanceof IllegalStateException);

  @Test
  void delays_double_up_to_the_longest_and_jitter_only_shortens_them() {
    assertThat(LongStream.rangeClosed(1, 5).map(n -> POLICY.delay((int) n, 0).toMillis()))
        .containsExactly(100L, 200L, 400L, 500L, 500L);
    assertThat(POLICY.delay(2, 1)).isEqualTo(Duration.ofMillis(100));
    assertThat(POLICY.delay(1_000_000, 0)).isEqualTo(Duration.ofMillis(500));
  }

  @Test
  void of_a_thousand_that_come_at_once_each_tenth_of_the_time_gets_its_share() {
    List<Integer> tenths =
        LongStream.range(0, 1_000)
            .mapToObj(n -> (int) (POLICY.delay(2).minusMillis(100).toNanos() / 10_000_000))
            .toList();
    List<Integer> soon =
        LongStream.range(0, 1_000)
            .mapToObj(n -> (int) (POLICY.soon().toNanos() / 5_000_000))
            .toList();

    for (int tenth = 0; tenth < 10; tenth++) {
      int one = tenth;
      assertThat(tenths.stream().filter(each -> each == one).count()).isBetween(40L, 180L);
      assertThat(soon.stream().filter(each -> each == one).count()).isBetween(40L, 180L);
    }
  }

  @Test
  void the_error_and_the_count_decide_whether_to_go_on() {
    assertThat(POLICY.retries(new IllegalStateException())).isTrue();
    assertThat(POLICY.retries(new IllegalArgumentException())).isFalse();
    assertThat(POLICY.givesUpAfter(2)).isFalse();
    assertThat(POLICY.givesUpAfter(3)).isTrue();
  }
}
