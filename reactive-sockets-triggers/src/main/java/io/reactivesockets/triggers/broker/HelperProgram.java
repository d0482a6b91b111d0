package io.reactivesockets.triggers.broker;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Objects;

/** The small Python program that does what a JVM cannot: start a program with descriptors. */
final class HelperProgram {

  private static final String NAME = "socket_broker_helper.py";

  private HelperProgram() {}

  static Path in(Path directory) {
    return directory.resolve(NAME);
  }

  /**
   * Puts the program into the broker's directory unless it is there; a broker that runs there uses
   * it meanwhile. Blocks.
   */
  static void install(Path directory) throws IOException {
    byte[] program = program();
    if (isThere(program, in(directory))) {
      return;
    }
    Path fresh = directory.resolve(NAME + ".new");
    try {
      Files.write(fresh, program);
      Files.move(fresh, in(directory), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      Files.deleteIfExists(fresh);
      throw e;
    }
  }

  private static byte[] program() throws IOException {
    try (InputStream program =
        Objects.requireNonNull(HelperProgram.class.getResourceAsStream(NAME), NAME)) {
      return program.readAllBytes();
    }
  }

  private static boolean isThere(byte[] program, Path place) throws IOException {
    return Files.isRegularFile(place) && Arrays.equals(program, Files.readAllBytes(place));
  }
}
