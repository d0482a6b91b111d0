package io.reactivesockets.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * Our own bad link between two namespaces, for kernels without netem: see {@code link_emulator.py},
 * which does the work on a TUN device at each end.
 */
final class LinkEmulator implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Duration LIFETIME = Duration.ofHours(2);

  private final Path script;
  private final Peer process;
  private String report = "";

  private LinkEmulator(Path script, Peer process) {
    this.script = script;
    this.process = process;
  }

  static LinkEmulator start(
      NetworkNamespace left, NetworkNamespace right, String device, LinkConditions conditions) {
    Tools.require("python3");
    Path script = extract();
    Peer process =
        Peer.command(
                List.of(
                    "python3",
                    script.toString(),
                    "--left=" + left,
                    "--right=" + right,
                    "--device=" + device,
                    "--seed=" + conditions.seed(),
                    "--delay-ms=" + conditions.delay().toMillis(),
                    "--jitter-ms=" + conditions.jitter().toMillis(),
                    "--loss=" + conditions.lossPercent(),
                    "--corrupt=" + conditions.corruptPercent(),
                    "--duplicate=" + conditions.duplicatePercent(),
                    "--reorder=" + conditions.reorderPercent(),
                    "--rate-bps=" + conditions.bitsPerSecond(),
                    "--queue-bytes=" + conditions.queueBytes()))
            .lifetime(LIFETIME)
            .start();
    LinkEmulator emulator = new LinkEmulator(script, process);
    try {
      process.awaitLine("^ready$", PATIENCE);
    } catch (AssertionError e) {
      emulator.close();
      throw e;
    }
    return emulator;
  }

  private static Path extract() {
    try (InputStream source = LinkEmulator.class.getResourceAsStream("link_emulator.py")) {
      Path script = Files.createTempFile("link_emulator", ".py");
      Files.copy(Objects.requireNonNull(source), script, StandardCopyOption.REPLACE_EXISTING);
      return script;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ends the link and returns what it did, a line of JSON for each direction. */
  String stop() {
    if (report.isEmpty()) {
      process.endInput();
      report = process.awaitExit(PATIENCE).expectSuccess().output();
      report = report.substring(report.indexOf('\n') + 1);
    }
    return report;
  }

  @Override
  public void close() {
    process.close();
    try {
      Files.deleteIfExists(script);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
