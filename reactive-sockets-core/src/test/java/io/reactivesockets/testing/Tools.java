package io.reactivesockets.testing;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** Programs of the machine that a test needs; a test without them is skipped with the reason. */
public final class Tools {

  private Tools() {}

  /**
   * Finds a program on the PATH.
   *
   * @param program its name, as one would type it
   * @return its file, or empty when the machine has none
   */
  public static Optional<Path> find(String program) {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
        .map(directory -> Path.of(directory, program))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /**
   * Skips the running test unless the machine has all these programs.
   *
   * @param programs names, as one would type them
   */
  public static void require(String... programs) {
    for (String program : programs) {
      Assumptions.assumeTrue(
          find(program).isPresent(), () -> "needs the program " + program + " on the PATH");
    }
  }
}
