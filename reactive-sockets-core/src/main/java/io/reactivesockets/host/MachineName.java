package io.reactivesockets.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The name that this machine gives itself; read, not looked up. */
final class MachineName {
  private static final Path LINUX = Path.of("/proc/sys/kernel/hostname");

  private MachineName() {}

  static Optional<HostName> read() {
    return Stream.of(ofKernel(), variable("COMPUTERNAME"), variable("HOSTNAME"))
        .flatMap(Optional::stream)
        .flatMap(name -> parse(name).stream())
        .findFirst();
  }

  private static Optional<String> ofKernel() {
    try {
      return Optional.of(Files.readString(LINUX).strip());
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static Optional<String> variable(String name) {
    @Nullable String value = System.getenv(name);
    return Optional.ofNullable(value);
  }

  /** A machine may be named in a way that no host can be: then it has no name here. */
  private static Optional<HostName> parse(String name) {
    try {
      return Optional.of(HostName.of(name));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
