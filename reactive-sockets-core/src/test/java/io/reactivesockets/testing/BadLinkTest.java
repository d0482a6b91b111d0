package io.reactivesockets.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Numbered datagrams over the emulated link: what arrives, in which order, how often. */
@Tag("once")
class BadLinkTest {

  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final int DATAGRAMS = 1000;
  private static final int PAYLOAD_BYTES = 100;
  private static final int BURST = 10;
  private static final long PAUSE_NANOS = 1_000_000;
  private static final int QUIET_MILLIS = 1500;

  @Test
  void a_perfect_emulation_delivers_everything_in_order() {
    Passage passage = send(LinkConditions.PERFECT.seed(2));

    assertThat(passage.numbers()).hasSize(DATAGRAMS).isSorted();
    assertThat(passage.count("lost")).isZero();
  }

  @Test
  void what_is_lost_is_missing_and_the_same_seed_loses_the_same() {
    LinkConditions conditions = LinkConditions.PERFECT.loss(5);

    CompletableFuture<Passage> begun = CompletableFuture.supplyAsync(() -> send(conditions));
    CompletableFuture<Passage> beside =
        CompletableFuture.supplyAsync(() -> send(conditions.seed(99)));
    Passage first = send(conditions);
    Passage second = begun.join();
    Passage other = beside.join();

    assertThat(first.numbers()).hasSizeBetween(DATAGRAMS * 90 / 100, DATAGRAMS * 98 / 100);
    assertThat(first.numbers()).doesNotHaveDuplicates().isSorted();
    assertThat(second.numbers()).isEqualTo(first.numbers());
    assertThat(other.numbers()).isNotEqualTo(first.numbers());
    assertThat(first.count("lost")).isGreaterThanOrEqualTo(DATAGRAMS - first.numbers().size());
  }

  @Test
  void what_is_duplicated_arrives_twice() {
    Passage passage = send(LinkConditions.PERFECT.duplicate(10));

    assertThat(passage.numbers()).hasSizeBetween(DATAGRAMS * 105 / 100, DATAGRAMS * 115 / 100);
    assertThat(passage.numbers().stream().distinct()).hasSize(DATAGRAMS);
  }

  @Test
  void what_is_reordered_arrives_later_than_its_successors() {
    Passage passage = send(LinkConditions.PERFECT.reorder(25));

    assertThat(passage.numbers()).hasSize(DATAGRAMS).doesNotHaveDuplicates();
    assertThat(passage.numbers()).isNotEqualTo(passage.numbers().stream().sorted().toList());
  }

  @Test
  void what_is_corrupted_is_caught_by_the_checksum() {
    Passage passage = send(LinkConditions.PERFECT.corrupt(10));

    assertThat(passage.count("corrupted")).isPositive();
    assertThat(passage.numbers()).hasSizeBetween(DATAGRAMS * 85 / 100, DATAGRAMS * 95 / 100);
    assertThat(passage.checksumErrors()).isPositive();
  }

  @Test
  void a_slow_wire_drops_what_its_queue_cannot_hold() {
    int room = 20 * PAYLOAD_BYTES;
    Passage passage = send(LinkConditions.PERFECT.rate(100_000, room));

    assertThat(passage.count("overflowed")).isPositive();
    assertThat(passage.numbers()).isNotEmpty().isSorted().hasSizeLessThan(DATAGRAMS);
  }

  @Test
  void a_delay_is_seen_by_ping_in_both_directions() {
    Tools.require("ping");
    try (TwoHosts hosts = TwoHosts.over(LinkConditions.PERFECT.delay(Duration.ofMillis(50)))) {
      for (String address : List.of(hosts.right().ipv4(), hosts.right().ipv6())) {
        String report = hosts.left().namespace().run("ping", "-c", "2", "-i", "0.2", address);

        Matcher shortest = Pattern.compile("= ([0-9.]+)/").matcher(report);
        assertThat(shortest.find()).isTrue();
        assertThat(Double.parseDouble(shortest.group(1))).isGreaterThanOrEqualTo(99);
      }
    }
  }

  @Test
  void jitter_alone_does_not_reorder() {
    Passage passage =
        send(LinkConditions.PERFECT.delay(Duration.ofMillis(20)).jitter(Duration.ofMillis(10)));

    assertThat(passage.numbers()).hasSize(DATAGRAMS).isSorted();
  }

  @Test
  void netem_is_asked_for_the_same_conditions() {
    LinkConditions conditions =
        LinkConditions.PERFECT
            .delay(Duration.ofMillis(50))
            .jitter(Duration.ofMillis(5))
            .loss(1)
            .reorder(25)
            .duplicate(1)
            .corrupt(0.1)
            .rate(1_000_000, 15_000);

    assertThat(String.join(" ", Netem.arguments(conditions)))
        .isEqualTo(
            "netem limit 10 delay 50ms 5ms loss 1.0% reorder 25.0% duplicate 1.0% corrupt 0.1%"
                + " rate 1000000bit");
    assertThat(Netem.arguments(LinkConditions.PERFECT.reorder(25)))
        .containsSubsequence("delay", "5ms", "0ms", "reorder", "25.0%");
  }

  private static Passage send(LinkConditions conditions) {
    try (TwoHosts hosts = TwoHosts.emulated(conditions);
        Peer receiver =
            ChildJvm.of(BadLinkTest::receive, hosts.right().ipv4())
                .in(hosts.right().namespace())
                .start()) {
      String port = receiver.awaitLine("listening (\\d+)", TIMEOUT).group(1);
      ChildJvm.of(BadLinkTest::transmit, hosts.right().ipv4(), port)
          .in(hosts.left().namespace())
          .run(TIMEOUT)
          .expectSuccess();
      String output = receiver.awaitExit(TIMEOUT).expectSuccess().output();
      String snmp = hosts.right().namespace().run("cat", "/proc/net/snmp");
      return new Passage(numbers(output), hosts.stopLink(), snmp);
    }
  }

  private static List<Integer> numbers(String output) {
    return output.lines().filter(line -> line.matches("\\d+")).map(Integer::valueOf).toList();
  }

  /** What came through, what the link did, what the receiving kernel counted. */
  private record Passage(List<Integer> numbers, String link, String snmp) {

    int count(String fate) {
      Matcher count = Pattern.compile("left-to-right.*\"" + fate + "\": (\\d+)").matcher(link);
      assertThat(count.find()).as(link).isTrue();
      return Integer.parseInt(count.group(1));
    }

    int checksumErrors() {
      List<String[]> udp =
          snmp.lines()
              .filter(line -> line.startsWith("Udp:"))
              .map(line -> line.split(" "))
              .toList();
      int column = List.of(udp.get(0)).indexOf("InCsumErrors");
      return Integer.parseInt(udp.get(1)[column]);
    }
  }

  static void receive(String[] arguments) throws IOException {
    List<Integer> numbers = new ArrayList<>();
    try (DatagramSocket socket = new DatagramSocket(new InetSocketAddress(arguments[0], 0))) {
      socket.setReceiveBufferSize(1 << 20);
      System.out.println("listening " + socket.getLocalPort());
      DatagramPacket packet = new DatagramPacket(new byte[PAYLOAD_BYTES], PAYLOAD_BYTES);
      socket.setSoTimeout(Math.toIntExact(TIMEOUT.toMillis()));
      while (true) {
        socket.receive(packet);
        numbers.add(ByteBuffer.wrap(packet.getData()).getInt());
        socket.setSoTimeout(QUIET_MILLIS);
      }
    } catch (SocketTimeoutException quiet) {
      numbers.forEach(System.out::println);
    }
  }

  static void transmit(String[] arguments) throws IOException {
    InetAddress to = InetAddress.getByName(arguments[0]);
    int port = Integer.parseInt(arguments[1]);
    try (DatagramSocket socket = new DatagramSocket()) {
      for (int i = 0; i < DATAGRAMS; i++) {
        byte[] payload = new byte[PAYLOAD_BYTES];
        ByteBuffer.wrap(payload).putInt(i);
        socket.send(new DatagramPacket(payload, payload.length, to, port));
        if (i % BURST == 0) {
          LockSupport.parkNanos(PAUSE_NANOS); // a cold receiver has a small buffer
        }
      }
    }
  }
}
