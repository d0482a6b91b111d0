package io.reactivesockets.triggers.control;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.reactivesockets.datagram.DatagramSocket;
import io.reactivesockets.stream.StreamSocket;
import io.reactivesockets.testing.ChildJvm;
import io.reactivesockets.testing.Peer;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import reactor.core.publisher.Mono;

/** Channels learn the time of a NAT that they do not know. */
@Tag("once")
class NatTest {

  private static final Duration LIMIT = Duration.ofSeconds(150);
  private static final Duration LIFETIME = Duration.ofMinutes(6);
  private static final int PORT = 7_000;

  /** Accepts and says nothing; answers each datagram with the address that it came from. */
  private static final String SERVER =
      """
      import socket, selectors
      tcp = socket.create_server(("0.0.0.0", 7000))
      udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
      udp.bind(("0.0.0.0", 7000))
      ways = selectors.DefaultSelector()
      ways.register(tcp, selectors.EVENT_READ)
      ways.register(udp, selectors.EVENT_READ)
      print("listening", flush=True)
      while True:
          for key, _ in ways.select():
              if key.fileobj is tcp:
                  ways.register(tcp.accept()[0], selectors.EVENT_READ)
              elif key.fileobj is udp:
                  message, sender = udp.recvfrom(2048)
                  udp.sendto(repr(sender).encode(), sender)
              elif not key.fileobj.recv(65536):
                  ways.unregister(key.fileobj)
                  key.fileobj.close()
      """;

  /** Keeps a channel alive and tells what it learns. */
  static void client(String[] arguments) {
    ControlChannels channels =
        ControlChannels.create(
            ControlChannelsControl.builder()
                .window(Duration.ofMillis(100))
                .networkInterval(
                    NetworkIntervalControl.builder()
                        .initial(Duration.ofMillis(800))
                        .minimum(Duration.ofMillis(100))
                        .confirmations(1)
                        .resolution(0.15)
                        .retryAfter(Duration.ofSeconds(20))
                        .build())
                .build());
    ControlChannelTrigger trigger =
        channels.open(
            arguments[0],
            ControlChannelTriggerControl.builder()
                .serverKeepAliveInterval(Duration.ofMinutes(1))
                .replyTimeout(Duration.ofSeconds(3))
                .firstDelay(Duration.ofMillis(20))
                .build());
    trigger.keepAlives().subscribe(due -> tell(trigger));
    trigger
        .states()
        .subscribe(
            state ->
                System.out.println(state.phase() + state.cause().map(c -> ": " + c).orElse("")));
    ChannelTransport<?> transport = arguments[0].equals("tcp") ? tcp() : udp();
    trigger
        .usingTransport(transport)
        .then(trigger.waitForPushEnabled())
        .then(trigger.states().then())
        .block();
  }

  private static void tell(ControlChannelTrigger trigger) {
    LearnedInterval learned = trigger.information().networkKeepAliveInterval().orElseThrow();
    boolean settled =
        learned
            .shortestLost()
            .filter(l -> l.toMillis() <= learned.longestKept().toMillis() * 1.16)
            .isPresent();
    System.out.println(
        (settled ? "settled " : "at ")
            + learned.interval().toMillis()
            + " ms, lost "
            + learned.lostConnections());
  }

  private static ChannelTransport<StreamSocket> tcp() {
    return ChannelTransport.stream(StreamSocket.connect(ForgetfulNat.SERVER, PORT))
        .keepAlive(KeepAlive.bytes(UTF_8.encode(".")));
  }

  /** The server says under which address it sees us: another one is another flow. */
  private static ChannelTransport<DatagramSocket> udp() {
    return ChannelTransport.datagram(
        DatagramSocket.connect(ForgetfulNat.SERVER, PORT).flatMap(NatTest::ask),
        (socket, due) ->
            socket
                .send(UTF_8.encode("who am I?"))
                .then(socket.messages().next())
                .map(answer -> KeepAliveAnswer.mappedTo(answer.text(UTF_8))));
  }

  private static Mono<DatagramSocket> ask(DatagramSocket socket) {
    return socket.send(UTF_8.encode("who am I?")).then(socket.messages().next()).thenReturn(socket);
  }

  @Test
  void each_comes_to_just_below_the_time_of_the_nat() {
    try (ForgetfulNat nat = ForgetfulNat.forgettingAfter(3);
        Peer server = server(nat)) {
      server.awaitLine("listening", LIMIT);
      try (Peer tcp = client(nat, "tcp");
          Peer udp = client(nat, "udp")) {
        int lostByTcp = lostUntilThreeSecondsAreLearned(tcp);
        int lostByUdp = lostUntilThreeSecondsAreLearned(udp);

        System.out.printf(
            "lost until 3 s were learned: %d by TCP, %d by UDP%n", lostByTcp, lostByUdp);
        assertThat(lostByTcp).as(tcp.toString()).isBetween(1, 8);
        assertThat(lostByUdp).as(udp.toString()).isBetween(1, 8);
      }
    }
  }

  private static int lostUntilThreeSecondsAreLearned(Peer client) {
    return lostUntil(client, "settled 2[2-9]\\d\\d ms, lost (\\d+)");
  }

  @Test
  @EnabledIfSystemProperty(
      named = "nat",
      matches = "long",
      disabledReason = "takes a minute; -Dnat=long runs it")
  void each_follows_when_the_time_of_the_nat_gets_shorter() {
    try (ForgetfulNat nat = ForgetfulNat.forgettingAfter(3);
        Peer server = server(nat)) {
      server.awaitLine("listening", LIMIT);
      try (Peer tcp = client(nat, "tcp");
          Peer udp = client(nat, "udp")) {
        int lostByTcp = lostUntilThreeSecondsAreLearned(tcp);
        int lostByUdp = lostUntilThreeSecondsAreLearned(udp);

        nat.forgetAfter(1);

        int moreByTcp = lostUntil(tcp, "settled [6-9]\\d\\d ms, lost (\\d+)") - lostByTcp;
        int moreByUdp = lostUntil(udp, "settled [6-9]\\d\\d ms, lost (\\d+)") - lostByUdp;
        System.out.printf(
            "lost until 1 s was learned: %d more by TCP, %d by UDP%n", moreByTcp, moreByUdp);
        assertThat(moreByTcp).as(tcp.toString()).isPositive();
        assertThat(moreByUdp).as(udp.toString()).isPositive();
      }
    }
  }

  @Test
  @EnabledIfSystemProperty(
      named = "nat",
      matches = "long",
      disabledReason = "takes minutes; -Dnat=long runs it")
  void a_nat_that_remembers_longer_is_noticed_once_the_old_limit_is_doubted() {
    try (ForgetfulNat nat = ForgetfulNat.forgettingAfter(3);
        Peer server = server(nat)) {
      server.awaitLine("listening", LIMIT);
      try (Peer client = client(nat, "tcp")) {
        int lost = lostUntil(client, "settled 2[2-9]\\d\\d ms, lost (\\d+)");

        nat.forgetAfter(8);

        int more = lostUntil(client, "settled [67]\\d\\d\\d ms, lost (\\d+)") - lost;
        System.out.printf("lost until 3 s were learned: %d; until 8 s: %d more%n", lost, more);
        assertThat(more).as(client.toString()).isBetween(1, 8);
      }
    }
  }

  private static Peer server(ForgetfulNat nat) {
    return nat.server().command("python3", "-c", SERVER).lifetime(LIFETIME).start();
  }

  private static Peer client(ForgetfulNat nat, String protocol) {
    return ChildJvm.of(NatTest::client, protocol).in(nat.client()).lifetime(LIFETIME).start();
  }

  private static int lostUntil(Peer client, String line) {
    return Integer.parseInt(client.awaitLine(line, LIMIT).group(1));
  }
}
