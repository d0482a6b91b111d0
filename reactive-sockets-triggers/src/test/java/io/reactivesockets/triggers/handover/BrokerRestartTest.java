package io.reactivesockets.triggers.handover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.reactivesockets.descriptor.Descriptors;
import io.reactivesockets.testing.ChildJvm;
import io.reactivesockets.testing.Peer;
import io.reactivesockets.triggers.broker.TestBroker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A service is restarted under traffic, and a broker holds its sockets meanwhile; every third time
 * it is killed while it gives them away: {@code -Dhandover=long}.
 */
@Tag("once")
class BrokerRestartTest {

  private static final Duration TIMEOUT = Duration.ofSeconds(120);
  private static final boolean LONG = "long".equals(System.getProperty("handover"));
  private static final int CONNECTIONS = LONG ? 1_000 : 50;
  private static final int RESTARTS = LONG ? Integer.getInteger("handover.restarts", 100) : 2;

  private final Random random = new Random(42);

  @BeforeAll
  static void needsEpoll() {
    assumeThat(Descriptors.areSupported()).isTrue();
  }

  private Peer service(TestBroker broker, int restart) {
    int dieAfter = restart % 3 == 1 ? 1 + random.nextInt(CONNECTIONS - 20) : 0;
    return ChildJvm.of(
            ParkingService::main, broker.directory().toString(), Integer.toString(dieAfter))
        .flags("-XX:TieredStopAtLevel=1")
        .lifetime(Duration.ofHours(2))
        .start();
  }

  @Test
  void what_was_given_to_the_broker_goes_on_and_nothing_of_it_is_lost() {
    try (TestBroker broker = TestBroker.start()) {
      broker.withoutAudit();
      Peer current = service(broker, 0);
      try {
        int port = Services.portOf(current);
        List<NumberedClient> clients = NumberedClient.connect(port, CONNECTIONS);
        List<Duration> pauses = new ArrayList<>();
        int reset = 0;
        for (int i = 0; i < RESTARTS; i++) {
          NumberedClient.assertAllGoOn(clients);
          clients.forEach(NumberedClient::slowest);
          boolean dies = i % 3 == 1;

          // When the service leaves, or dies on its way out, and another one comes
          current.send("\n");
          assertThat(current.awaitExit(TIMEOUT).exit()).isEqualTo(dies ? 137 : 0);
          current.close();
          current = service(broker, i + 1);

          // Then just those go on that the broker had
          int carried = Services.carriedBy(current);
          clients = NumberedClient.settled(clients);
          assertThat(clients).hasSize(carried);
          if (!dies) {
            assertThat(carried).isEqualTo(CONNECTIONS);
          }
          assertThat(broker.sockets()).isZero();
          clients.stream()
              .filter(NumberedClient::isEager)
              .forEach(client -> pauses.add(client.slowest()));
          reset += CONNECTIONS - carried;
          clients = NumberedClient.fillUp(clients, port, CONNECTIONS);
        }
        NumberedClient.assertAllEndWell(clients);
        Collections.sort(pauses);
        System.out.printf(
            "%d connections, %d restarts by way of the broker: %d reset by deaths;"
                + " longest echo p50 %d ms, p99 %d ms%n",
            CONNECTIONS,
            RESTARTS,
            reset,
            pauses.get(pauses.size() / 2).toMillis(),
            pauses.get(pauses.size() * 99 / 100).toMillis());
      } finally {
        current.close();
      }
    }
  }
}
