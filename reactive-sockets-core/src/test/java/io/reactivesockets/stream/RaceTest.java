package io.reactivesockets.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivesockets.error.SocketErrorStatus;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RaceTest {

  private static final Pace STAGGERED = new Pace(Duration.ofMillis(250), false);
  private static final Pace ONE_BY_ONE = new Pace(Duration.ofMillis(250), true);

  private final VirtualLoop time = new VirtualLoop();
  private final List<String> events = new ArrayList<>();
  private final Listener outcome = new Listener();
  private Duration deadline = Duration.ofSeconds(30);

  @AfterEach
  void closeLoop() {
    time.close();
  }

  @Test
  void silent_candidates_start_one_delay_apart_and_none_is_given_up_for_the_next() {
    // given three that never answer
    start(STAGGERED, silent("a"), silent("b"), silent("c"));
    // when
    time.pass(2_000);
    // then
    assertThat(events).containsExactly("0 start a", "250 start b", "500 start c");
  }

  @Test
  void the_first_to_connect_wins_and_the_others_are_stopped() {
    // given
    start(STAGGERED, silent("a"), connecting("b", 40), silent("c"));
    // when
    time.pass(2_000);
    // then c never started
    assertThat(events)
        .containsExactly(
            "0 start a", "250 start b", "290 stop a OPERATION_ABORTED", "290 connected b");
  }

  @Test
  void a_slow_first_candidate_still_wins_over_a_slower_second() {
    // given both take longer than the delay
    start(STAGGERED, connecting("a", 400), connecting("b", 400));
    // when
    time.pass(2_000);
    // then
    assertThat(events)
        .containsExactly(
            "0 start a", "250 start b", "400 stop b OPERATION_ABORTED", "400 connected a");
  }

  @Test
  void a_failure_starts_the_next_one_at_once() {
    // given
    start(STAGGERED, failing("a", 10), failing("b", 0), silent("c"), silent("d"));
    // when
    time.pass(300);
    // then d waits for its delay behind c
    assertThat(events)
        .containsExactly(
            "0 start a", "10 fail a", "10 start b", "10 fail b", "10 start c", "260 start d");
  }

  @Test
  void when_all_have_failed_all_reasons_are_told_in_the_order_they_came() {
    // given
    start(STAGGERED, failing("a", 300), failing("b", 10), failing("c", 100));
    // when
    time.pass(2_000);
    // then
    assertThat(events)
        .containsExactly(
            "0 start a",
            "250 start b",
            "260 fail b",
            "260 start c",
            "300 fail a",
            "360 fail c",
            "360 failed [b, a, c]");
  }

  @Test
  void serialized_the_next_one_waits_for_the_failure_of_the_one_before() {
    // given
    start(ONE_BY_ONE, failing("a", 900), connecting("b", 900), silent("c"));
    // when
    time.pass(3_000);
    // then
    assertThat(events)
        .containsExactly("0 start a", "900 fail a", "900 start b", "1800 connected b");
  }

  @Test
  void serialized_a_silent_one_gets_its_share_of_the_time_left() {
    // given
    deadline = Duration.ofSeconds(9);
    start(ONE_BY_ONE, silent("a"), silent("b"), silent("c"));
    // when
    time.pass(12_000);
    // then the last one is left to whoever watches the deadline
    assertThat(events)
        .containsExactly(
            "0 start a",
            "3000 stop a CONNECTION_TIMED_OUT",
            "3000 start b",
            "6000 stop b CONNECTION_TIMED_OUT",
            "6000 start c");
  }

  @Test
  void serialized_no_share_is_shorter_than_two_seconds() {
    // given
    deadline = Duration.ofSeconds(3);
    start(ONE_BY_ONE, silent("a"), silent("b"), silent("c"));
    // when
    time.pass(2_999);
    // then
    assertThat(events)
        .containsExactly("0 start a", "2000 stop a CONNECTION_TIMED_OUT", "2000 start b");
  }

  @Test
  void a_stopped_race_stops_what_runs_and_starts_nothing_more() {
    // given
    Attempt race = start(STAGGERED, silent("a"), silent("b"), silent("c"));
    time.pass(300);
    // when
    race.stop(SocketErrorStatus.OPERATION_ABORTED);
    race.stop(SocketErrorStatus.OPERATION_ABORTED);
    time.pass(2_000);
    // then
    assertThat(events)
        .containsExactly(
            "0 start a",
            "250 start b",
            "300 stop a OPERATION_ABORTED",
            "300 stop b OPERATION_ABORTED");
  }

  @Test
  void ten_thousand_candidates_that_fail_at_once_do_not_exhaust_the_stack() {
    // given
    List<Candidate<String>> many = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      many.add(failing("x", 0));
    }
    // when
    Race.start(time.loop(), STAGGERED, Candidates.of(many), deadlineNanos(), outcome);
    // then
    assertThat(outcome.setbacks).hasSize(10_000);
  }

  @Test
  void candidates_that_become_known_later_join_the_race() {
    // given
    Late late = new Late();
    Race.start(time.loop(), STAGGERED, late, deadlineNanos(), outcome);
    time.pass(100);
    assertThat(events).isEmpty();
    // when
    late.add(silent("a"));
    time.pass(500);
    late.add(silent("b"));
    time.pass(10);
    late.add(failing("c", 0));
    late.end();
    time.pass(1_000);
    // then b starts at once, since a has had its delay; c waits for its own
    assertThat(events).containsExactly("100 start a", "600 start b", "850 start c", "850 fail c");
    assertThat(outcome.setbacks).isNull();
  }

  @Test
  void a_race_without_any_candidate_fails_with_what_the_search_for_them_says() {
    // given
    Late late = new Late();
    Race.start(time.loop(), STAGGERED, late, deadlineNanos(), outcome);
    // when
    late.trouble = setback("no such host");
    late.end();
    // then
    assertThat(events).containsExactly("0 failed [no such host]");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void whatever_happens_there_is_one_outcome_and_nothing_runs_after_it(boolean serialized) {
    Random random = new Random(42);
    for (int round = 0; round < 300; round++) {
      // given
      Running running = new Running();
      List<Candidate<String>> candidates = new ArrayList<>();
      for (int i = random.nextInt(6); i >= 0; i--) {
        candidates.add(running.candidate(random.nextInt(700), random.nextInt(3)));
      }
      Listener listener = new Listener();
      // when
      Race.start(
          time.loop(),
          new Pace(Duration.ofMillis(250), serialized),
          Candidates.of(candidates),
          deadlineNanos(),
          listener);
      time.pass(200 * candidates.size() + 800L * (serialized ? candidates.size() : 1));
      // then
      assertThat(listener.outcomes).as("round %s", round).isLessThanOrEqualTo(1);
      if (listener.outcomes == 1) {
        assertThat(running.count).as("round %s", round).isZero();
      }
    }
  }

  @SafeVarargs
  @SuppressWarnings("varargs")
  private Attempt start(Pace pace, Candidate<String>... candidates) {
    return Race.start(
        time.loop(), pace, Candidates.of(List.of(candidates)), deadlineNanos(), outcome);
  }

  private long deadlineNanos() {
    return time.loop().ticker().nanoTime() + deadline.toNanos();
  }

  private void note(String event) {
    events.add(time.now() + " " + event);
  }

  private Candidate<String> silent(String name) {
    return (until, heard) -> new Scripted(name);
  }

  private Candidate<String> connecting(String name, long afterMillis) {
    return (until, heard) -> new Scripted(name).after(afterMillis, () -> heard.connected(name));
  }

  private Candidate<String> failing(String name, long afterMillis) {
    return (until, heard) ->
        new Scripted(name)
            .after(
                afterMillis,
                () -> {
                  note("fail " + name);
                  heard.failed(List.of(setback(name)));
                });
  }

  /** An attempt that does one thing after a while, unless it is stopped before. */
  private final class Scripted implements Attempt {

    private final String name;
    private boolean stopped;

    Scripted(String name) {
      this.name = name;
      note("start " + name);
    }

    /** At once means before the start returns. */
    Attempt after(long millis, Runnable what) {
      if (millis == 0) {
        what.run();
      } else {
        time.loop().schedule(() -> unlessStopped(what), millis, TimeUnit.MILLISECONDS);
      }
      return this;
    }

    private void unlessStopped(Runnable what) {
      if (!stopped) {
        what.run();
      }
    }

    @Override
    public void stop(SocketErrorStatus why) {
      stopped = true;
      note("stop " + name + " " + why);
    }
  }

  private static Setback setback(String reason) {
    return Setback.resolve("name", SocketErrorStatus.UNKNOWN, reason);
  }

  private final class Listener implements Outcome<String> {

    private int outcomes;
    private @Nullable List<Setback> setbacks;

    @Override
    public void connected(String result) {
      outcomes++;
      note("connected " + result);
    }

    @Override
    public void failed(List<Setback> reasons) {
      outcomes++;
      setbacks = reasons;
      note("failed " + reasons.stream().map(Setback::reason).toList());
    }
  }

  /** Candidates that become known while the race is on. */
  private static final class Late implements Candidates<String> {

    private final Deque<Candidate<String>> waiting = new ArrayDeque<>();
    private Runnable changed = () -> {};
    private boolean complete;
    private @Nullable Setback trouble;

    void add(Candidate<String> candidate) {
      waiting.add(candidate);
      changed.run();
    }

    void end() {
      complete = true;
      changed.run();
    }

    @Override
    public void find(Runnable whenChanged) {
      changed = whenChanged;
    }

    @Override
    public @Nullable Candidate<String> next() {
      return waiting.poll();
    }

    @Override
    public int waiting() {
      return waiting.size();
    }

    @Override
    public boolean complete() {
      return complete;
    }

    @Override
    public List<Setback> setbacks() {
      return trouble == null ? List.of() : List.of(trouble);
    }

    @Override
    public void stop() {}
  }

  /** Counts attempts under way: begun, and neither ended nor stopped. */
  private final class Running {

    private int count;

    Candidate<String> candidate(int afterMillis, int fate) {
      return (until, heard) -> {
        count++;
        boolean[] over = {false};
        if (afterMillis == 0) {
          end(over, fate, heard);
        } else {
          time.loop().schedule(() -> end(over, fate, heard), afterMillis, TimeUnit.MILLISECONDS);
        }
        return why -> {
          assertThat(over[0]).isFalse();
          over[0] = true;
          count--;
        };
      };
    }

    private void end(boolean[] over, int fate, Outcome<String> heard) {
      if (over[0] || fate == 2) {
        return;
      }
      over[0] = true;
      count--;
      if (fate == 0) {
        heard.connected("x");
      } else {
        heard.failed(List.of(setback("x")));
      }
    }
  }
}
