package io.reactivesockets.samples.rsock;

import static io.reactivesockets.samples.rsock.RsockProcess.LIMIT;
import static io.reactivesockets.samples.rsock.RsockProcess.rsock;
import static io.reactivesockets.samples.rsock.RsockProcess.run;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.reactivesockets.testing.Peer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** STARTTLS with servers that people run. */
class RealServersIT {

  private static final String HOST = "localhost";

  @TempDir Path directory;

  @Test
  void a_session_with_postfix_goes_on_inside_tls() throws IOException {
    PemFiles files = PemFiles.forName(HOST, directory);
    try (RealServer postfix = RealServer.postfix(directory, files)) {
      String port = Integer.toString(postfix.port());
      String ca = files.certificate().toString();
      try (Peer client =
          rsock("tcp", "connect", HOST, port, "--starttls", "smtp", "--ca", ca).start()) {
        client.send("EHLO client.example\r\n");
        client.awaitLine("^250 ", LIMIT);
        client.send("QUIT\r\n");
        // It leaves without reading on, and would reset what else it was sent.
        client.awaitLine("^221 ", LIMIT);
        client.endInput();

        assertThat(client.awaitExit(LIMIT).expectSuccess().output())
            .contains("250-SMTPUTF8")
            .doesNotContain("250-STARTTLS") // offered in clear only
            .contains("221 2.0.0 Bye");
      }
      assertThat(
              run("tls", "inspect", HOST, port, "--starttls", "smtp", "--ca", ca)
                  .expectSuccess()
                  .output())
          .contains("STARTTLS by smtp", "version  TLSv1.3");
    }
  }

  @Test
  void a_session_with_postgresql_goes_on_inside_tls() throws IOException {
    PemFiles files = PemFiles.forName(HOST, directory);
    try (RealServer postgres = RealServer.postgres(directory, files)) {
      String port = Integer.toString(postgres.port());
      String ca = files.certificate().toString();
      Path startup = Files.write(directory.resolve("startup"), logInAndLeave());
      Path answer = directory.resolve("answer");

      rsock("tcp", "connect", HOST, port, "--starttls", "postgres", "--ca", ca)
          .inputFrom(startup)
          .outputTo(answer)
          .run(LIMIT)
          .expectSuccess();

      // AuthenticationOk, then the parameters of the session.
      assertThat(Files.readAllBytes(answer)).startsWith('R', 0, 0, 0, 8, 0, 0, 0, 0, 'S');
      assertThat(
              run("tls", "inspect", HOST, port, "--starttls", "postgres", "--name", "db.example")
                  .exit())
          .isEqualTo(1);
    }
  }

  /** A StartupMessage and Terminate. */
  private static byte[] logInAndLeave() {
    byte[] parameters = "user\0postgres\0\0".getBytes(US_ASCII);
    int length = 8 + parameters.length;
    return ByteBuffer.allocate(length + 5)
        .putInt(length)
        .putInt(3 << 16)
        .put(parameters)
        .put((byte) 'X')
        .putInt(4)
        .array();
  }
}
