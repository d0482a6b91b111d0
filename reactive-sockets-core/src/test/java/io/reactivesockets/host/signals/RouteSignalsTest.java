package io.reactivesockets.host.signals;

import static org.assertj.core.api.Assumptions.assumeThat;

import io.netty.channel.uring.IoUring;
import io.reactivesockets.testing.ChildJvm;
import io.reactivesockets.testing.NetworkNamespace;
import io.reactivesockets.testing.Peer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Scanner;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.test.StepVerifier;

/** What the kernel tells of links, addresses and routes. */
@Tag("once")
class RouteSignalsTest {

  private static final Duration LIMIT = Duration.ofSeconds(60);

  @BeforeEach
  void need() {
    assumeThat(IoUring.isAvailable()).as("io_uring").isTrue();
  }

  /** For each line it is given it listens anew, until it was told of a change. */
  static void listener(String[] arguments) {
    Scanner rounds = new Scanner(System.in, StandardCharsets.UTF_8);
    while (rounds.hasNextLine()) {
      String round = rounds.nextLine();
      RouteSignals.ofThisMachine()
          .index()
          .take(2)
          .doOnNext(
              signal -> System.out.println((signal.getT1() == 0 ? "listening " : "told ") + round))
          .blockLast();
    }
  }

  @Test
  void the_first_signal_says_that_it_listens_and_cancelling_leaves_nothing_open() {
    for (int i = 0; i < 3; i++) {
      StepVerifier.create(RouteSignals.ofThisMachine().take(1))
          .expectNextCount(1)
          .expectComplete()
          .verify(LIMIT);
    }
  }

  @Test
  void whoever_leaves_as_the_socket_is_being_opened_leaves_none_open() {
    for (int micros = 0; micros < 1_500; micros += 5) {
      Disposable listening = RouteSignals.ofThisMachine().subscribe();
      long until = System.nanoTime() + micros * 1_000L;
      while (System.nanoTime() < until) {
        Thread.onSpinWait();
      }
      listening.dispose();
    }
    // What is open is seen when the class ends.
  }

  @Test
  void a_link_an_address_and_a_route_that_change_are_told() {
    try (NetworkNamespace host = NetworkNamespace.create();
        Peer listener = ChildJvm.of(RouteSignalsTest::listener).in(host).lifetime(LIMIT).start()) {
      expectTold(listener, "address", () -> host.address("lo", "10.88.0.1/24"));
      expectTold(listener, "IPv6 address", () -> host.address("lo", "fd88::1/64"));
      expectTold(listener, "route", () -> host.ip("route", "add", "10.99.0.0/16", "dev", "lo"));
      expectTold(listener, "IPv6 route", () -> host.ip("route", "add", "fd99::/64", "dev", "lo"));
      // The links come last, for the kernel has more to tell of them a moment later.
      expectTold(
          listener,
          "link added",
          () -> host.ip("link", "add", "one", "type", "veth", "peer", "name", "other"));
      expectTold(listener, "link up", () -> host.ip("link", "set", "one", "up"));
    }
  }

  private static void expectTold(Peer listener, String round, Runnable change) {
    listener.send(round + "\n");
    listener.awaitLine("^listening " + round + "$", LIMIT);
    change.run();
    listener.awaitLine("^told " + round + "$", LIMIT);
  }
}
