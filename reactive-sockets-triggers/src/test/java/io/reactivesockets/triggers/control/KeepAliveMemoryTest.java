package io.reactivesockets.triggers.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivesockets.testing.Tolerates;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was learned outlives the channels. */
@Tag("once")
class KeepAliveMemoryTest {

  private static final String HOME = "wlan0 192.168.1.0/24 via 192.168.1.1 tcp mail.example:993";
  private static final LearnedInterval LEARNED =
      new LearnedInterval(
          Duration.ofSeconds(110),
          Duration.ofMillis(116_500),
          Optional.of(Duration.ofSeconds(121)),
          4,
          Instant.parse("2026-11-27T12:00:00Z"));
  private static final LearnedInterval BOUNDLESS =
      new LearnedInterval(
          Duration.ofMinutes(25), Duration.ZERO, Optional.empty(), 0, Instant.EPOCH);

  @TempDir Path directory;

  @Test
  void a_file_gives_back_what_was_saved() {
    Path file = directory.resolve("intervals");
    KeepAliveMemory memory = KeepAliveMemory.file(file);
    memory.remember(HOME, LEARNED);
    memory.remember("own #: = a\\b", BOUNDLESS);

    memory.save().block(Duration.ofSeconds(10));

    KeepAliveMemory next = KeepAliveMemory.file(file);
    assertThat(next.recall(HOME)).contains(LEARNED);
    assertThat(next.recall("own #: = a\\b")).contains(BOUNDLESS);
    assertThat(next.recall("elsewhere")).isEmpty();
  }

  @Test
  void saving_leaves_no_other_file_behind() throws IOException {
    KeepAliveMemory memory = KeepAliveMemory.file(directory.resolve("intervals"));
    memory.remember(HOME, LEARNED);

    memory.save().then(memory.save()).block(Duration.ofSeconds(10));

    try (Stream<Path> files = Files.list(directory)) {
      assertThat(files).hasSize(1);
    }
  }

  @Test
  @Tolerates(value = "no learned interval", because = "the file is broken on purpose")
  void what_is_broken_in_a_file_is_forgotten_and_the_rest_is_not() throws IOException {
    Path file = directory.resolve("intervals");
    Files.writeString(
        file,
        """
        here=PT1M PT1M - 0 2026-11-27T12:00:00Z
        there=PT-1M PT1M - 0 2026-11-27T12:00:00Z
        nowhere=a minute
        short=PT1M
        """);

    KeepAliveMemory memory = KeepAliveMemory.file(file);

    assertThat(memory.recall("here")).isPresent();
    assertThat(memory.recall("there")).isEmpty();
    assertThat(memory.recall("nowhere")).isEmpty();
    assertThat(memory.recall("short")).isEmpty();
  }

  @Test
  void a_memory_is_bounded() {
    KeepAliveMemory memory = KeepAliveMemory.inMemory();
    for (int i = 0; i < 10_001; i++) {
      memory.remember("network " + i, LEARNED);
    }

    assertThat(memory.recall("network 0")).isEmpty();
    assertThat(memory.recall("network 1")).isPresent();
    assertThat(memory.recall("network 10000")).isPresent();
  }
}
