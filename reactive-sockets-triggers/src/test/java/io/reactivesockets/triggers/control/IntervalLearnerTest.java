package io.reactivesockets.triggers.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Learning against a network that forgets after a time which the learner does not know. */
@Tag("once")
class IntervalLearnerTest {

  private static final Duration SERVER = Duration.ofMinutes(60);
  private static final NetworkIntervalControl CONTROL =
      NetworkIntervalControl.builder()
          .initial(Duration.ofMinutes(1))
          .minimum(Duration.ofSeconds(5))
          .build();

  private final List<LearnedInterval> told = new ArrayList<>();
  private Instant now = Instant.EPOCH;

  private IntervalLearner learner(Optional<LearnedInterval> remembered) {
    return new IntervalLearner(CONTROL, remembered, () -> now, told::add);
  }

  /** One channel after the other keeps alive, for so long. Returns the connections lost. */
  private int live(IntervalLearner learner, Duration limit, Duration time) {
    Instant end = now.plus(time);
    int lost = 0;
    Object channel = new Object();
    while (now.isBefore(end)) {
      Duration gap = learner.probe(channel, SERVER).orElse(learner.interval());
      now = now.plus(gap);
      if (gap.compareTo(limit) < 0) {
        learner.kept(channel, gap);
      } else {
        lost++;
        learner.lost(channel, gap);
      }
    }
    return lost;
  }

  @ParameterizedTest
  @ValueSource(ints = {11, 30, 61, 125, 300, 900, 3_000})
  void it_comes_to_just_below_the_limit_and_loses_few_connections_on_the_way(int seconds) {
    IntervalLearner learner = learner(Optional.empty());
    Duration limit = Duration.ofSeconds(seconds);

    int lost = live(learner, limit, Duration.ofHours(20));

    assertThat(learner.interval())
        .isLessThan(limit)
        .isGreaterThan(limit.multipliedBy(80).dividedBy(100));
    assertThat(lost).isLessThanOrEqualTo(10);
    assertThat(told).last().extracting(LearnedInterval::lostConnections).isEqualTo((long) lost);
  }

  @Test
  void without_a_limit_it_grows_to_what_the_server_allows_and_loses_nothing() {
    IntervalLearner learner = learner(Optional.empty());

    int lost = live(learner, Duration.ofDays(1), Duration.ofHours(30));

    assertThat(lost).isZero();
    assertThat(learner.interval()).isEqualTo(SERVER);
  }

  @Test
  void it_follows_a_limit_that_becomes_shorter() {
    IntervalLearner learner = learner(Optional.empty());
    live(learner, Duration.ofMinutes(10), Duration.ofHours(20));

    int lost = live(learner, Duration.ofMinutes(2), Duration.ofHours(20));

    assertThat(learner.interval())
        .isLessThan(Duration.ofMinutes(2))
        .isGreaterThan(Duration.ofSeconds(96));
    assertThat(lost).isLessThanOrEqualTo(10);
  }

  @Test
  void it_follows_a_limit_that_becomes_longer_once_it_doubts_the_old_one() {
    IntervalLearner learner = learner(Optional.empty());
    live(learner, Duration.ofMinutes(2), Duration.ofHours(20));

    int lost = live(learner, Duration.ofMinutes(30), Duration.ofDays(4));

    assertThat(learner.interval()).isGreaterThan(Duration.ofMinutes(24));
    assertThat(lost).isLessThanOrEqualTo(10);
  }

  @Test
  void doubting_a_limit_that_stands_costs_one_connection_and_less_and_less_often() {
    IntervalLearner learner = learner(Optional.empty());
    live(learner, Duration.ofMinutes(2), Duration.ofHours(10));

    int lost = live(learner, Duration.ofMinutes(2), Duration.ofDays(7));

    assertThat(lost).isLessThanOrEqualTo(13);
    assertThat(learner.interval()).isGreaterThan(Duration.ofSeconds(96));
  }

  @Test
  void one_channel_at_a_time_tries_a_longer_silence() {
    IntervalLearner learner = learner(Optional.empty());
    Object one = new Object();
    Object other = new Object();
    confirm(learner, one);

    assertThat(learner.probe(one, SERVER)).contains(Duration.ofSeconds(90));
    assertThat(learner.probe(other, SERVER)).isEmpty();

    learner.abandon(one);
    assertThat(learner.probe(other, SERVER)).contains(Duration.ofSeconds(90));
  }

  @Test
  void a_thousand_channels_that_lose_at_the_same_old_interval_halve_it_once() {
    IntervalLearner learner = learner(Optional.empty());
    confirm(learner, new Object());

    for (int i = 0; i < 1_000; i++) {
      learner.lost(new Object(), Duration.ofSeconds(60));
    }

    assertThat(learner.interval()).isBetween(Duration.ofSeconds(28), Duration.ofSeconds(30));
    assertThat(learner.snapshot().lostConnections()).isEqualTo(1_000);
  }

  @Test
  void decreasing_by_hand_halves_it_and_never_goes_below_the_minimum() {
    IntervalLearner learner = learner(Optional.empty());

    learner.decrease();
    assertThat(learner.interval()).isBetween(Duration.ofSeconds(28), Duration.ofSeconds(30));

    for (int i = 0; i < 10; i++) {
      learner.decrease();
    }
    assertThat(learner.interval()).isEqualTo(Duration.ofSeconds(5));
  }

  @Test
  void what_was_learned_is_gone_on_with() {
    IntervalLearner learner = learner(Optional.empty());
    live(learner, Duration.ofMinutes(5), Duration.ofHours(20));

    IntervalLearner next = learner(Optional.of(learner.snapshot()));

    assertThat(next.snapshot()).isEqualTo(learner.snapshot());
    assertThat(next.isSettled()).isTrue();
  }

  private static void confirm(IntervalLearner learner, Object channel) {
    for (int i = 0; i < CONTROL.confirmations(); i++) {
      learner.kept(channel, learner.interval());
    }
  }
}
