package io.reactivesockets.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.local.LocalChannel;
import io.netty.channel.local.LocalIoHandler;
import io.netty.util.concurrent.ImmediateEventExecutor;
import java.io.IOException;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import reactor.blockhound.BlockingOperationError;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.util.context.Context;

/** Each detector makes a test fail that deserves it, and lets a clean one pass. */
class LeftoverGuardTest {

  private static final List<AutoCloseable> DEBRIS = new ArrayList<>();

  @AfterEach
  void clear_away_what_the_fixture_left() throws Exception {
    for (AutoCloseable piece : DEBRIS) {
      piece.close();
    }
    DEBRIS.clear();
  }

  @Test
  void a_clean_class_passes() {
    FixtureRun run = FixtureRun.of(Clean.class);

    assertThat(run.failures()).isEmpty();
    assertThat(run.ran()).isEqualTo(3);
  }

  @Test
  void a_buffer_not_released_fails_the_class_and_names_the_test() {
    FixtureRun run = FixtureRun.of(LeaksBuffer.class);

    assertThat(run.failed()).isEqualTo(1);
    assertThat(run.failures())
        .contains("ByteBuf not released, created during LeaksBuffer.forgets_a_buffer()")
        .contains("LeftoverGuardTest$LeaksBuffer.forgets_a_buffer");
  }

  @Test
  void a_socket_left_open_fails_the_class_and_names_the_test() {
    FixtureRun run = FixtureRun.of(LeavesSocket.class);

    assertThat(run.failed()).isEqualTo(1);
    assertThat(run.failures())
        .contains("left open: ", "first seen after LeavesSocket.forgets_a_listener()")
        .containsPattern("left open: tcp6? socket, local .*, state 0A");
  }

  @Test
  void what_a_failed_test_leaves_does_not_fail_its_class_too() {
    FixtureRun run = FixtureRun.of(FailsHalfWay.class);

    assertThat(run.failed()).isEqualTo(1);
    assertThat(run.failures()).contains("half way").doesNotContain("left open");
  }

  @Test
  void a_live_thread_fails_the_class() {
    FixtureRun run = FixtureRun.of(LeavesThread.class);

    assertThat(run.failed()).isEqualTo(1);
    assertThat(run.failures()).contains("non-daemon thread left-behind is still alive");
  }

  @Test
  void a_live_event_loop_fails_the_class_even_when_it_is_a_daemon() {
    FixtureRun run = FixtureRun.of(LeavesLoop.class);

    assertThat(run.failed()).isEqualTo(1);
    assertThat(run.failures()).containsPattern("event loop thread own-loop-\\d+ is still alive");
  }

  @Test
  void a_running_process_fails_the_class() {
    Tools.require("sleep");
    FixtureRun run = FixtureRun.of(LeavesProcess.class);

    assertThat(run.failed()).isEqualTo(1);
    assertThat(run.failures()).containsPattern("process \\d+ still runs: .*sleep");
  }

  @Test
  void a_dropped_error_fails_the_test() {
    FixtureRun run = FixtureRun.of(DropsError.class);

    assertThat(run.failed()).isEqualTo(1);
    assertThat(run.failures()).contains("error dropped by Reactor", "dropped on the floor");
  }

  @Test
  void a_dropped_element_fails_the_test() {
    FixtureRun run = FixtureRun.of(DropsElement.class);

    assertThat(run.failed()).isEqualTo(1);
    assertThat(run.failures()).contains("element dropped by Reactor: precious");
  }

  @Test
  void an_uncaught_exception_fails_the_test() {
    FixtureRun run = FixtureRun.of(ThrowsUncaught.class);

    assertThat(run.failed()).isEqualTo(1);
    assertThat(run.failures()).contains("uncaught exception in thrower", "caught by nobody");
  }

  @Test
  void an_exception_at_the_tail_of_a_pipeline_fails_the_test() {
    FixtureRun run = FixtureRun.of(ReachesTail.class);

    assertThat(run.failed()).isEqualTo(1);
    assertThat(run.failures())
        .contains("WARN io.netty.channel.DefaultChannelPipeline", "nobody handles this");
  }

  @Test
  void a_listener_of_a_promise_that_throws_fails_the_test() {
    FixtureRun run = FixtureRun.of(PromiseListenerThrows.class);

    assertThat(run.failed()).isEqualTo(1);
    assertThat(run.failures()).contains("io.netty.util.concurrent.DefaultPromise", "bad listener");
  }

  @Test
  void a_blocked_event_loop_fails_the_test_even_when_the_error_is_swallowed() {
    FixtureRun run = FixtureRun.of(BlocksLoop.class);

    assertThat(run.failed()).isEqualTo(1);
    assertThat(run.failures()).contains("event loop blocked", "Blocking call!");
  }

  @Test
  void what_a_test_tolerates_does_not_fail_it() {
    FixtureRun run = FixtureRun.of(Tolerant.class);

    assertThat(run.failures()).isEmpty();
    assertThat(run.ran()).isEqualTo(1);
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Fixture
  static class Clean {

    @Test
    void releases_its_buffer() {
      PooledByteBufAllocator.DEFAULT.directBuffer(16).release();
    }

    @Test
    void closes_its_socket() throws IOException {
      ServerSocketChannel.open().bind(null).close();
    }

    @Nested
    class Inner {

      @Test
      void uses_a_shared_scheduler() {
        Mono.fromCallable(() -> 1).subscribeOn(Schedulers.parallel()).block(Duration.ofSeconds(5));
      }
    }
  }

  @Fixture
  static class LeaksBuffer {

    @Test
    void forgets_a_buffer() {
      ByteBuf forgotten = PooledByteBufAllocator.DEFAULT.directBuffer(16);
      DEBRIS.add(forgotten::release);
    }
  }

  @Fixture
  static class LeavesSocket {

    @Test
    void forgets_a_listener() throws IOException {
      DEBRIS.add(ServerSocketChannel.open().bind(null));
    }
  }

  @Fixture
  static class FailsHalfWay {

    @Test
    void fails_before_it_closes_its_listener() throws IOException {
      DEBRIS.add(ServerSocketChannel.open().bind(null));
      throw new AssertionError("half way");
    }
  }

  @Fixture
  static class LeavesThread {

    @Test
    void forgets_a_thread() {
      CountDownLatch end = new CountDownLatch(1);
      Thread thread = new Thread(() -> awaitUninterruptibly(end), "left-behind");
      thread.start();
      DEBRIS.add(
          () -> {
            end.countDown();
            thread.join();
          });
    }
  }

  @Fixture
  static class LeavesLoop {

    @Test
    void forgets_a_loop() {
      Scheduler loop = Schedulers.newSingle("own-loop", true);
      loop.schedule(() -> {});
      DEBRIS.add(loop::dispose);
    }
  }

  @Fixture
  static class LeavesProcess {

    @Test
    void forgets_a_process() throws IOException {
      Process process = new ProcessBuilder("sleep", "60").start();
      DEBRIS.add(() -> process.destroyForcibly().waitFor());
    }
  }

  @Fixture
  static class DropsError {

    @Test
    void drops_an_error() {
      Operators.onErrorDropped(new IllegalStateException("dropped on the floor"), Context.empty());
    }
  }

  @Fixture
  static class DropsElement {

    @Test
    void drops_an_element() {
      Operators.onNextDropped("precious", Context.empty());
    }
  }

  @Fixture
  static class ThrowsUncaught {

    @Test
    void throws_in_a_thread() throws InterruptedException {
      Thread thread =
          new Thread(
              () -> {
                throw new IllegalStateException("caught by nobody");
              },
              "thrower");
      thread.start();
      thread.join();
    }
  }

  @Fixture
  static class ReachesTail {

    @Test
    void fires_an_exception_nobody_handles() {
      EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, LocalIoHandler.newFactory());
      LocalChannel channel = new LocalChannel();
      group.register(channel).syncUninterruptibly();
      channel.pipeline().fireExceptionCaught(new IllegalStateException("nobody handles this"));
      channel.close().syncUninterruptibly();
      group.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
    }
  }

  @Fixture
  static class PromiseListenerThrows {

    @Test
    void notifies_a_bad_listener() {
      ImmediateEventExecutor.INSTANCE
          .newSucceededFuture(null)
          .addListener(
              future -> {
                throw new IllegalStateException("bad listener");
              });
    }
  }

  @Fixture
  static class BlocksLoop {

    @Test
    void sleeps_on_a_loop() {
      Mono.fromRunnable(BlocksLoop::sleep)
          .subscribeOn(Schedulers.parallel())
          .block(Duration.ofSeconds(5));
    }

    private static void sleep() {
      try {
        Thread.sleep(1);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      } catch (BlockingOperationError swallowed) {
        // As code that catches too much would do.
      }
    }
  }

  @Fixture
  static class Tolerant {

    @Test
    @Tolerates(value = "dropped on purpose", because = "the drop is what is tested")
    void drops_what_it_says_it_drops() {
      Operators.onErrorDropped(new IllegalStateException("dropped on purpose"), Context.empty());
    }
  }
}
