package io.reactivesockets.triggers.wire;

import static io.reactivesockets.triggers.broker.TestBroker.LIMIT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.reactivesockets.error.SocketOperationException;
import io.reactivesockets.stream.StreamSocket;
import io.reactivesockets.testing.ChildJvm;
import io.reactivesockets.testing.Peer;
import io.reactivesockets.triggers.activity.Connection;
import io.reactivesockets.triggers.activity.SocketActivityTask;
import io.reactivesockets.triggers.activity.SocketBroker;
import io.reactivesockets.triggers.activity.SocketBrokerControl;
import io.reactivesockets.triggers.broker.SocketBrokerMain;
import io.reactivesockets.triggers.broker.SocketBrokerServiceControl;
import io.reactivesockets.triggers.broker.TestBroker;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

/**
 * One of the two processes dies between any two steps of the protocol: the socket has one owner all
 * the same, and no descriptor is left behind.
 */
@Tag("once")
class CrashTest {

  private static final UUID TASK = SocketActivityTask.runningProcess("task").id();
  private static final String PATIENCE = "PT4S";
  private static final Pattern EVENT = Pattern.compile("([A-Z]+) uid=.* id=one ");

  // ---- The application dies. What it runs:

  /**
   * Connects to a peer, gives the connection to the broker, takes it back, serves; dies at a step.
   */
  static void application(String[] arguments) {
    int port = Integer.parseInt(arguments[1]);
    StreamSocket socket =
        StreamSocket.connect("127.0.0.1", port, Connection.onEpoll()).block(LIMIT);
    SocketBroker broker = SocketBroker.connect(Path.of(arguments[0]), "app").block(LIMIT);
    dieAt(arguments[2]);
    broker.enableTransferOwnership(socket, TASK);
    broker.transfer(socket, "one").block(LIMIT);
    StreamSocket back = broker.allSockets().block(LIMIT).get("one").streamSocket().block(LIMIT);
    back.send(back.input()).block(LIMIT);
  }

  /** Ends this process without a word at the n-th time that a step is reached: {@code 2 sent X}. */
  private static void dieAt(String step) {
    AtomicInteger left = new AtomicInteger(Integer.parseInt(step.substring(0, 1)));
    String name = step.substring(2);
    ProtocolSteps.watch(
        reached -> {
          if (reached.equals(name) && left.decrementAndGet() == 0) {
            Runtime.getRuntime().halt(137);
          }
        });
  }

  @ParameterizedTest(name = "{displayName} [{0}: {1}]")
  @CsvSource({
    "1 sending TRANSFER, nobody, , always",
    "1 sent TRANSFER, broker, TRANSFERRED, always",
    "1 received PREPARED, broker, TRANSFERRED, long",
    "1 sending COMMIT, broker, TRANSFERRED, long",
    "1 sent COMMIT, broker, TRANSFERRED, long",
    "1 received DONE, broker, TRANSFERRED, long",
    "1 sending TAKE, broker, TRANSFERRED, long",
    "1 sent TAKE, broker, TRANSFERRED OFFERED RETURNED, long",
    "1 received GIVEN, broker, TRANSFERRED OFFERED RETURNED, always",
    "1 sending TAKEN, broker, TRANSFERRED OFFERED RETURNED, long",
    "1 sent TAKEN, nobody, TRANSFERRED OFFERED TAKEN, always",
    "2 received DONE, nobody, TRANSFERRED OFFERED TAKEN, long"
  })
  void the_application_dies(String step, String owner, @Nullable String log, String when)
      throws IOException {
    assumeWanted(when);
    try (TestBroker broker = TestBroker.start();
        ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Peer application =
            ChildJvm.of(
                    CrashTest::application,
                    broker.directory().toString(),
                    Integer.toString(listener.getLocalPort()),
                    step)
                .flags("-XX:TieredStopAtLevel=1")
                .start();
        Socket peer = listener.accept()) {
      peer.setSoTimeout((int) LIMIT.toMillis());

      assertThat(application.awaitExit(LIMIT).exit()).isEqualTo(137);

      assertThat(broker.sockets()).isLessThanOrEqualTo(1);
      if (log == null) {
        assertThat(endOf(peer)).isEqualTo(-1);
        assertThat(broker.audit()).noneMatch(line -> line.contains("id=one"));
        return;
      }
      // The broker hears of the death only now, perhaps.
      for (String event : log.split(" ")) {
        assertThat(broker.awaitAudit(event + " uid=", 1))
            .singleElement()
            .asString()
            .contains("id=one");
      }
      if (owner.equals("nobody")) {
        assertThat(endOf(peer)).isEqualTo(-1);
        assertThat(broker.sockets()).isZero();
        return;
      }
      peer.getOutputStream().write('?');
      SocketBroker next = SocketBroker.connect(broker.directory(), "app").block(LIMIT);
      StreamSocket back =
          next.activities().next().flatMap(a -> a.socketInformation().streamSocket()).block(LIMIT);
      assertThat(Connection.read(back, 1)).isEqualTo("?");
      Connection.send(back, "!");
      assertThat(peer.getInputStream().read()).isEqualTo('!');
      back.close().block(LIMIT);
      next.close().block(LIMIT);
      assertThat(broker.sockets()).isZero();
    }
  }

  private static int endOf(Socket peer) {
    try {
      return peer.getInputStream().read();
    } catch (IOException reset) {
      return -1;
    }
  }

  // ---- The broker dies. What it runs:

  /** A broker that dies at a step. */
  static void broker(String[] arguments) throws InterruptedException {
    dieAt(arguments[1]);
    ((Logger) LoggerFactory.getLogger("io.reactivesockets.broker.audit")).setLevel(Level.INFO);
    SocketBrokerMain.run(
        SocketBrokerServiceControl.builder(Path.of(arguments[0])).build(),
        false,
        false,
        broker -> System.out.println("ready"));
  }

  @ParameterizedTest(name = "{displayName} [{0}: {1}]")
  @CsvSource({
    "1 received TRANSFER, application, , always",
    "1 sending PREPARED, application, , long",
    "1 sent PREPARED, application, , always",
    "1 received COMMIT, application, , long",
    "1 sending DONE, application, TRANSFERRED, long",
    "1 sent DONE, nobody, TRANSFERRED, always",
    "1 received TAKE, nobody, TRANSFERRED, long",
    "1 sending GIVEN, nobody, TRANSFERRED OFFERED, long",
    "1 sent GIVEN, application, TRANSFERRED OFFERED, long",
    "1 received TAKEN, application, TRANSFERRED OFFERED, always",
    "2 sending DONE, application, TRANSFERRED OFFERED TAKEN, long",
    "2 sent DONE, application, TRANSFERRED OFFERED TAKEN, long"
  })
  void the_broker_dies(String step, String owner, @Nullable String log, String when)
      throws IOException {
    assumeWanted(when);
    Path directory = Files.createTempDirectory("b");
    try (Peer process =
            ChildJvm.of(CrashTest::broker, directory.resolve("d").toString(), step)
                .flags("-XX:TieredStopAtLevel=1")
                .start();
        Connection connection = Connection.open()) {
      process.awaitLine("ready", LIMIT);
      SocketBroker broker = connect(directory.resolve("d"));
      broker.enableTransferOwnership(connection.ours(), TASK);

      StreamSocket left = moveThereAndBack(broker, connection);

      Peer.Finished end = process.awaitExit(LIMIT);
      String said = end.output() + end.errors();
      assertThat(EVENT.matcher(said).results().map(found -> found.group(1)))
          .containsExactly(log == null ? new String[0] : log.split(" "));
      if (owner.equals("nobody")) {
        assertThat(left).isNull();
        assertThat(endOf(connection.peer())).isEqualTo(-1);
      } else {
        connection.peerSends("?");
        assertThat(Connection.read(left, 1)).isEqualTo("?");
        Connection.send(left, "!");
        assertThat(connection.peerReads(1)).isEqualTo("!");
        left.close().block(LIMIT);
      }
      broker.close().block(LIMIT);
    } finally {
      delete(directory);
    }
  }

  private static void assumeWanted(String when) {
    Assumptions.assumeTrue(
        when.equals("always") || "long".equals(System.getProperty("broker.crashes")),
        "runs with -Dbroker.crashes=long");
  }

  private static SocketBroker connect(Path directory) {
    return SocketBroker.connect(
            SocketBrokerControl.builder(directory, "app").timeout(Duration.parse(PATIENCE)).build())
        .block(LIMIT);
  }

  /** Returns the socket that this process has in the end, if it has one. */
  private static StreamSocket moveThereAndBack(SocketBroker broker, Connection connection) {
    try {
      broker.transfer(connection.ours(), "one").block(LIMIT);
    } catch (SocketOperationException kept) {
      return broker.keptSockets().get("one").streamSocket().block(LIMIT);
    }
    assertThat(broker.keptSockets()).isEqualTo(Map.of());
    try {
      return broker.allSockets().flatMap(all -> all.get("one").streamSocket()).block(LIMIT);
    } catch (SocketOperationException lost) {
      assertThatExceptionOfType(SocketOperationException.class)
          .isThrownBy(() -> broker.allSockets().block(LIMIT));
      return null;
    }
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : (Iterable<Path>) files.sorted((a, b) -> b.compareTo(a))::iterator) {
        Files.deleteIfExists(file);
      }
    }
  }
}
