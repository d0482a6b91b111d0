package io.reactivesockets.datagram;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivesockets.testing.ChildJvm;
import io.reactivesockets.testing.NetworkNamespace;
import io.reactivesockets.testing.Peer;
import io.reactivesockets.testing.Tools;
import io.reactivesockets.transport.Transport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Groups between two network namespaces that two links join. A program in Python speaks in one,
 * from two addresses; the socket listens in the other.
 */
class MulticastTest {

  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  private static final String SPEAKER =
      """
      import socket, struct, sys
      for line in sys.stdin:
          group, port, device, source, text = line.split()
          family = socket.AF_INET6 if ":" in group else socket.AF_INET
          peer = socket.socket(family, socket.SOCK_DGRAM)
          index = socket.if_nametoindex(device)
          if family == socket.AF_INET6:
              peer.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_MULTICAST_IF, index)
          else:
              peer.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF,
                  struct.pack("4s4si", socket.inet_aton(group), bytes(4), index))
          peer.bind((source, 0))
          peer.sendto(text.encode(), (group, int(port)))
          peer.close()
          print("sent", text, flush=True)
      """;

  /** The addresses of a family: two groups, and for each link two sources. */
  private record Family(
      String any, String group, String other, List<List<String>> sources, List<String> listeners) {}

  private static final Family IPV4 =
      new Family(
          "0.0.0.0",
          "239.78.0.1",
          "239.78.0.2",
          List.of(List.of("10.78.0.2", "10.78.0.3"), List.of("10.78.1.2", "10.78.1.3")),
          List.of("10.78.0.1/24", "10.78.1.1/24"));

  private static final Family IPV6 =
      new Family(
          "::",
          "ff15::78:1",
          "ff15::78:2",
          List.of(
              List.of("fd78:0:0:1::2", "fd78:0:0:1::3"), List.of("fd78:0:0:2::2", "fd78:0:0:2::3")),
          List.of("fd78:0:0:1::1/64", "fd78:0:0:2::1/64"));

  private final List<AutoCloseable> open = new ArrayList<>();
  private final List<String> heard = new ArrayList<>();
  private Peer speaker;
  private Peer listener;
  private NetworkNamespace here;
  private Family family;
  private String port = "";
  private int commands;
  private int texts;

  static List<Arguments> everything() {
    List<Arguments> all = new ArrayList<>();
    for (String transport : Transport.available()) {
      all.add(Arguments.of(transport, IPV4));
      all.add(Arguments.of(transport, IPV6));
    }
    return all;
  }

  private void set(String transport, Family family) {
    Tools.require("python3");
    this.family = family;
    NetworkNamespace there = opened(NetworkNamespace.create());
    here = opened(NetworkNamespace.create());
    for (int link = 0; link < 2; link++) {
      String device = "m" + link;
      here.ip("link", "add", device, "type", "veth", "peer", "name", device, "netns", there.name());
      here.ip("link", "set", device, "up");
      there.ip("link", "set", device, "up");
      here.address(device, family.listeners().get(link));
      for (String source : family.sources().get(link)) {
        there.address(device, source + (family == IPV4 ? "/24" : "/64"));
      }
    }
    speaker = opened(there.command("python3", "-c", SPEAKER).start());
    listener =
        opened(ChildJvm.of(MulticastListener::listen, transport, family.any()).in(here).start());
    port = listener.awaitLine("port (\\d+)", TIMEOUT).group(1);
  }

  private <T extends AutoCloseable> T opened(T thing) {
    open.add(0, thing);
    return thing;
  }

  @AfterEach
  void end() throws Exception {
    for (AutoCloseable each : open) {
      each.close();
    }
  }

  @ParameterizedTest(name = "{displayName} [{0}, {1}]")
  @MethodSource("everything")
  void only_joined_groups_arrive_on_the_adapters_they_were_joined_on(
      String transport, Family family) {
    set(transport, family);
    // given
    order("join " + family.group() + " m0");

    // then
    expectSilence(family.group(), 1, 0);
    expectSilence(family.other(), 0, 0);
    expectHeard(family.group(), 0, 0);

    // when
    order("join " + family.other() + " m1");
    expectHeard(family.other(), 1, 0);
    expectHeard(family.group(), 0, 1);
    expectSilence(family.other(), 0, 0);

    // when
    order("leave " + family.group() + " m0");
    expectSilence(family.group(), 0, 0);
    expectHeard(family.other(), 1, 1);
  }

  @ParameterizedTest(name = "{displayName} [{0}, {1}]")
  @MethodSource("everything")
  void a_source_can_be_joined_alone_or_be_blocked(String transport, Family family) {
    set(transport, family);
    // given one source
    String one = family.sources().get(0).get(0);
    String another = family.sources().get(0).get(1);
    order("join " + family.group() + " m0 " + one);
    expectSilence(family.group(), 0, 1);
    expectHeard(family.group(), 0, 0);

    // when it is left and everybody joined but one
    order("leave " + family.group() + " m0 " + one);
    expectSilence(family.group(), 0, 0);
    order("join " + family.group() + " m0");
    expectHeard(family.group(), 0, 1);
    order("block " + family.group() + " m0 " + another);
    expectSilence(family.group(), 0, 1);
    expectHeard(family.group(), 0, 0);

    // when
    order("unblock " + family.group() + " m0 " + another);
    expectHeard(family.group(), 0, 1);
  }

  @ParameterizedTest(name = "{displayName} [{0}, {1}]")
  @MethodSource("everything")
  void what_this_host_sends_comes_back_unless_loopback_is_off(String transport, Family family) {
    set(transport, family);
    order("join " + family.group() + " m0");

    order("say false " + family.group() + " m0 quiet");
    order("say true " + family.group() + " m0 loud");

    listener.awaitLine("^heard loud$", TIMEOUT);
    assertThat(listener.toString()).doesNotContain("heard quiet");
  }

  @ParameterizedTest(name = "{displayName} [{0}, {1}]")
  @MethodSource("everything")
  void a_group_is_heard_again_when_its_adapter_was_down(String transport, Family family) {
    set(transport, family);
    order("join " + family.group() + " m0");
    expectHeard(family.group(), 0, 0);

    here.ip("link", "set", "m0", "down");
    expectSilence(family.group(), 0, 0);
    here.ip("link", "set", "m0", "up");
    if (family == IPV6) {
      here.ip("addr", "replace", family.listeners().get(0), "dev", "m0", "nodad");
    }

    expectHeardInTheEnd(family.group(), 0, 0);
  }

  private void order(String command) {
    listener.send(command + "\n");
    listener.awaitLine("^done " + ++commands + "$", TIMEOUT);
  }

  private String say(String group, int link, int source) {
    String text = "text" + ++texts;
    String from = family.sources().get(link).get(source);
    speaker.send(String.join(" ", group, port, "m" + link, from, text) + "\n");
    speaker.awaitLine("^sent " + text + "$", TIMEOUT);
    return text;
  }

  private void expectHeard(String group, int link, int source) {
    String text = say(group, link, source);
    listener.awaitLine("^heard " + text + "$", TIMEOUT);
    for (String unexpected : heard) {
      assertThat(listener.toString()).doesNotContain("heard " + unexpected + "\n");
    }
  }

  /** The next text that is heard shows that this one was not. */
  private void expectSilence(String group, int link, int source) {
    heard.add(say(group, link, source));
  }

  private void expectHeardInTheEnd(String group, int link, int source) {
    for (int i = 0; i < 100; i++) {
      String text = say(group, link, source);
      try {
        listener.awaitLine("^heard " + text + "$", Duration.ofMillis(200));
        return;
      } catch (AssertionError notYet) {
        // Once more.
      }
    }
    throw new AssertionError("never heard again: " + listener);
  }
}
