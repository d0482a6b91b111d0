package io.reactivesockets.websocket;

import static org.assertj.core.api.Assertions.assertThatCode;

import io.reactivesockets.testing.Peer;
import io.reactivesockets.websocket.AllFuzz.Target;
import io.reactivesockets.websocket.codec.Bytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Nothing that a peer may send does harm: neither damaged conversations, nor what Jazzer comes
 * upon, guided by coverage, in {@code -Dfuzz.seconds} (5 by default for all targets together, else
 * as many for each).
 */
@Tag("once")
class FuzzTest {

  private static final int SECONDS = Integer.getInteger("fuzz.seconds", 0);
  private static final int SHORT_SECONDS = 5;
  private static final int DAMAGES = 300;

  @TempDir private Path directory;

  static Stream<Target> targets() {
    return AllFuzz.TARGETS.stream();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("targets")
  void damaged_conversations_do_no_harm(Target target) {
    Random random = new Random(42);
    for (int i = 0; i < DAMAGES; i++) {
      byte[] seed = target.seeds().get(i % target.seeds().size());
      byte[] damaged = i < target.seeds().size() ? seed : damaged(seed, target, random);
      assertThatCode(() -> target.reader().accept(damaged))
          .as("%s with %s", target, Bytes.hex(damaged))
          .doesNotThrowAnyException();
    }
  }

  private static byte[] damaged(byte[] seed, Target target, Random random) {
    byte[] bytes = seed.clone();
    for (int times = 1 + random.nextInt(4); times > 0 && bytes.length > 0; times--) {
      int at = random.nextInt(bytes.length);
      switch (random.nextInt(5)) {
        case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
        case 1 -> bytes[at] = (byte) random.nextInt();
        case 2 -> bytes = Arrays.copyOf(bytes, at + 1);
        case 3 -> {
          List<byte[]> seeds = target.seeds();
          byte[] other = seeds.get(random.nextInt(seeds.size()));
          int from = random.nextInt(other.length);
          bytes =
              Bytes.concat(Arrays.copyOf(bytes, at), Arrays.copyOfRange(other, from, other.length));
        }
        default -> {
          byte[] more = new byte[random.nextInt(200)];
          Arrays.fill(more, bytes[at]);
          bytes =
              Bytes.concat(
                  Arrays.copyOf(bytes, at), more, Arrays.copyOfRange(bytes, at, bytes.length));
        }
      }
    }
    return bytes;
  }

  @Test
  void a_fuzzer_guided_by_coverage_finds_nothing() throws IOException {
    Assumptions.assumeTrue(
        System.getProperty("os.arch").equals("amd64"), "the fuzzer has no driver for this machine");
    if (SECONDS == 0) {
      List<byte[]> seeds = new ArrayList<>();
      for (int i = 0; i < AllFuzz.TARGETS.size(); i++) {
        for (byte[] seed : AllFuzz.TARGETS.get(i).seeds()) {
          seeds.add(Bytes.concat(new byte[] {(byte) i}, seed));
        }
      }
      fuzz(AllFuzz.class, seeds, SHORT_SECONDS);
    } else {
      for (Target target : AllFuzz.TARGETS) {
        fuzz(target.type(), target.seeds(), SECONDS);
      }
    }
  }

  private void fuzz(Class<?> target, List<byte[]> seeds, int seconds) throws IOException {
    Path corpus = Files.createDirectory(directory.resolve(target.getSimpleName()));
    for (int i = 0; i < seeds.size(); i++) {
      Files.write(corpus.resolve("seed" + i), seeds.get(i));
    }
    String classPath =
        Optional.ofNullable(System.getProperty("surefire.test.class.path"))
            .orElseGet(() -> System.getProperty("java.class.path"));
    Peer.command(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+EnableDynamicAgentLoading",
            "-Xmx512m",
            "-cp",
            classPath,
            "com.code_intelligence.jazzer.Jazzer",
            "--target_class=" + target.getName(),
            "--instrumentation_includes=io.reactivesockets.websocket.**",
            // What the libraries below do is not looked at, so that they load in a moment.
            "--custom_hook_includes=io.reactivesockets.websocket.**",
            // What Netty does with memory is not for us to judge.
            "--disabled_hooks=com.code_intelligence.jazzer.sanitizers.UnsafeSanitizer",
            "--reproducer_path=" + directory,
            "-artifact_prefix=" + directory + "/",
            "-max_len=2048",
            "-max_total_time=" + seconds,
            corpus.toString())
        .lifetime(Duration.ofSeconds(seconds + 240L))
        .run(Duration.ofSeconds(seconds + 220L))
        .expectSuccess();
  }
}
