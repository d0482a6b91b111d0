package io.reactivesockets.triggers.control;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * What ten thousand idle channels cost, beside the same number of single timers that do as much:
 * wake-ups of the process, CPU time and memory, each for a minute.
 */
@Tag("once")
@EnabledIfSystemProperty(
    named = "channels",
    matches = "long",
    disabledReason = "takes minutes; -Dchannels=long runs it")
class ManyChannelsTest {

  private static final int CHANNELS = Integer.getInteger("channels.count", 10_000);
  private static final Duration MEASURED = Duration.ofMinutes(1);
  private static final Duration TIMEOUT = Duration.ofMinutes(1);

  private final LongAdder keepAlives = new LongAdder();

  /** What was measured. */
  private record Cost(String of, long wakeUps, double cpuMillis, long bytes, long keepAlives) {

    @Override
    public String toString() {
      return "%-14s %,8d wake-ups a minute, %,8.1f ms of CPU a minute, %,6d bytes each, %,d keep-alives"
          .formatted(of, wakeUps, cpuMillis, bytes, keepAlives);
    }
  }

  @Test
  void channels_wake_the_process_a_few_times_a_minute_and_single_timers_all_the_time()
      throws InterruptedException {
    Cost single = measure("single timers", this::singleTimers);
    Cost channels = measure("channels", this::channels);

    System.out.println(single);
    System.out.println(channels);
    assertThat(channels.wakeUps()).isLessThan(single.wakeUps() / 4);
  }

  /** Two minutes or so, none the same. */
  private static List<Duration> intervals() {
    Random chance = new Random(3);
    return Stream.generate(() -> Duration.ofMillis(100_000 + chance.nextInt(20_000)))
        .limit(CHANNELS)
        .toList();
  }

  private Runnable singleTimers() {
    List<Disposable> all = new ArrayList<>();
    for (Duration interval : intervals()) {
      Duration first = Duration.ofMillis(new Random(all.size()).nextLong(interval.toMillis()));
      all.add(Flux.interval(first, interval).subscribe(tick -> keepAlives.increment()));
    }
    return () -> all.forEach(Disposable::dispose);
  }

  private Runnable channels() {
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
    for (Duration interval : intervals()) {
      ControlChannelTrigger trigger = channels.open("channel " + number++, interval);
      trigger.usingTransport(transport).then(trigger.waitForPushEnabled()).block(TIMEOUT);
    }
    return () -> channels.close().block(TIMEOUT);
  }

  private Cost measure(String of, Supplier<Runnable> begin) throws InterruptedException {
    begin.get().run(); // Classes, code and pools.
    long heap = heap();
    Runnable end = begin.get();
    long bytes = (heap() - heap) / CHANNELS;
    keepAlives.reset();
    Map<Path, Long> switches = switches();
    long cpu = cpuNanos();
    pause();
    Cost cost = new Cost(of, since(switches), (cpuNanos() - cpu) / 1e6, bytes, keepAlives.sum());
    end.run();
    return cost;
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
