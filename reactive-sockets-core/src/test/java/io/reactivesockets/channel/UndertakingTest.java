package io.reactivesockets.channel;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

class UndertakingTest {

  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final Duration DEADLINE = Duration.ofMinutes(1);

  private final List<String> did = new ArrayList<>();
  private final Queue<Runnable> loop = new ArrayDeque<>();
  private final EmbeddedChannel channel = new EmbeddedChannel();
  private final List<Undertaking<String>> undertakings = new ArrayList<>();

  @BeforeEach
  void freeze() {
    channel.freezeTime();
  }

  @AfterEach
  void close() {
    channel.close();
  }

  private Mono<String> undertaking() {
    return Undertaking.of(loop::add, this::work, undone -> did.add("undone " + undone));
  }

  private Undertaking.Work work(Undertaking<String> undertaking) {
    undertakings.add(undertaking);
    return new Undertaking.Work() {
      @Override
      public void begin() {
        did.add("begun");
        undertaking.within(channel.eventLoop(), DEADLINE, this);
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

  private Undertaking<String> begun() {
    runLoop();
    return undertakings.get(undertakings.size() - 1);
  }

  @Test
  void what_came_of_it_is_emitted() {
    StepVerifier.create(undertaking())
        .then(() -> begun().succeed("socket"))
        .expectNext("socket")
        .expectComplete()
        .verify(TIMEOUT);
    passDeadline();
    assertThat(did).containsExactly("begun");
  }

  @Test
  void when_the_time_is_up_everything_stays() {
    StepVerifier.create(undertaking())
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
    Disposable waiting = undertaking().subscribe();
    Undertaking<String> undertaking = begun();

    waiting.dispose();
    runLoop();

    assertThat(did).containsExactly("begun", "stayed");
    assertThat(undertaking.decide()).isFalse();
  }

  @Test
  void once_decided_neither_time_nor_subscriber_end_it_and_nobodys_result_is_undone() {
    Disposable waiting = undertaking().subscribe();
    Undertaking<String> undertaking = begun();
    assertThat(undertaking.decide()).isTrue();

    waiting.dispose();
    runLoop();
    passDeadline();

    assertThat(undertaking.isCalledOff()).isTrue();
    undertaking.succeed("socket");
    assertThat(did).containsExactly("begun", "undone socket");
  }

  @Test
  void each_subscriber_has_an_attempt_of_its_own() {
    Mono<String> undertaking = undertaking();
    undertaking.subscribe();
    undertaking.subscribe();

    runLoop();

    assertThat(undertakings).hasSize(2);
    assertThat(did).containsExactly("begun", "begun");
  }

  @Test
  void what_throws_as_it_begins_fails_and_everything_stays() {
    Mono<String> broken =
        Undertaking.of(
            loop::add,
            undertaking ->
                new Undertaking.Work() {
                  @Override
                  public void begin() {
                    throw new IllegalStateException("broken");
                  }

                  @Override
                  public void stay() {
                    did.add("stayed");
                  }

                  @Override
                  public Throwable expired() {
                    return new AssertionError();
                  }
                },
            undone -> did.add("undone " + undone));

    StepVerifier.create(broken).then(this::runLoop).expectErrorMessage("broken").verify(TIMEOUT);
    assertThat(did).containsExactly("stayed");
  }
}
