package io.reactivesockets.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivesockets.testing.ChildJvm;
import io.reactivesockets.testing.LinkConditions;
import io.reactivesockets.testing.Peer;
import io.reactivesockets.testing.TwoHosts;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Happy Eyeballs between two hosts with addresses of both families, on links that are as they
 * should not be. By default a few connects and a thousand races over each transport; {@code
 * -Dhappy.eyeballs=long} makes it many, and holds the times to their aim.
 */
@Tag("once")
class HappyEyeballsTest {

  private static final boolean LONG = "long".equals(System.getProperty("happy.eyeballs"));
  private static final Duration DEADLINE = Duration.ofMinutes(LONG ? 10 : 2);
  private static final String PORT = "4711";
  private static final int DELAY_MILLIS = 250;
  private static final int SLACK_MILLIS = 50;
  private static final int BUSY_MACHINE_MILLIS = 5_000;

  // Addresses of the Internet: local ones of IPv6 come after IPv4 (RFC 6724).
  private static final String LEFT = "2001:db8:77::1";
  private static final String RIGHT = "2001:db8:77::2";

  private static final Pattern CONNECTED = Pattern.compile("connected (\\d+) (\\S+) ?(.*)");
  private static final Pattern ATTEMPT = Pattern.compile("(\\S+)/(\\d+)/(\\d+)/(\\S+)");

  static List<String> transports() {
    return ConnectFixture.transports();
  }

  /** What a timer decides is the same on each. */
  static List<String> enoughTransports() {
    return LONG ? transports() : transports().subList(0, 1);
  }

  /** One connect as the client told it. */
  private record Told(int millis, String remote, String attempts) {

    static Told of(String line) {
      Matcher told = CONNECTED.matcher(line);
      assertThat(told.matches()).as(line).isTrue();
      return new Told(Integer.parseInt(told.group(1)), told.group(2), told.group(3));
    }

    Matcher onlyAttempt() {
      Matcher attempt = ATTEMPT.matcher(attempts);
      assertThat(attempt.matches()).as(attempts).isTrue();
      return attempt;
    }
  }

  @ParameterizedTest(name = "{displayName} [{0}]")
  @MethodSource("transports")
  void ipv6_that_leads_nowhere_costs_one_delay(String transport) {
    int rtt = 100;
    try (TwoHosts hosts = hosts(rtt)) {
      // given every SYN to the IPv6 address vanishes
      hosts
          .right()
          .namespace()
          .firewall()
          .rule("in", "meta nfproto ipv6 tcp dport " + PORT + " drop");
      // when
      List<Told> told = connect(hosts, transport, LONG ? 50 : 5);
      // then IPv6 was tried first, had its time, and IPv4 won
      assertThat(told)
          .allSatisfy(
              each -> {
                assertThat(each.remote()).isEqualTo(hosts.right().ipv4());
                Matcher overtaken = each.onlyAttempt();
                assertThat(overtaken.group(1)).isEqualTo("2001:db8:77:0:0:0:0:2");
                assertThat(overtaken.group(4)).isEqualTo("OPERATION_ABORTED");
                assertThat(Integer.parseInt(overtaken.group(3)))
                    .isBetween(DELAY_MILLIS + rtt - 1, DELAY_MILLIS + rtt + BUSY_MACHINE_MILLIS);
                assertThat(each.millis()).isLessThan(DELAY_MILLIS + rtt + BUSY_MACHINE_MILLIS);
              });
      report("IPv6 black-holed, RTT " + rtt + " ms", transport, hosts, told);
      if (LONG) {
        assertThat(median(told)).isLessThanOrEqualTo(DELAY_MILLIS + rtt + SLACK_MILLIS);
      }
    }
  }

  @ParameterizedTest(name = "{displayName} [{0}]")
  @MethodSource("enoughTransports")
  void a_path_slower_than_the_delay_still_connects(String transport) {
    int rtt = 400;
    try (TwoHosts hosts = hosts(rtt)) {
      // when
      List<Told> told = connect(hosts, transport, LONG ? 20 : 3);
      // then the first to start won: the start of the second did not stop it
      assertThat(told)
          .allSatisfy(
              each -> {
                assertThat(each.millis()).isBetween(rtt - 1, rtt + BUSY_MACHINE_MILLIS);
                assertThat(each.onlyAttempt().group(4)).isEqualTo("OPERATION_ABORTED");
              });
      assertThat(told).anySatisfy(each -> assertThat(each.remote()).isEqualTo(RIGHT));
      report("RTT " + rtt + " ms", transport, hosts, told);
    }
  }

  @ParameterizedTest(name = "{displayName} [{0}]")
  @MethodSource("transports")
  void races_leave_no_loser_behind_on_either_host(String transport) {
    int races = LONG ? 20_000 : 1_000;
    try (TwoHosts hosts = hosts(10);
        Peer listener = listen(hosts)) {
      // when both families connect, the second a little later
      String client =
          ChildJvm.of(HappyEyeballsPeer::race, arguments(hosts, transport, races))
              .in(hosts.left().namespace())
              .lifetime(DEADLINE)
              .run(DEADLINE)
              .expectSuccess()
              .output();
      listener.endInput();
      String server = listener.awaitExit(DEADLINE).expectSuccess().output();
      // then
      Matcher won = find("won (\\d+) opened (\\d+)", client);
      assertThat(Integer.parseInt(won.group(1))).isEqualTo(races);
      assertThat(Integer.parseInt(won.group(2))).as("attempts").isGreaterThan(races + races / 10);
      assertThat(find("left (-?\\d+)", client).group(1)).isEqualTo("0");
      Matcher accepted = find("accepted (\\d+) open (\\d+)", server);
      assertThat(Integer.parseInt(accepted.group(1))).isGreaterThan(races);
      assertThat(accepted.group(2)).as("still open at the server").isEqualTo("0");
      System.out.println(
          "Happy Eyeballs, %s: %d races, %s channels opened, %s accepted, 0 left"
              .formatted(transport, races, won.group(2), accepted.group(1)));
    }
  }

  private static TwoHosts hosts(int rttMillis) {
    TwoHosts hosts = TwoHosts.over(LinkConditions.PERFECT.delay(Duration.ofMillis(rttMillis / 2)));
    hosts.left().namespace().address(TwoHosts.DEVICE, LEFT + "/64");
    hosts.right().namespace().address(TwoHosts.DEVICE, RIGHT + "/64");
    return hosts;
  }

  private static Peer listen(TwoHosts hosts) {
    Peer listener =
        ChildJvm.of(HappyEyeballsPeer::listen, PORT)
            .in(hosts.right().namespace())
            .lifetime(DEADLINE)
            .start();
    listener.awaitLine("listening", DEADLINE);
    return listener;
  }

  private static List<Told> connect(TwoHosts hosts, String transport, int times) {
    try (Peer listener = listen(hosts)) {
      return ChildJvm.of(HappyEyeballsPeer::connect, arguments(hosts, transport, times))
          .in(hosts.left().namespace())
          .lifetime(DEADLINE)
          .run(DEADLINE)
          .expectSuccess()
          .output()
          .lines()
          .filter(line -> line.startsWith("connected "))
          .map(Told::of)
          .toList();
    }
  }

  private static String[] arguments(TwoHosts hosts, String transport, int times) {
    return new String[] {transport, hosts.right().ipv4(), RIGHT, PORT, String.valueOf(times)};
  }

  private static Matcher find(String pattern, String output) {
    Matcher matcher = Pattern.compile(pattern).matcher(output);
    assertThat(matcher.find()).as(output).isTrue();
    return matcher;
  }

  private static int median(List<Told> told) {
    List<Integer> sorted = told.stream().map(Told::millis).sorted().toList();
    return sorted.get(sorted.size() / 2);
  }

  private static void report(String what, String transport, TwoHosts hosts, List<Told> told) {
    List<Integer> sorted = told.stream().map(Told::millis).sorted().toList();
    System.out.println(
        "Happy Eyeballs, %s, %s: connected after %d ms (median of %d; %d to %d) over %s"
            .formatted(
                what,
                transport,
                median(told),
                sorted.size(),
                sorted.get(0),
                sorted.get(sorted.size() - 1),
                hosts.link().split(" ", 2)[0]));
  }
}
