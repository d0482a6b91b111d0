package io.reactivesockets.samples.rsock;

import static io.reactivesockets.samples.rsock.RsockProcess.LIMIT;
import static io.reactivesockets.samples.rsock.RsockProcess.portOf;
import static io.reactivesockets.samples.rsock.RsockProcess.rsock;
import static io.reactivesockets.samples.rsock.RsockProcess.run;
import static org.assertj.core.api.Assertions.assertThat;

import io.reactivesockets.testing.Peer;
import io.reactivesockets.testing.Peer.Finished;
import io.reactivesockets.testing.Tools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** TLS on {@code rsock tcp}, and {@code rsock tls inspect}. */
class TlsIT {

  private static final String HOST = "localhost";

  @TempDir Path directory;

  @Test
  void both_sides_show_certificates_and_what_is_sent_comes_back() {
    PemFiles server = PemFiles.forName(HOST, directory);
    PemFiles client = PemFiles.forName("client", directory);
    try (Peer listener =
            rsock(
                    "tcp",
                    "listen",
                    "127.0.0.1",
                    "0",
                    "--echo",
                    "--tls=1.3",
                    "--cert",
                    server.certificate().toString(),
                    "--key",
                    server.key().toString(),
                    "--client-ca",
                    client.certificate().toString(),
                    "--alpn",
                    "echo")
                .start();
        Peer connected =
            rsock(
                    "tcp",
                    "connect",
                    "--tls",
                    HOST,
                    portOf(listener),
                    "--ca",
                    server.certificate().toString(),
                    "--cert",
                    client.certificate().toString(),
                    "--key",
                    client.key().toString(),
                    "--alpn",
                    "echo",
                    "--info")
                .start()) {
      connected.send("over and back\n");
      connected.endInput();
      Finished end = connected.awaitExit(LIMIT).expectSuccess();

      assertThat(end.output()).isEqualTo("over and back\n");
      assertThat(end.errors())
          .contains("\"protocol\":\"TLSv1.3\"", "\"applicationProtocol\":\"echo\"");
    }
  }

  @Test
  void an_unknown_server_is_refused_unless_that_is_ignored_by_name() {
    PemFiles server = PemFiles.forName(HOST, directory);
    try (Peer listener = echo(server)) {
      String port = portOf(listener);
      Finished refused = run("tcp", "connect", HOST, port, "--tls");
      assertThat(refused.exit()).isEqualTo(1);
      assertThat(refused.errors()).hasLineCount(1).startsWith("CERTIFICATE_UNTRUSTED_ROOT: ");

      Finished ignored = run("tcp", "connect", HOST, port, "--ignore", "untrusted-root");
      assertThat(ignored.exit()).isZero();
      assertThat(ignored.errors()).contains("UNTRUSTED_ROOT is ignored by name");
    }
  }

  @Test
  void inspecting_tells_the_chain_and_every_defect_and_what_was_negotiated() throws IOException {
    Tools.require("python3");
    PemFiles server = PemFiles.forName(HOST, directory);
    try (Peer listener = echo(server)) {
      String port = portOf(listener);
      String ca = server.certificate().toString();

      Finished good = run("tls", "inspect", HOST, port, "--ca", ca);
      assertThat(good.expectSuccess().output())
          .contains("version  TLSv1.3", "0 CN=localhost", "names    localhost")
          .endsWith("accepted for localhost\n");
      assertThat(good.errors()).isEmpty();

      Finished bad = run("tls", "inspect", HOST, port, "--name", "other.example", "--json");
      assertThat(bad.exit()).isEqualTo(1);
      assertThat(bad.output()).hasLineCount(1);
      Path report = directory.resolve("report.json");
      Files.writeString(report, bad.output());
      String check =
          """
          import json, sys
          report = json.load(open(sys.argv[1]))
          print(report["accepted"], report["severity"], sorted(report["refused"]))
          print(report["protocol"], report["certificates"][0]["subject"])
          print(sorted(d["severity"] for d in report["certificates"][0]["defects"]))
          """;
      assertThat(
              Peer.command("python3", "-c", check, report.toString())
                  .run(LIMIT)
                  .expectSuccess()
                  .output())
          .isEqualTo(
              """
              False FATAL ['INVALID_NAME', 'UNTRUSTED_ROOT']
              TLSv1.3 CN=localhost
              ['FATAL', 'IGNORABLE']
              """);
    }
  }

  @Test
  void a_server_without_tls_is_one_line_and_exit_code_1() {
    try (Peer listener = rsock("tcp", "listen", "127.0.0.1", "0", "--echo").start()) {
      Finished end = run("tls", "inspect", HOST, portOf(listener), "--timeout", "20s");

      assertThat(end.exit()).isEqualTo(1);
      assertThat(end.output()).isEmpty();
      assertThat(end.errors()).hasLineCount(1).contains("TLS handshake");
    }
  }

  private static Peer echo(PemFiles server) {
    return rsock(
            "tcp",
            "listen",
            "127.0.0.1",
            "0",
            "--echo",
            "--cert",
            server.certificate().toString(),
            "--key",
            server.key().toString())
        .start();
  }
}
