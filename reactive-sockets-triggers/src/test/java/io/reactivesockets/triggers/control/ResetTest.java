package io.reactivesockets.triggers.control;

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
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * What happens to a machine resets its channels for the right reason: a channel in one host to a
 * server in another, and what the host sees done to it.
 */
@Tag("once")
class ResetTest {

  private static final Duration LIMIT = Duration.ofSeconds(90);

  /** So long that whatever is noticed is noticed because the system told. */
  private static final Duration LONG_WINDOW = Duration.ofHours(1);

  private static final Duration SHORT_WINDOW = Duration.ofMillis(300);

  /** What is told is acted upon after a second at most; the rest is for a busy machine. */
  private static final Duration SOON = Duration.ofSeconds(15);

  private static final int PORT = 7_000;
  private static final String DEVICE = TwoHosts.DEVICE;

  /** Keeps a channel to an address and tells its states and resets; the system tells of changes. */
  static void client(String[] arguments) {
    keepChannel(arguments[0], ControlChannels.create(control(LONG_WINDOW)));
  }

  /** The same where the system tells nothing. */
  static void lookingClient(String[] arguments) {
    ControlChannelsControl control = control(SHORT_WINDOW);
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

  private static ControlChannelsControl control(Duration window) {
    return ControlChannelsControl.builder().window(window).lateness(Duration.ofSeconds(3)).build();
  }

  private static void keepChannel(String address, ControlChannels channels) {
    ControlChannelTrigger trigger =
        channels.open(
            "channel",
            ControlChannelTriggerControl.builder()
                .serverKeepAliveInterval(Duration.ofSeconds(2))
                .replyTimeout(Duration.ofSeconds(30))
                .firstDelay(Duration.ofMillis(50))
                .maxDelay(Duration.ofMillis(500))
                .build());
    trigger
        .resets()
        .subscribe(
            reset -> System.out.println("reset " + reset.resetReason() + ": " + reset.detail()));
    trigger
        .states()
        .filter(state -> state.phase() == ControlChannelState.Phase.OPEN)
        .index()
        .subscribe(open -> System.out.println("open " + open.getT1()));
    trigger
        .usingTransport(
            ChannelTransport.stream(
                StreamSocket.connect(
                    address,
                    PORT,
                    StreamSocketControl.builder().connectTimeout(Duration.ofSeconds(1)).build())))
        .then(trigger.waitForPushEnabled())
        .doOnNext(status -> System.out.println("status " + status))
        .then(trigger.states().then(Mono.never()))
        .block();
  }

  /** A client that is set up, and the two hosts. */
  private static final class Scene implements AutoCloseable {

    final TwoHosts hosts = twoHosts();
    final Peer server =
        hosts
            .right()
            .namespace()
            .command("ncat", "-v", "-lk", "0.0.0.0", Integer.toString(PORT))
            .lifetime(LIMIT)
            .start();
    final Peer client;

    Scene(String address) {
      this(address, ResetTest::client);
    }

    Scene(String address, ChildJvm.Program program) {
      // One more address of the server, behind a gateway that is the server's host itself.
      hosts.right().namespace().address("lo", "10.99.0.1/32");
      hosts.right().namespace().address(DEVICE, "10.77.0.3/24");
      here().ip("route", "add", "10.99.0.1", "via", "10.77.0.2");
      server.awaitLine("Listening", LIMIT);
      client = ChildJvm.of(program, address).in(hosts.left().namespace()).lifetime(LIMIT).start();
    }

    private static TwoHosts twoHosts() {
      Tools.require("ncat", "ss");
      return TwoHosts.create();
    }

    NetworkNamespace here() {
      return hosts.left().namespace();
    }

    void expectSetUp() {
      client.awaitLine("status SOFTWARE_SLOT_ALLOCATED", LIMIT);
    }

    void expectReset(String reason) {
      client.awaitLine("reset " + reason, SOON);
    }

    void expectOpenAgain() {
      client.awaitLine("open 1", LIMIT);
      // One socket to the server in whatever state, and none of those before.
      String sockets = here().run("ss", "-Htnap");
      assertThat(
              sockets.lines().filter(line -> line.contains(":" + PORT) && line.contains("users:")))
          .as(sockets)
          .hasSize(1);
      assertThat(client.output().lines().filter(line -> line.startsWith("reset "))).hasSize(1);
    }

    @Override
    public void close() {
      if (client != null) {
        client.close();
      }
      server.close();
      hosts.close();
    }
  }

  @Test
  void a_stopped_process_that_goes_on_resets_with_low_power_exit() {
    try (Scene scene = new Scene("10.77.0.2")) {
      scene.expectSetUp();
      String pid = Long.toString(scene.client.pid());

      Peer.command("sh", "-c", "kill -STOP " + pid + " && sleep 7; kill -CONT " + pid)
          .run(LIMIT)
          .expectSuccess();

      scene.expectReset("LOW_POWER_EXIT: the process stood still for");
      scene.expectOpenAgain();
    }
  }

  @Test
  void an_address_that_is_removed_and_added_again_resets_with_address_removed() {
    try (Scene scene = new Scene("10.77.0.2")) {
      scene.expectSetUp();

      scene.here().ip("addr", "del", "10.77.0.1/24", "dev", DEVICE);
      scene.expectReset("ADDRESS_REMOVED: 10.77.0.1 ");

      scene.here().address(DEVICE, "10.77.0.1/24");
      scene.expectOpenAgain();
    }
  }

  @Test
  void where_the_system_tells_nothing_a_window_later_is_soon_enough() {
    try (Scene scene = new Scene("10.77.0.2", ResetTest::lookingClient)) {
      scene.expectSetUp();

      scene.here().ip("addr", "del", "10.77.0.1/24", "dev", DEVICE);
      scene.expectReset("ADDRESS_REMOVED: 10.77.0.1 ");

      scene.here().address(DEVICE, "10.77.0.1/24");
      scene.expectOpenAgain();
    }
  }

  @Test
  void a_link_that_goes_down_and_up_resets_with_link_down() {
    try (Scene scene = new Scene("10.77.0.2")) {
      scene.expectSetUp();

      scene.here().ip("link", "set", DEVICE, "down");
      scene.expectReset("LINK_DOWN: ");

      scene.here().ip("link", "set", DEVICE, "up");
      scene.expectOpenAgain();
    }
  }

  @Test
  void a_route_that_leads_elsewhere_resets_with_route_changed() {
    try (Scene scene = new Scene("10.99.0.1")) {
      scene.expectSetUp();

      scene.here().ip("route", "change", "10.99.0.1", "via", "10.77.0.3");

      scene.expectReset("ROUTE_CHANGED: another way leads to 10.99.0.1");
      scene.expectOpenAgain();
    }
  }
}
