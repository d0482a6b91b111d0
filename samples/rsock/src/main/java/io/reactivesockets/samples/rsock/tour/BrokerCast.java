package io.reactivesockets.samples.rsock.tour;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.reactivesockets.samples.rsock.Rsock;
import java.io.BufferedReader;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** The processes of the scene of the broker: the broker, and the server that is to die. */
final class BrokerCast {

  private final Path directory;
  private final Process broker;
  private final Process server;
  private final BufferedReader told;

  private BrokerCast(Path directory, Process broker, Process server) {
    this.directory = directory;
    this.broker = broker;
    this.server = server;
    this.told = server.inputReader(UTF_8);
  }

  static Mono<BrokerCast> assemble() {
    return blocking(
        () -> {
          Path directory = Files.createTempDirectory("rsock");
          String brokers = directory.resolve("broker").toString();
          Process broker = start(Redirect.DISCARD, Rsock.class, "broker", "run", "--dir", brokers);
          try {
            return new BrokerCast(
                directory, broker, start(Redirect.PIPE, BrokerServer.class, brokers));
          } catch (IOException e) {
            broker.destroyForcibly();
            throw e;
          }
        });
  }

  private static Process start(Redirect output, Class<?> main, String... arguments)
      throws IOException {
    Process process =
        new ProcessBuilder(command(main, arguments))
            .redirectOutput(output)
            .redirectError(Redirect.DISCARD)
            .start();
    // A scene whose time is up, or a tour that is interrupted, dismisses nobody.
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    return process;
  }

  /** The command line of a JVM like this one that is quick to start. */
  static List<String> command(Class<?> main, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx64m"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(List.of(arguments));
    return command;
  }

  long pid() {
    return server.pid();
  }

  /** Where the server listens. */
  Mono<Integer> port() {
    return blocking(() -> Integer.parseInt(line()));
  }

  /** Has the server leave its connection with the broker, and kills it. */
  Mono<Void> parkAndKill() {
    return blocking(
            () -> {
              server.outputWriter(UTF_8).append('\n').flush();
              String parked = line();
              SceneFailure.unless(parked.equals(BrokerServer.PARKED), BrokerServer.PARKED, parked);
              return server.destroyForcibly().waitFor();
            })
        .then();
  }

  private String line() throws IOException {
    return Objects.requireNonNullElse(told.readLine(), "the end of the server");
  }

  /** Ends whoever is left, and removes what they leave. */
  Mono<Void> dismiss() {
    return blocking(
            () -> {
              broker.descendants().forEach(ProcessHandle::destroyForcibly);
              broker.destroyForcibly().waitFor();
              server.destroyForcibly().waitFor();
              remove();
              return true;
            })
        .then();
  }

  private void remove() throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  private static <T> Mono<T> blocking(Callable<T> work) {
    return Mono.fromCallable(work).subscribeOn(Schedulers.boundedElastic());
  }
}
