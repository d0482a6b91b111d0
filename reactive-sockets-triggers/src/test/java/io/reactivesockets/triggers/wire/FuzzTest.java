package io.reactivesockets.triggers.wire;

import io.reactivesockets.descriptor.Descriptors;
import io.reactivesockets.testing.FuzzTarget;
import io.reactivesockets.testing.Fuzzing;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Nothing that a peer of the broker may send does harm; see {@link Fuzzing}. */
@Tag("once")
class FuzzTest {

  @TempDir private Path directory;

  @BeforeAll
  static void needsEpoll() {
    Assumptions.assumeTrue(Descriptors.areSupported(), "needs epoll");
  }

  @AfterAll
  static void stop() throws IOException {
    SessionFuzz.stop();
  }

  static Stream<FuzzTarget> targets() {
    return AllFuzz.TARGETS.stream();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("targets")
  void damaged_conversations_do_no_harm(FuzzTarget target) {
    Fuzzing.withDamagedSeeds(target);
  }

  @Test
  void a_fuzzer_guided_by_coverage_finds_nothing() throws IOException {
    Fuzzing.byCoverage(
        directory,
        "io.reactivesockets.triggers.wire.**:io.reactivesockets.triggers.broker.**",
        AllFuzz.class,
        AllFuzz.TARGETS);
  }
}
