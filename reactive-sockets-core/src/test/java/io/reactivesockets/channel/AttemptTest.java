package io.reactivesockets.channel;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

class AttemptTest {

  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final Duration DEADLINE = Duration.ofMinutes(1);

  private final List<String> did = new ArrayList<>();
  private final Queue<Runnable> loop = new ArrayDeque<>();
  private final EmbeddedChannel channel = new EmbeddedChannel();
  private final List<Attempt<String>> attempts = new ArrayList<>();

  @BeforeEach
  void freeze() {
    channel.freezeTime();
  }

  @AfterEach
  void close() {
    channel.close();
  }

  private Mono<String> attempt() {
    return Attempt.of(loop::add, this::work, undone -> did.add("undone " + undone));
  }

  private Attempt.Work work(Attempt<String> attempt) {
    attempts.add(attempt);
    return new Attempt.Work() {
      @Override
      public void begin() {
        did.add("begun");
        attempt.within(channel.eventLoop(), DEADLINE, this);
      }

      @Override
      public void stay() {
        did.add("stayed");
      }

      @Override
      public Throwable expired() {
        return new IllegalStateException("late");
      }
    };
  }

  private void runLoop() {
    Runnable task;
    while ((task = loop.poll()) != null) {
      task.run();
    }
  }

  private void passDeadline() {
    channel.advanceTimeBy(DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
    channel.runScheduledPendingTasks();
  }

  private Attempt<String> begun() {
    runLoop();
    return attempts.get(attempts.size() - 1);
  }

  @Test
  void what_came_of_it_is_emitted() {
    StepVerifier.create(attempt())
        .then(() -> begun().succeed("socket"))
        .expectNext("socket")
        .expectComplete()
        .verify(TIMEOUT);
    passDeadline();
    assertThat(did).containsExactly("begun");
  }

  @Test
  void when_the_time_is_up_everything_stays() {
    StepVerifier.create(attempt())
        .then(
            () -> {
              begun();
              passDeadline();
            })
        .expectErrorMessage("late")
        .verify(TIMEOUT);
    assertThat(did).containsExactly("begun", "stayed");
  }

  @Test
  void who_leaves_before_it_is_decided_has_everything_stay() {
    Disposable waiting = attempt().subscribe();
    Attempt<String> attempt = begun();

    waiting.dispose();
    runLoop();

    assertThat(did).containsExactly("begun", "stayed");
    assertThat(attempt.decide()).isFalse();
  }

  @Test
  void once_decided_neither_time_nor_subscriber_end_it_and_nobodys_result_is_undone() {
    Disposable waiting = attempt().subscribe();
    Attempt<String> attempt = begun();
    assertThat(attempt.decide()).isTrue();

    waiting.dispose();
    runLoop();
    passDeadline();

    assertThat(attempt.isCalledOff()).isTrue();
    attempt.succeed("socket");
    assertThat(did).containsExactly("begun", "undone socket");
  }

  @Test
  void each_subscriber_has_an_attempt_of_its_own() {
    Mono<String> attempt = attempt();
    attempt.subscribe();
    attempt.subscribe();

    runLoop();

    assertThat(attempts).hasSize(2);
    assertThat(did).containsExactly("begun", "begun");
  }

  @Test
  void a_loop_that_has_ended_is_an_error() {
    Mono<String> attempt =
        Attempt.of(
            task -> {
              throw new RejectedExecutionException("ended");
            },
            this::work,
            undone -> did.add("undone " + undone));

    StepVerifier.create(attempt).expectErrorMessage("ended").verify(TIMEOUT);
  }
}
