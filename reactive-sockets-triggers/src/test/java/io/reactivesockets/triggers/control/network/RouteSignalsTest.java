package io.reactivesockets.triggers.control.network;

import static org.assertj.core.api.Assumptions.assumeThat;

import io.netty.channel.uring.IoUring;
import io.reactivesockets.testing.ChildJvm;
import io.reactivesockets.testing.NetworkNamespace;
import io.reactivesockets.testing.Peer;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import reactor.test.StepVerifier;

/** What the kernel tells of links, addresses and routes. */
@Tag("once")
class RouteSignalsTest {

  private static final Duration LIMIT = Duration.ofSeconds(60);

  @BeforeEach
  void need() {
    assumeThat(IoUring.isAvailable()).as("io_uring").isTrue();
  }

  /** Says each time that it was told. */
  static void listener(String[] arguments) {
    RouteSignals.ofThisMachine()
        .index()
        .doOnNext(signal -> System.out.println("told " + signal.getT1()))
        .blockLast();
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
  void a_link_an_address_and_a_route_that_change_are_told() {
    try (NetworkNamespace host = NetworkNamespace.create();
        Peer listener = ChildJvm.of(RouteSignalsTest::listener).in(host).lifetime(LIMIT).start()) {
      listener.awaitLine("told 0", LIMIT);

      host.ip("link", "add", "one", "type", "veth", "peer", "name", "other");
      listener.awaitLine("told ", LIMIT);
      host.ip("link", "set", "one", "up");
      listener.awaitLine("told ", LIMIT);
      host.address("one", "10.88.0.1/24");
      listener.awaitLine("told ", LIMIT);
      host.ip("route", "add", "default", "via", "10.88.0.2");
      listener.awaitLine("told ", LIMIT);
    }
  }
}
