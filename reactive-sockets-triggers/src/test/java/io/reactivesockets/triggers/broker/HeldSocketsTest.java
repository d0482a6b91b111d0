package io.reactivesockets.triggers.broker;

import static io.reactivesockets.triggers.broker.TestBroker.LIMIT;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.reactivesockets.stream.StreamSocket;
import io.reactivesockets.testing.ChildJvm;
import io.reactivesockets.testing.Peer;
import io.reactivesockets.testing.Tools;
import io.reactivesockets.triggers.activity.Connection;
import io.reactivesockets.triggers.activity.SocketActivityContext;
import io.reactivesockets.triggers.activity.SocketActivityTask;
import io.reactivesockets.triggers.activity.SocketActivityTriggerDetails;
import io.reactivesockets.triggers.activity.SocketBroker;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Many sockets rest in a broker, and each wakes the application: {@code -Dbroker.figures=long}
 * holds 10,000, and tells what that costs and how soon the application is awake.
 */
@Tag("once")
class HeldSocketsTest {

  private static final boolean LONG = "long".equals(System.getProperty("broker.figures"));
  private static final int SOCKETS = LONG ? 10_000 : 50;
  private static final int WAKES = LONG ? 1_000 : 5;
  private static final int LAUNCHES = LONG ? 20 : 0;
  private static final Duration IDLE = Duration.ofSeconds(10);
  private static final SocketActivityTask TASK = SocketActivityTask.runningProcess("task");
  private static final int UNDER_WAY = 16;

  private final Random random = new Random(42);
  private final List<Socket> peers = new ArrayList<>();
  private final BlockingQueue<Long> awake = new LinkedBlockingQueue<>();

  /** The broker, with room for the descriptors. */
  static void broker(String[] arguments) throws InterruptedException {
    SocketBrokerMain.run(
        SocketBrokerServiceControl.builder(Path.of(arguments[0])).build(),
        false,
        false,
        broker -> System.out.println("ready"));
  }

  @Test
  void each_of_many_wakes_the_application_and_goes_back() throws Exception {
    Tools.require("sh");
    Path parent = Files.createTempDirectory("b");
    Path directory = parent.resolve("d");
    try (Peer process =
        ChildJvm.of(HeldSocketsTest::broker, directory.toString())
            .under("sh", "-c", "ulimit -n $(ulimit -H -n) && exec \"$@\"", "sh")
            .lifetime(Duration.ofHours(1))
            .start()) {
      process.awaitLine("ready", LIMIT);
      SocketBroker broker = SocketBroker.connect(directory, "app").block(LIMIT);
      broker.register(TASK).block(LIMIT);
      long empty = kibibytes(process);

      give(broker);
      assertThat(broker.allSockets().block(LIMIT)).hasSize(SOCKETS);
      long full = kibibytes(process);
      double idle = idleCpu(process, directory);
      List<Long> running = wakeRunning(broker);
      List<Long> launched = wakeLaunched(directory);

      assertThat(broker.allSockets().block(LIMIT)).hasSize(SOCKETS);
      System.out.printf(
          "%d sockets held: %d KiB more than %d KiB, %.2f %% of a processor;"
              + " awake after: running %s, launched %s%n",
          SOCKETS, full - empty, empty, idle, percentiles(running), percentiles(launched));
      broker.close().block(LIMIT);
    } finally {
      for (Socket peer : peers) {
        peer.close();
      }
      try (Stream<Path> files = Files.walk(parent)) {
        for (Path file : (Iterable<Path>) files.sorted(Comparator.reverseOrder())::iterator) {
          Files.deleteIfExists(file);
        }
      }
    }
  }

  /** The id of a socket is its port, as its peer sees it. */
  private void give(SocketBroker broker) throws IOException {
    try (ServerSocket listener = new ServerSocket(0, 1_024, InetAddress.getLoopbackAddress())) {
      for (int done = 0; done < SOCKETS; done += 50) {
        List<StreamSocket> some =
            Flux.range(0, 50)
                .flatMap(
                    i ->
                        StreamSocket.connect(
                            "127.0.0.1", listener.getLocalPort(), Connection.onEpoll()))
                .collectList()
                .block(LIMIT);
        for (int i = 0; i < some.size(); i++) {
          Socket peer = listener.accept();
          peer.setTcpNoDelay(true);
          peers.add(peer);
        }
        Flux.fromIterable(some)
            .flatMap(socket -> rest(broker, socket), UNDER_WAY)
            .then()
            .block(LIMIT);
      }
    }
  }

  private static Mono<Void> rest(SocketBroker broker, StreamSocket socket) {
    broker.enableTransferOwnership(socket, TASK.id());
    return broker.transfer(socket, socket.information().localPort());
  }

  private List<Long> wakeRunning(SocketBroker broker) throws Exception {
    Disposable activities =
        broker.activities().flatMap(activity -> serve(broker, activity)).subscribe();
    List<Long> latencies = new ArrayList<>();
    for (int i = 0; i < WAKES; i++) {
      Socket peer = peers.get(random.nextInt(SOCKETS));
      long start = System.nanoTime();
      peer.getOutputStream().write('?');
      Long end = awake.poll(LIMIT.toSeconds(), TimeUnit.SECONDS);
      latencies.add(end - start);
      assertThat(peer.getInputStream().read()).isEqualTo('!');
      assertThat(awake.poll(LIMIT.toSeconds(), TimeUnit.SECONDS)).isZero();
    }
    activities.dispose();
    return latencies;
  }

  private Mono<Void> serve(SocketBroker broker, SocketActivityTriggerDetails activity) {
    return activity
        .socketInformation()
        .streamSocket()
        .flatMap(
            socket ->
                socket
                    .input()
                    .next()
                    .doOnNext(first -> awake.add(System.nanoTime()))
                    .then(socket.send(UTF_8.encode("!")))
                    .then(Mono.defer(() -> rest(broker, socket)))
                    .doOnSuccess(rests -> awake.add(0L)));
  }

  private static List<Long> wakeLaunched(Path directory) throws IOException {
    SocketBroker broker = SocketBroker.connect(directory, "launched").block(LIMIT);
    SocketActivityTask worker = JavaWorker.task(LaunchTest::worker);
    broker.register(worker).block(LIMIT);
    List<Long> latencies = new ArrayList<>();
    for (int i = 0; i < LAUNCHES; i++) {
      try (Connection connection = Connection.open()) {
        broker.enableTransferOwnership(connection.ours(), worker.id());
        broker.transfer(connection.ours(), "one").block(LIMIT);
        long start = System.nanoTime();
        connection.peerSends("?");
        assertThat(connection.peerReads(1)).isEqualTo("?");
        latencies.add(System.nanoTime() - start);
        connection.peerReads(" SOCKET_ACTIVITY".length());
        assertThat(connection.peer().getInputStream().read()).isEqualTo(-1);
      }
    }
    broker.close().block(LIMIT);
    return latencies;
  }

  private static long kibibytes(Peer process) throws IOException {
    String status = Files.readString(Path.of("/proc/" + process.pid() + "/status"));
    return Long.parseLong(status.replaceAll("(?s).*VmRSS:\\s+(\\d+) kB.*", "$1"));
  }

  /**
   * Returns how much of a processor the broker takes while nothing happens, in percent; how long
   * that is the broker itself tells, by the keep-alive time of one more socket.
   */
  private static double idleCpu(Peer process, Path directory) throws IOException {
    if (!LONG) {
      return 0;
    }
    SocketBroker broker = SocketBroker.connect(directory, "timer").block(LIMIT);
    broker.register(TASK).block(LIMIT);
    try (Connection connection = Connection.open()) {
      broker.enableTransferOwnership(connection.ours(), TASK.id());
      broker.transfer(connection.ours(), "timer", SocketActivityContext.empty(), IDLE).block(LIMIT);
      long start = System.nanoTime();
      long before = ticks(process);
      broker.activities().blockFirst(LIMIT);
      double seconds = (System.nanoTime() - start) / 1e9;
      double idle = (ticks(process) - before) / seconds;
      broker.giveUp("timer").then(broker.close()).block(LIMIT);
      return idle;
    }
  }

  /** In hundredths of a second. */
  private static long ticks(Peer process) throws IOException {
    String stat = Files.readString(Path.of("/proc/" + process.pid() + "/stat"));
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    return Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
  }

  private static String percentiles(List<Long> nanos) {
    if (nanos.isEmpty()) {
      return "-";
    }
    Collections.sort(nanos);
    return "p50 %.2f ms, p99 %.2f ms"
        .formatted(nanos.get(nanos.size() / 2) / 1e6, nanos.get(nanos.size() * 99 / 100) / 1e6);
  }
}
