package io.reactivesockets.samples.rsock.broker;

import io.reactivesockets.triggers.activity.SocketBrokerAdministrator;
import java.nio.file.Path;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import picocli.CommandLine.Option;
import reactor.core.publisher.Flux;

/** Where the broker is. */
final class BrokerDirectory {

  @Option(
      names = "--dir",
      paramLabel = "DIRECTORY",
      description = {
        "The broker's directory, private to the user it runs as.",
        "Default: socket-broker in XDG_RUNTIME_DIR."
      })
  private @Nullable Path directory;

  Path path() {
    if (directory != null) {
      if (directory.toString().isEmpty()) {
        throw new IllegalArgumentException("--dir: empty (expected: the broker's directory)");
      }
      return directory;
    }
    String runtime = System.getenv("XDG_RUNTIME_DIR");
    if (runtime == null) {
      throw new IllegalArgumentException("--dir: missing (expected: the broker's directory)");
    }
    return Path.of(runtime, "socket-broker");
  }

  /** Asks the broker there as its administrator. */
  <T> Flux<T> ask(Function<SocketBrokerAdministrator, ? extends Publisher<T>> question) {
    return Flux.usingWhen(
        SocketBrokerAdministrator.connect(path()),
        question,
        administrator -> Objects.requireNonNull(administrator).close());
  }
}
