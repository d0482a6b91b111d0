package io.reactivesockets.samples.rsock;

import io.reactivesockets.testing.Peer;
import io.reactivesockets.testing.Tools;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * A server from the distribution, with nothing of its own but a directory of the test.
 *
 * @param process it runs as long as this
 * @param port where it listens on 127.0.0.1
 */
record RealServer(Peer process, int port) implements AutoCloseable {

  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final String MAILER = "postfix";
  private static final String DATABASE = "postgres";

  /** Starts Postfix, which offers STARTTLS; skips the test where it cannot. */
  static RealServer postfix(Path directory, PemFiles files) throws IOException {
    Tools.require("postfix", "chown");
    requireRoot();
    Assumptions.assumeTrue(
        Files.isExecutable(Path.of("/usr/lib/postfix/sbin/smtpd")), "needs Debian's Postfix");
    letOthersPass(directory);
    Path configuration = Files.createDirectory(directory.resolve("etc"));
    Path queue = Files.createDirectory(directory.resolve("queue"));
    Path data = Files.createDirectory(directory.resolve("data"));
    own(MAILER, data);
    int port = freePort();
    Files.writeString(
        configuration.resolve("main.cf"),
        """
        compatibility_level = 3.6
        queue_directory = %s
        data_directory = %s
        command_directory = /usr/sbin
        daemon_directory = /usr/lib/postfix/sbin
        inet_interfaces = 127.0.0.1
        inet_protocols = ipv4
        myhostname = localhost
        mydestination =
        alias_maps =
        local_recipient_maps =
        smtpd_relay_restrictions = reject
        smtpd_tls_security_level = may
        smtpd_tls_chain_files = %s, %s
        maillog_file = /dev/stdout
        """
            .formatted(queue, data, files.key(), files.certificate()));
    Files.writeString(
        configuration.resolve("master.cf"),
        """
        127.0.0.1:%d inet n - n - - smtpd
        cleanup unix n - n - 0 cleanup
        rewrite unix - - n - - trivial-rewrite
        anvil unix - - n - 1 anvil
        tlsmgr unix - - n 1000? 1 tlsmgr
        proxymap unix - - n - - proxymap
        postlog unix-dgram n - n - 1 postlogd
        """
            .formatted(port));
    Peer process = Peer.command(MAILER, "-c", configuration.toString(), "start-fg").start();
    process.awaitLine("daemon started", LIMIT);
    return new RealServer(process, port);
  }

  /** Starts PostgreSQL, which has TLS behind its SSLRequest; skips the test where it cannot. */
  static RealServer postgres(Path directory, PemFiles files) throws IOException {
    Tools.require("setpriv", "chown");
    requireRoot();
    Path programs =
        postgresPrograms()
            .orElseGet(() -> Assumptions.abort("needs PostgreSQL with initdb and postgres"));
    letOthersPass(directory);
    Path data = Files.createDirectory(directory.resolve("data"));
    own(DATABASE, data);
    own(DATABASE, files.key());
    Files.setPosixFilePermissions(files.key(), PosixFilePermissions.fromString("rw-------"));
    unprivileged(
            programs.resolve("initdb").toString(),
            "-D",
            data.toString(),
            "-A",
            "trust",
            "-U",
            DATABASE,
            "--no-sync")
        .run(LIMIT)
        .expectSuccess();
    int port = freePort();
    Peer process =
        unprivileged(
                programs.resolve(DATABASE).toString(),
                "-D",
                data.toString(),
                "-k",
                "",
                "-h",
                "127.0.0.1",
                "-p",
                Integer.toString(port),
                "-c",
                "ssl=on",
                "-c",
                "ssl_cert_file=" + files.certificate(),
                "-c",
                "ssl_key_file=" + files.key())
            .start();
    process.awaitLine("ready to accept connections", LIMIT);
    return new RealServer(process, port);
  }

  private static Optional<Path> postgresPrograms() throws IOException {
    Path versions = Path.of("/usr/lib/postgresql");
    if (!Files.isDirectory(versions)) {
      return Optional.empty();
    }
    try (Stream<Path> found = Files.list(versions)) {
      return found
          .map(version -> version.resolve("bin"))
          .filter(programs -> Files.isExecutable(programs.resolve("initdb")))
          .findFirst();
    }
  }

  private static Peer.Builder unprivileged(String... command) {
    return Peer.command(
            Stream.concat(
                    Stream.of(
                        "setpriv",
                        "--reuid=" + DATABASE,
                        "--regid=" + DATABASE,
                        "--clear-groups",
                        "--"),
                    Stream.of(command))
                .toList())
        .environment("LC_ALL", "C");
  }

  private static void requireRoot() {
    Assumptions.assumeTrue(
        "root".equals(System.getProperty("user.name")), "needs root, to give files to a server");
  }

  private static void letOthersPass(Path directory) throws IOException {
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx--x--x"));
  }

  private static void own(String user, Path file) {
    Peer.command("chown", user, file.toString()).run(LIMIT).expectSuccess();
  }

  private static int freePort() throws IOException {
    try (ServerSocket unused = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return unused.getLocalPort();
    }
  }

  @Override
  public void close() {
    process.close();
  }
}
