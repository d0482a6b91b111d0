package io.reactivesockets.triggers.control;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * What ten thousand idle channels cost, beside the same number of single timers that do as much:
 * wake-ups of the process, CPU time and memory, each for a minute in which each goes off about
 * once. They are at random in their intervals, as what was begun at any time is.
 */
@Tag("once")
@EnabledIfSystemProperty(
    named = "channels",
    matches = "long",
    disabledReason = "takes minutes; -Dchannels=long runs it")
class ManyChannelsTest {

  private static final int CHANNELS = Integer.getInteger("channels.count", 10_000);
  private static final Duration MEASURED = Duration.ofMinutes(1);
  private static final Duration TIMEOUT = Duration.ofMinutes(3);

  private final LongAdder keepAlives = new LongAdder();

  /**
   * One of the many.
   *
   * @param interval a minute or so, none the same
   * @param begins when it does
   */
  private record Member(Duration interval, Duration begins) {}

  /** Begins with all, and returns what ends them. */
  @FunctionalInterface
  private interface Way {
    Runnable begin(List<Member> all, CountDownLatch begun);
  }

  /** What was measured. */
  private record Cost(String of, long wakeUps, double cpuMillis, long bytes, long keepAlives) {

    @Override
    public String toString() {
      return "%-14s %,8d wake-ups, %,8.1f ms of CPU, %,6d bytes each, %,d keep-alives, %,.1f µs each"
          .formatted(of, wakeUps, cpuMillis, bytes, keepAlives, cpuMillis * 1_000 / keepAlives);
    }
  }

  @Test
  void channels_wake_the_process_a_few_times_a_minute_and_single_timers_all_the_time()
      throws InterruptedException {
    Cost single = measure("single timers", this::singleTimers);
    Cost channels = measure("channels", this::channels);

    System.out.println(single);
    System.out.println(channels);
    assertThat(List.of(single, channels))
        .allSatisfy(cost -> assertThat(cost.keepAlives()).isBetween(CHANNELS / 2L, CHANNELS * 2L));
    assertThat(channels.wakeUps()).isLessThan(single.wakeUps() / 4);
  }

  private static List<Member> members() {
    Random chance = new Random(3);
    return Stream.generate(
            () -> {
              int interval = 55_000 + chance.nextInt(10_000);
              return new Member(
                  Duration.ofMillis(interval), Duration.ofMillis(chance.nextInt(interval)));
            })
        .limit(CHANNELS)
        .toList();
  }

  private Runnable singleTimers(List<Member> all, CountDownLatch begun) {
    Disposable.Composite timers = Disposables.composite();
    for (Member one : all) {
      timers.add(
          Flux.interval(one.begins(), one.interval())
              .subscribe(
                  tick -> {
                    keepAlives.increment();
                    if (tick == 0) {
                      begun.countDown();
                    }
                  }));
    }
    return timers::dispose;
  }

  private Runnable channels(List<Member> all, CountDownLatch begun) {
    ControlChannels channels = ControlChannels.create();
    ChannelTransport<Object> transport =
        ChannelTransport.of(
            Mono.fromSupplier(Object::new),
            (any, due) ->
                Mono.fromSupplier(
                    () -> {
                      keepAlives.increment();
                      return KeepAliveAnswer.of();
                    }));
    int number = 0;
    for (Member one : all) {
      ControlChannelTrigger trigger = channels.open("channel " + number++, one.interval());
      // The load, not a wait: each channel is somewhere else in its interval, as the timers are.
      Mono.delay(one.begins())
          .then(trigger.usingTransport(transport))
          .then(trigger.waitForPushEnabled())
          .subscribe(status -> begun.countDown());
    }
    return () -> channels.close().block(TIMEOUT);
  }

  private Cost measure(String of, Way way) throws InterruptedException {
    List<Member> all = members();
    List<Member> atOnce =
        all.stream().map(one -> new Member(one.interval(), Duration.ofMillis(1))).toList();
    begin(way, atOnce).run(); // Classes, code and pools.
    long heap = heap();
    Runnable end = begin(way, all);
    long bytes = (heap() - heap) / CHANNELS;
    keepAlives.reset();
    Map<Path, Long> switches = switches();
    long cpu = cpuNanos();
    pause();
    Cost cost = new Cost(of, since(switches), (cpuNanos() - cpu) / 1e6, bytes, keepAlives.sum());
    end.run();
    return cost;
  }

  /** Returns when all have begun, the last about an interval after the first. */
  private static Runnable begin(Way way, List<Member> all) throws InterruptedException {
    CountDownLatch begun = new CountDownLatch(all.size());
    Runnable end = way.begin(all, begun);
    if (!begun.await(TIMEOUT.toSeconds(), TimeUnit.SECONDS)) {
      end.run();
    }
    assertThat(begun.getCount()).as("how many have not begun").isZero();
    return end;
  }

  private static void pause() throws InterruptedException {
    // Nothing will happen that could be waited for: the minute itself is what is measured.
    assertThat(new CountDownLatch(1).await(MEASURED.toMillis(), TimeUnit.MILLISECONDS)).isFalse();
  }

  private static long heap() {
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }

  private static long cpuNanos() {
    return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }

  /** How often each thread went to sleep by itself, the kernel's count. */
  private static Map<Path, Long> switches() {
    try (Stream<Path> tasks = Files.list(Path.of("/proc/self/task"))) {
      return tasks
          .filter(ManyChannelsTest::isOurs)
          .collect(Collectors.toMap(task -> task, ManyChannelsTest::switches));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Of threads that are still there; those that have ended slept before they did. */
  private static long since(Map<Path, Long> before) {
    return switches().entrySet().stream()
        .mapToLong(now -> now.getValue() - before.getOrDefault(now.getKey(), 0L))
        .sum();
  }

  /** Of Reactor's schedulers; the JVM's own threads wake for themselves. */
  private static boolean isOurs(Path task) {
    try {
      String name = Files.readString(task.resolve("comm")).trim();
      return name.startsWith("parallel-") || name.startsWith("boundedElastic");
    } catch (IOException e) {
      return false;
    }
  }

  private static long switches(Path task) {
    try {
      return Files.readAllLines(task.resolve("status")).stream()
          .filter(line -> line.startsWith("voluntary_ctxt_switches"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
          .sum();
    } catch (IOException e) {
      return 0;
    }
  }
}
