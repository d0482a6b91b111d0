package io.reactivesockets.triggers.control;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.reactivesockets.datagram.DatagramSocket;
import io.reactivesockets.stream.StreamSocket;
import io.reactivesockets.stream.StreamSocketListener;
import io.reactivesockets.testing.ChildJvm;
import io.reactivesockets.testing.Peer;
import java.time.Duration;
import java.util.regex.Matcher;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import reactor.core.publisher.Mono;

/** Channels learn the time of a NAT that they do not know. */
@Tag("once")
class NatTest {

  private static final Duration LIMIT = Duration.ofSeconds(120);
  private static final int PORT = 7_000;
  private static final String SETTLED = "settled (\\d+) ms, lost (\\d+)";

  /** Listens and says nothing; echoes the sender's address to each datagram. */
  static void server(String[] arguments) {
    StreamSocketListener.bind(ForgetfulNat.SERVER, PORT)
        .doOnNext(listening -> System.out.println("listening"))
        .flatMapMany(StreamSocketListener::connections)
        .flatMap(socket -> socket.input().then(socket.close()).onErrorComplete(), 1_000)
        .mergeWith(
            DatagramSocket.bind(ForgetfulNat.SERVER, PORT)
                .flatMapMany(
                    socket ->
                        socket.send(
                            socket
                                .messages()
                                .map(m -> m.reply(UTF_8.encode(m.remoteAddress().toString())))))
                .then(Mono.empty()))
        .blockLast();
  }

  /** Keeps a channel alive and tells what it learns. */
  static void client(String[] arguments) {
    ControlChannels channels =
        ControlChannels.create(
            ControlChannelsControl.builder()
                .window(Duration.ofMillis(100))
                .networkInterval(
                    NetworkIntervalControl.builder()
                        .initial(Duration.ofMillis(500))
                        .minimum(Duration.ofMillis(100))
                        .confirmations(1)
                        .resolution(0.15)
                        .retryAfter(Duration.ofSeconds(Long.parseLong(arguments[1])))
                        .build())
                .build());
    ControlChannelTrigger trigger =
        channels.open(
            arguments[0],
            ControlChannelTriggerControl.builder()
                .serverKeepAliveInterval(Duration.ofMinutes(1))
                .replyTimeout(Duration.ofMillis(700))
                .firstDelay(Duration.ofMillis(20))
                .build());
    trigger.keepAlives().subscribe(due -> tell(trigger));
    trigger
        .states()
        .subscribe(state -> System.out.println(state.phase() + state.cause().map(c -> ": " + c).orElse("")));
    ChannelTransport<?> transport = arguments[0].equals("tcp") ? tcp() : udp();
    trigger
        .usingTransport(transport)
        .then(trigger.waitForPushEnabled())
        .then(trigger.states().then())
        .block();
  }

  private static void tell(ControlChannelTrigger trigger) {
    LearnedInterval learned =
        trigger.information().networkKeepAliveInterval().orElseThrow();
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
    return socket
        .send(UTF_8.encode("who am I?"))
        .then(socket.messages().next())
        .thenReturn(socket);
  }

  @Test
  void tcp_comes_to_just_below_the_time_of_the_nat_and_follows_when_it_changes() {
    try (ForgetfulNat nat = ForgetfulNat.forgettingAfter(2);
        Peer server = ChildJvm.of(NatTest::server).in(nat.server()).lifetime(LIMIT).start()) {
      server.awaitLine("listening", LIMIT);
      try (Peer client =
          ChildJvm.of(NatTest::client, "tcp", "3600").in(nat.client()).lifetime(LIMIT).start()) {
        int lost = expectSettledBelow(client, 2_000);

        nat.forgetAfter(1);

        client.awaitLine("settled ([5-9]\\d\\d) ms", LIMIT);
        assertThat(lost).isLessThanOrEqualTo(5);
      }
    }
  }

  @Test
  void udp_sees_by_the_address_that_the_peer_tells_that_the_nat_has_forgotten() {
    try (ForgetfulNat nat = ForgetfulNat.forgettingAfter(2);
        Peer server = ChildJvm.of(NatTest::server).in(nat.server()).lifetime(LIMIT).start()) {
      server.awaitLine("listening", LIMIT);
      try (Peer client =
          ChildJvm.of(NatTest::client, "udp", "3600").in(nat.client()).lifetime(LIMIT).start()) {
        assertThat(expectSettledBelow(client, 2_000)).isLessThanOrEqualTo(5);
      }
    }
  }

  @Test
  @EnabledIfSystemProperty(
      named = "nat",
      matches = "long",
      disabledReason = "takes minutes; -Dnat=long runs it")
  void a_nat_that_remembers_longer_is_noticed_once_the_old_limit_is_doubted() {
    try (ForgetfulNat nat = ForgetfulNat.forgettingAfter(2);
        Peer server =
            ChildJvm.of(NatTest::server).in(nat.server()).lifetime(LIMIT.multipliedBy(3)).start()) {
      server.awaitLine("listening", LIMIT);
      try (Peer client =
          ChildJvm.of(NatTest::client, "tcp", "5")
              .in(nat.client())
              .lifetime(LIMIT.multipliedBy(3))
              .start()) {
        expectSettledBelow(client, 2_000);

        nat.forgetAfter(6);

        client.awaitLine("settled (4[5-9]|5\\d)\\d\\d ms", LIMIT);
      }
    }
  }

  private static int expectSettledBelow(Peer client, int millis) {
    Matcher settled = client.awaitLine(SETTLED, LIMIT);
    int interval = Integer.parseInt(settled.group(1));
    assertThat(interval).as(client.toString()).isBetween(millis * 3 / 4, millis);
    return Integer.parseInt(settled.group(2));
  }
}
