package io.reactivesockets.triggers.broker;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Objects;

/** The small Python program that does what a JVM cannot: start a program with descriptors. */
final class HelperProgram {

  private static final String NAME = "socket_broker_helper.py";

  private HelperProgram() {}

  static Path in(Path directory) {
    return directory.resolve(NAME);
  }

  /** Puts the program into the broker's directory; blocks. */
  static void install(Path directory) throws IOException {
    try (InputStream program =
        Objects.requireNonNull(HelperProgram.class.getResourceAsStream(NAME), NAME)) {
      Files.copy(program, in(directory), StandardCopyOption.REPLACE_EXISTING);
    }
  }
}
