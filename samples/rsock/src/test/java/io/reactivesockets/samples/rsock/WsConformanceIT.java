package io.reactivesockets.samples.rsock;

import static io.reactivesockets.samples.rsock.RsockProcess.LIMIT;
import static io.reactivesockets.samples.rsock.RsockProcess.command;
import static org.assertj.core.api.Assertions.assertThat;

import io.reactivesockets.testing.Peer;
import io.reactivesockets.testing.Peer.Finished;
import io.reactivesockets.transport.Transport;
import io.reactivesockets.websocket.conformance.FuzzingClient;
import io.reactivesockets.websocket.conformance.FuzzingServer;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The packaged tool passes the cases of fuzzing peers, as server and as client: every ninth case,
 * plain on each transport and in TLS on one; all of them, in TLS on each, with {@code
 * -Dws.conformance=long}.
 */
@Tag("once")
class WsConformanceIT {

  private static final Duration LIFETIME = Duration.ofMinutes(10);
  private static final boolean LONG = "long".equals(System.getProperty("ws.conformance"));
  private static final int EVERY = LONG ? 1 : 9;

  @TempDir private Path directory;

  /** What the tool is to stand on. */
  record Ground(String transport, boolean tls) {

    @Override
    public String toString() {
      return (tls ? "wss on " : "ws on ") + transport;
    }
  }

  static Stream<Ground> grounds() {
    List<String> transports = Transport.available();
    return transports.stream()
        .flatMap(
            name ->
                LONG || name.equals(transports.get(0))
                    ? Stream.of(new Ground(name, false), new Ground(name, true))
                    : Stream.of(new Ground(name, false)));
  }

  private static Peer start(Ground ground, List<String> arguments) {
    List<String> all = new ArrayList<>(arguments);
    all.addAll(List.of("--transport", ground.transport));
    return Peer.command(command(List.of("-Xmx256m"), all.toArray(String[]::new)))
        .lifetime(LIFETIME)
        .start();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("grounds")
  void an_echo_passes(Ground ground) throws IOException {
    List<String> arguments =
        new ArrayList<>(List.of("ws", "listen", "127.0.0.1", "0", "--echo", "--deflate"));
    if (ground.tls) {
      Path certificate = write("certificate.pem", FuzzingClient.certificate());
      Path key = write("key.pem", FuzzingClient.key());
      arguments.addAll(List.of("--tls", "--cert", certificate.toString(), "--key", key.toString()));
    }
    try (Peer echo = start(ground, arguments)) {
      URI uri = URI.create(echo.awaitLine("^listening (.*)$", LIMIT).group(1));
      assertThat(uri.getScheme()).isEqualTo(ground.tls ? "wss" : "ws");

      Map<String, String> verdicts = FuzzingClient.play(uri, EVERY);

      assertThat(verdicts).hasSizeGreaterThan(25);
      assertThat(failuresOf(verdicts)).isEmpty();
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("grounds")
  void a_client_passes_and_asks_for_its_report(Ground ground) throws IOException {
    try (FuzzingServer server = new FuzzingServer(ground.tls, EVERY)) {
      List<String> arguments =
          new ArrayList<>(List.of("ws", "autobahn", server.uri().toString(), "our own / name"));
      if (ground.tls) {
        Path authority = write("authority.pem", FuzzingServer.authority());
        arguments.addAll(List.of("--ca", authority.toString()));
      }
      try (Peer client = start(ground, arguments)) {
        Finished end = client.awaitExit(LIFETIME).expectSuccess();

        assertThat(end.errors()).contains(server.count() + " cases run");
        assertThat(server.verdicts()).hasSize(server.count());
        assertThat(failuresOf(server.verdicts())).isEmpty();
        assertThat(server.reportedAgent()).isEqualTo("our+own+%2F+name");
      }
    }
  }

  private Path write(String name, String pem) throws IOException {
    return Files.writeString(directory.resolve(name), pem);
  }

  private static Map<String, String> failuresOf(Map<String, String> verdicts) {
    Map<String, String> failures = new java.util.TreeMap<>(verdicts);
    failures.values().removeIf("OK"::equals);
    return failures;
  }
}
