package io.reactivesockets.triggers.handover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.reactivesockets.descriptor.Descriptors;
import io.reactivesockets.stream.StreamSocketListenerControl;
import io.reactivesockets.testing.Peer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** At every step and each side: {@code -Dhandover=long}. */
@Tag("once")
class HandOverTest {

  private static final Duration TIMEOUT = Duration.ofSeconds(120);
  private static final boolean LONG = "long".equals(System.getProperty("handover"));
  private static final int CONNECTIONS = 40;
  private static final int ENDED_BY_ITSELF = 137;

  @TempDir private Path directory;

  @BeforeAll
  static void needsEpoll() {
    assumeThat(Descriptors.areSupported()).isTrue();
  }

  private Peer service(String dieAt) {
    return Services.start(directory, dieAt);
  }

  @Test
  void nobody_notices_that_a_service_is_replaced() {
    try (Peer first = service("-")) {
      int port = Services.portOf(first);
      List<NumberedClient> clients = NumberedClient.connect(port, CONNECTIONS);
      NumberedClient.assertAllGoOn(clients);

      try (Peer second = service("-")) {
        assertThat(Services.portOf(second)).isEqualTo(port);
        assertThat(first.awaitExit(TIMEOUT).exit()).isZero();
        assertThat(Services.carriedBy(second)).isEqualTo(CONNECTIONS);
        NumberedClient.assertAllGoOn(clients);
        NumberedClient.assertAllEndWell(clients);
      }
    }
  }

  @Test
  void a_successor_that_dies_leaves_the_listener_and_what_it_had_not_taken_to_the_old_one() {
    List<String> steps =
        LONG
            ? List.of("arrived 0", "confirmed 0", "got 0", "arrived 6", "confirmed 6", "got 6")
            : List.of("confirmed 0", "got 0", "got 6");
    List<NumberedClient> clients = List.of();
    try (Peer old = service("-")) {
      int port = Services.portOf(old);
      for (int i = 0; i < steps.size(); i++) {
        // Given clients, some of which come only now that the listener is back
        clients = NumberedClient.fillUp(clients, port, CONNECTIONS);
        NumberedClient.assertAllGoOn(clients);

        try (Peer successor = service(steps.get(i))) {
          assertThat(successor.awaitExit(TIMEOUT).exit()).isEqualTo(ENDED_BY_ITSELF);
        }

        // Then those that the dead one had not yet taken go on, and no other
        int left = Services.restored(old, i + 2);
        clients = NumberedClient.settled(clients);
        assertThat(clients).as(steps.get(i)).hasSize(left);
        if (steps.get(i).endsWith("0")) {
          assertThat(left).isEqualTo(CONNECTIONS);
        } else {
          assertThat(left).isBetween(1, CONNECTIONS - 1);
        }
      }
      try (Peer next = service("-")) {
        assertThat(Services.carriedBy(next)).isEqualTo(clients.size());
        assertThat(old.awaitExit(TIMEOUT).exit()).isZero();
        clients = NumberedClient.fillUp(clients, port, CONNECTIONS);
        NumberedClient.assertAllEndWell(clients);
      }
    }
  }

  @Test
  void a_predecessor_that_dies_leaves_what_it_held_out_to_its_successor() {
    List<String> steps =
        LONG ? List.of("give 6", "held 6", "released 6", "yours 6") : List.of("held 6");
    List<NumberedClient> clients = List.of();
    Peer old = service(steps.get(0));
    try {
      int port = Services.portOf(old);
      for (int i = 0; i < steps.size(); i++) {
        clients = NumberedClient.fillUp(clients, port, CONNECTIONS);
        NumberedClient.assertAllGoOn(clients);

        Peer successor = service(i + 1 < steps.size() ? steps.get(i + 1) : "-");
        try {
          assertThat(old.awaitExit(TIMEOUT).exit()).isEqualTo(ENDED_BY_ITSELF);
          int carried = Services.carriedBy(successor);

          // Then as many go on as the successor says it has, and the others were reset
          clients = NumberedClient.settled(clients);
          assertThat(clients).as(steps.get(i)).hasSize(carried);
          assertThat(carried).isLessThan(CONNECTIONS);
        } finally {
          old.close();
          old = successor;
        }
      }
      NumberedClient.assertAllEndWell(clients);
    } finally {
      old.close();
    }
  }

  @Test
  void where_nobody_offers_there_is_nothing_to_take_over() {
    assertThat(
            HandOver.takeOver(directory.resolve("none"), StreamSocketListenerControl.defaults())
                .blockOptional(TIMEOUT))
        .isEmpty();
  }
}
