package io.reactivesockets.triggers.control;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.reactivesockets.stream.StreamSocket;
import io.reactivesockets.stream.StreamSocketControl;
import io.reactivesockets.testing.ChildJvm;
import io.reactivesockets.testing.NetworkNamespace;
import io.reactivesockets.testing.Peer;
import io.reactivesockets.testing.Tools;
import io.reactivesockets.testing.TwoHosts;
import io.reactivesockets.triggers.control.network.NetworkState;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntToLongFunction;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * What happens to a machine resets its channels for the right reason and in the time that is
 * stated: a channel in one host to a server in another, and what the host sees done to it.
 *
 * <p>A machine that stands still for a moment says nothing about the channels. So each reset has to
 * come soon enough for the slowest machine, and one of a few in the stated time. What that is made
 * of is proven to the millisecond in {@link SurroundingsWatchTest}.
 */
@Tag("once")
class ResetTest {

  private static final Duration LIMIT = Duration.ofSeconds(150);

  /** So long that whatever is noticed is noticed because the system told. */
  private static final Duration LONG_WINDOW = Duration.ofHours(1);

  private static final Duration SHORT_WINDOW = Duration.ofMillis(300);

  /** To begin the change, to look at the machine, and to print what came of it. */
  private static final Duration HANDLING = Duration.ofMillis(500);

  /** What the guide states of changes that the system tells, and the handling. */
  private static final Duration A_SECOND = Duration.ofSeconds(1).plus(HANDLING);

  /** What the guide states where the system tells nothing, and the handling. */
  private static final Duration A_WINDOW = SHORT_WINDOW.plus(HANDLING);

  /** What the guide states of a process that goes on. */
  private static final Duration AT_ONCE = HANDLING;

  private static final Duration ON_THE_SLOWEST_MACHINE = Duration.ofSeconds(30);
  private static final int MOST_TIMES = 5;

  private static final String LATE_SOON = "PT3S";

  /** Longer than any machine stands still by itself. */
  private static final String NEVER_LATE = "PT1H";

  private static final Duration KEEP_ALIVE = Duration.ofSeconds(2);
  private static final int PORT = 7_000;
  private static final String DEVICE = TwoHosts.DEVICE;
  private static final Duration AGAIN = Duration.ofMillis(50);

  /**
   * Tells of each keep-alive by the number of its connection, and when it has heard nothing at all
   * for so long that one is late by more than {@link #LATE_SOON}.
   */
  private static final String SERVER =
      """
      import selectors, socket
      server = socket.create_server(("0.0.0.0", 7000))
      ways = selectors.DefaultSelector()
      ways.register(server, selectors.EVENT_READ)
      accepted = 0
      print("listening", flush=True)
      while True:
          ready = ways.select(6)
          if not ready:
              print("silent", accepted, flush=True)
          for key, _ in ready:
              if key.fileobj is server:
                  accepted += 1
                  ways.register(server.accept()[0], selectors.EVENT_READ, accepted)
                  continue
              try:
                  heard = key.fileobj.recv(65536)
              except OSError:
                  heard = b""
              if heard:
                  print("heard", key.data, flush=True)
              else:
                  ways.unregister(key.fileobj)
                  key.fileobj.close()
      """;

  /** Keeps a channel to an address and tells its states and resets; the system tells of changes. */
  static void client(String[] arguments) {
    keepChannel(arguments[0], ControlChannels.create(control(LONG_WINDOW, arguments[1])));
  }

  /** The same where the system tells nothing. */
  static void lookingClient(String[] arguments) {
    ControlChannelsControl control = control(SHORT_WINDOW, arguments[1]);
    Surroundings machine = Surroundings.ofThisMachine(control);
    keepChannel(
        arguments[0],
        ControlChannels.create(
            control, Schedulers.parallel(), InstantSource.system(), new Silent(machine)));
  }

  /** A machine that tells of no change. */
  private record Silent(Surroundings machine) implements Surroundings {

    @Override
    public long nanos() {
      return machine.nanos();
    }

    @Override
    public Mono<Seen> look() {
      return machine.look();
    }

    @Override
    public Mono<NetworkState> network() {
      return machine.network();
    }
  }

  private static ControlChannelsControl control(Duration window, String lateness) {
    return ControlChannelsControl.builder()
        .window(window)
        .lateness(Duration.parse(lateness))
        .build();
  }

  private static void keepChannel(String address, ControlChannels channels) {
    ControlChannelTrigger trigger =
        channels.open(
            "channel",
            ControlChannelTriggerControl.builder()
                .serverKeepAliveInterval(KEEP_ALIVE)
                .replyTimeout(LIMIT)
                .firstDelay(Duration.ofMillis(50))
                .maxDelay(Duration.ofMillis(500))
                .build());
    trigger
        .resets()
        .index((index, reset) -> "reset " + (index + 1) + describe(reset))
        .subscribe(System.out::println);
    trigger
        .states()
        .filter(state -> state.phase() == ControlChannelState.Phase.OPEN)
        .index()
        .subscribe(open -> System.out.println("open " + open.getT1()));
    StreamSocketControl quick =
        StreamSocketControl.builder().connectTimeout(Duration.ofSeconds(1)).build();
    trigger
        .usingTransport(
            ChannelTransport.stream(StreamSocket.connect(address, PORT, quick))
                .keepAlive(KeepAlive.bytes(UTF_8.encode("."))))
        .then(trigger.waitForPushEnabled())
        .doOnNext(status -> System.out.println("status " + status))
        .then(trigger.states().then(Mono.never()))
        .block();
  }

  /** The clock that nanoTime shows on Linux is the same for all processes. */
  private static String describe(ControlChannelTriggerResetEventDetails reset) {
    return " at " + System.nanoTime() + ": " + reset.resetReason() + ": " + reset.detail();
  }

  /** A client that is set up, and the two hosts. */
  private static final class Scene implements AutoCloseable {

    final TwoHosts hosts;
    final Peer server;
    final Peer client;
    private final List<Duration> took = new ArrayList<>();

    Scene(String address) {
      this(address, ResetTest::client, NEVER_LATE);
    }

    Scene(String address, ChildJvm.Program program, String lateness) {
      Tools.require("python3", "ss");
      hosts = TwoHosts.create();
      try {
        server = server(hosts.right().namespace());
        here().ip("route", "add", "10.99.0.1", "via", "10.77.0.2");
        client =
            ChildJvm.of(program, address, lateness)
                .in(hosts.left().namespace())
                .lifetime(LIMIT)
                .start();
      } catch (RuntimeException | Error e) {
        hosts.close();
        throw e;
      }
    }

    /** One more address of it is behind a gateway that is the server's host itself. */
    private static Peer server(NetworkNamespace there) {
      there.address("lo", "10.99.0.1/32");
      there.address(DEVICE, "10.77.0.3/24");
      Peer server = there.command("python3", "-c", SERVER).lifetime(LIMIT).start();
      try {
        server.awaitLine("^listening$", LIMIT);
      } catch (AssertionError e) {
        server.close();
        throw e;
      }
      return server;
    }

    NetworkNamespace here() {
      return hosts.left().namespace();
    }

    void expectSetUp() {
      client.awaitLine("^status SOFTWARE_SLOT_ALLOCATED$", LIMIT);
    }

    /**
     * Changes something, sees the reset and the channel back, and does it again unless the reset
     * has come in the stated time.
     *
     * @param reason and what the detail begins with
     * @param change told which time it is, returns when it began
     * @param undo without which the channel cannot come back
     */
    void expectReset(Duration stated, String reason, IntToLongFunction change, Runnable undo) {
      Duration last;
      do {
        int time = took.size() + 1;
        long began = change.applyAsLong(time);
        last = Duration.ofNanos(reset(time, reason) - began);
        took.add(last);
        undo.run();
        expectOpenAgain(time);
      } while (last.compareTo(stated) > 0 && took.size() < MOST_TIMES);
      System.out.println(reason + ": " + took);
      assertThat(last).as("the last of %s", took).isLessThanOrEqualTo(stated);
    }

    private long reset(int number, String reason) {
      String line = "^reset " + number + " at (\\d+): " + reason;
      return Long.parseLong(client.awaitLine(line, ON_THE_SLOWEST_MACHINE).group(1));
    }

    private void expectOpenAgain(int number) {
      client.awaitLine("^open " + number + "$", LIMIT);
      assertThat(socketsOnceSettled()).hasSize(1);
    }

    /** Those to the server in whatever state; what was given up closes on a thread of its own. */
    private List<String> socketsOnceSettled() {
      Scheduler patient = Schedulers.boundedElastic();
      return Mono.fromCallable(this::sockets)
          .filter(sockets -> sockets.size() == 1)
          .repeatWhenEmpty(Integer.MAX_VALUE, again -> again.delayElements(AGAIN, patient))
          .timeout(ON_THE_SLOWEST_MACHINE, Mono.fromCallable(this::sockets), patient)
          .blockOptional(LIMIT)
          .orElseThrow();
    }

    private List<String> sockets() {
      return here()
          .run("ss", "-Htnap")
          .lines()
          .filter(line -> line.contains(":" + PORT) && line.contains("users:"))
          .toList();
    }

    void expectNoOtherResets() {
      assertThat(client.output().lines().filter(line -> line.startsWith("reset ")))
          .hasSize(took.size());
    }

    @Override
    public void close() {
      client.close();
      server.close();
      hosts.close();
    }
  }

  @Test
  void a_stopped_process_that_goes_on_resets_with_low_power_exit_at_once() {
    try (Scene scene = new Scene("10.77.0.2", ResetTest::client, LATE_SOON)) {
      scene.expectSetUp();

      scene.expectReset(
          AT_ONCE,
          "LOW_POWER_EXIT: the process stood still for",
          time -> {
            scene.server.awaitLine("^heard " + time + "$", LIMIT);
            kill("-STOP", scene.client);
            scene.server.awaitLine("^silent " + time + "$", LIMIT);
            long goesOn = System.nanoTime();
            kill("-CONT", scene.client);
            return goesOn;
          },
          () -> {});
    }
  }

  private static void kill(String signal, Peer process) {
    Peer.command("sh", "-c", "kill " + signal + " " + process.pid()).run(LIMIT).expectSuccess();
  }

  /** The change of a network namespace by ip(8). */
  private static IntToLongFunction ip(Scene scene, String... arguments) {
    return time -> {
      long began = System.nanoTime();
      scene.here().ip(arguments);
      return began;
    };
  }

  @Test
  void an_address_that_is_removed_and_added_again_resets_with_address_removed_in_a_second() {
    try (Scene scene = new Scene("10.77.0.2")) {
      scene.expectSetUp();

      scene.expectReset(
          A_SECOND,
          "ADDRESS_REMOVED: 10.77.0.1 ",
          ip(scene, "addr", "del", "10.77.0.1/24", "dev", DEVICE),
          () -> scene.here().address(DEVICE, "10.77.0.1/24"));
      scene.expectNoOtherResets();
    }
  }

  @Test
  void where_the_system_tells_nothing_it_is_seen_within_a_window() {
    try (Scene scene = new Scene("10.77.0.2", ResetTest::lookingClient, NEVER_LATE)) {
      scene.expectSetUp();

      scene.expectReset(
          A_WINDOW,
          "ADDRESS_REMOVED: 10.77.0.1 ",
          ip(scene, "addr", "del", "10.77.0.1/24", "dev", DEVICE),
          () -> scene.here().address(DEVICE, "10.77.0.1/24"));
      scene.expectNoOtherResets();
    }
  }

  @Test
  void a_link_that_goes_down_and_up_resets_with_link_down_in_a_second() {
    try (Scene scene = new Scene("10.77.0.2")) {
      scene.expectSetUp();

      scene.expectReset(
          A_SECOND,
          "LINK_DOWN: ",
          ip(scene, "link", "set", DEVICE, "down"),
          () -> scene.here().ip("link", "set", DEVICE, "up"));
      scene.expectNoOtherResets();
    }
  }

  @Test
  void a_route_that_leads_elsewhere_resets_with_route_changed_in_a_second() {
    try (Scene scene = new Scene("10.99.0.1")) {
      scene.expectSetUp();
      IntToLongFunction there = ip(scene, "route", "change", "10.99.0.1", "via", "10.77.0.3");
      IntToLongFunction back = ip(scene, "route", "change", "10.99.0.1", "via", "10.77.0.2");

      scene.expectReset(
          A_SECOND,
          "ROUTE_CHANGED: another way leads to 10.99.0.1",
          time -> (time % 2 == 1 ? there : back).applyAsLong(time),
          () -> {});
      scene.expectNoOtherResets();
    }
  }
}
