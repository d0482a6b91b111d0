package io.reactivesockets.testing;

import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Assumptions;

/**
 * Feeds targets with inputs that make no sense: damaged seeds, and what Jazzer comes upon, guided
 * by coverage, in {@code -Dfuzz.seconds} (5 by default for all targets together, else as many for
 * each).
 */
public final class Fuzzing {

  private static final int SECONDS = Integer.getInteger("fuzz.seconds", 0);
  private static final int SHORT_SECONDS = 5;
  private static final int DAMAGES = 300;

  private Fuzzing() {}

  /** Feeds a target with its seeds, and then with damaged ones; none may have it throw. */
  public static void withDamagedSeeds(FuzzTarget target) {
    Random random = new Random(42);
    for (int i = 0; i < DAMAGES; i++) {
      byte[] seed = target.seeds().get(i % target.seeds().size());
      byte[] damaged = i < target.seeds().size() ? seed : damaged(seed, target, random);
      assertThatCode(() -> target.reader().accept(damaged))
          .as("%s with %s", target, HexFormat.of().formatHex(damaged))
          .doesNotThrowAnyException();
    }
  }

  private static byte[] damaged(byte[] seed, FuzzTarget target, Random random) {
    byte[] bytes = seed.clone();
    for (int times = 1 + random.nextInt(4); times > 0 && bytes.length > 0; times--) {
      int at = random.nextInt(bytes.length);
      switch (random.nextInt(6)) {
        case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
        case 1 -> bytes[at] = (byte) random.nextInt();
        case 2 -> bytes[at] = (byte) 0xff;
        case 3 -> bytes = Arrays.copyOf(bytes, at + 1);
        case 4 -> {
          byte[] other = target.seeds().get(random.nextInt(target.seeds().size()));
          int from = random.nextInt(other.length);
          bytes = concat(Arrays.copyOf(bytes, at), Arrays.copyOfRange(other, from, other.length));
        }
        default -> {
          byte[] more = new byte[random.nextInt(200)];
          Arrays.fill(more, bytes[at]);
          bytes =
              concat(Arrays.copyOf(bytes, at), more, Arrays.copyOfRange(bytes, at, bytes.length));
        }
      }
    }
    return bytes;
  }

  private static byte[] concat(byte[]... parts) {
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      whole.writeBytes(part);
    }
    return whole.toByteArray();
  }

  /**
   * Lets Jazzer look for inputs in a process of its own; it may find none.
   *
   * @param directory for what it writes
   * @param instrumented the classes whose coverage guides it, such as {@code org.example.**}
   * @param all a public class that feeds the target whose number is the first byte
   * @param targets in that order
   */
  public static void byCoverage(
      Path directory, String instrumented, Class<?> all, List<FuzzTarget> targets)
      throws IOException {
    Assumptions.assumeTrue(
        System.getProperty("os.arch").equals("amd64"), "the fuzzer has no driver for this machine");
    if (SECONDS > 0) {
      for (FuzzTarget target : targets) {
        run(directory, instrumented, target.type(), target.seeds(), SECONDS);
      }
      return;
    }
    List<byte[]> seeds = new ArrayList<>();
    for (int i = 0; i < targets.size(); i++) {
      for (byte[] seed : targets.get(i).seeds()) {
        seeds.add(concat(new byte[] {(byte) i}, seed));
      }
    }
    run(directory, instrumented, all, seeds, SHORT_SECONDS);
  }

  private static void run(
      Path directory, String instrumented, Class<?> target, List<byte[]> seeds, int seconds)
      throws IOException {
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
            "-Djava.io.tmpdir=" + directory,
            "-Dtest.log.level=ERROR",
            "-cp",
            classPath,
            "com.code_intelligence.jazzer.Jazzer",
            "--target_class=" + target.getName(),
            "--instrumentation_includes=" + instrumented,
            // What the libraries below do is not looked at, so that they load in a moment.
            "--custom_hook_includes=" + instrumented,
            // What Netty does with memory is not for us to judge.
            "--disabled_hooks=com.code_intelligence.jazzer.sanitizers.UnsafeSanitizer",
            "--reproducer_path=" + directory,
            "-artifact_prefix=" + directory + "/",
            "-max_len=2048",
            "-rss_limit_mb=3000",
            "-max_total_time=" + seconds,
            corpus.toString())
        .lifetime(Duration.ofSeconds(seconds + 240L))
        .run(Duration.ofSeconds(seconds + 220L))
        .expectSuccess();
  }
}
