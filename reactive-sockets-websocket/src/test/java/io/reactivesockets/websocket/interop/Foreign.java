package io.reactivesockets.websocket.interop;

import io.reactivesockets.testing.Peer;
import io.reactivesockets.testing.Tools;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** An implementation of WebSockets in another language, driven by a script among the resources. */
enum Foreign {
  /** The package websockets. */
  PYTHON("py", "python3-websockets") {
    @Override
    List<List<String>> interpreters() {
      return Stream.of(Tools.find("python3"), existing("/usr/bin/python3"))
          .flatMap(Optional::stream)
          .map(python -> List.of(python.toString()))
          .toList();
    }

    @Override
    List<String> probe() {
      return List.of("-c", "import websockets");
    }
  },

  /** The package ws. */
  NODE("js", "node-ws") {
    @Override
    List<List<String>> interpreters() {
      return Tools.find("node").map(node -> List.of(List.of(node.toString()))).orElseGet(List::of);
    }

    @Override
    List<String> probe() {
      return List.of("-e", "require('ws')");
    }
  };

  static final Duration LIMIT = Duration.ofSeconds(60);

  private final String extension;
  private final String debianPackage;

  Foreign(String extension, String debianPackage) {
    this.extension = extension;
    this.debianPackage = debianPackage;
  }

  /** Returns the programs that may run the scripts. */
  abstract List<List<String>> interpreters();

  /** Returns arguments that make the program fail if its WebSockets are missing. */
  abstract List<String> probe();

  /** Begins a script; skips the test where it cannot run. */
  Peer.Builder script(String name, Path directory, String... arguments) {
    List<String> command = new ArrayList<>(interpreter());
    command.add(copy(name + "." + extension, directory).toString());
    command.addAll(List.of(arguments));
    return peer(command);
  }

  private List<String> interpreter() {
    for (List<String> program : interpreters()) {
      List<String> command = new ArrayList<>(program);
      command.addAll(probe());
      if (peer(command).run(LIMIT).exit() == 0) {
        return program;
      }
    }
    return Assumptions.abort(
        "needs the WebSockets of another language (Debian: " + debianPackage + ")");
  }

  private static Peer.Builder peer(List<String> command) {
    return Peer.command(command)
        .environment("NODE_PATH", "/usr/share/nodejs")
        .lifetime(LIMIT.plusSeconds(30));
  }

  static Optional<Path> existing(String program) {
    return Optional.of(Path.of(program)).filter(Files::isExecutable);
  }

  /** Copies a file of the resources to where programs can read it. */
  static Path copy(String resource, Path directory) {
    try (InputStream from =
        Objects.requireNonNull(Foreign.class.getResourceAsStream("/interop/" + resource))) {
      Path copy = directory.resolve(resource);
      Files.copy(from, copy);
      return copy;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
