package io.reactivesockets.triggers.handover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.reactivesockets.descriptor.Descriptors;
import io.reactivesockets.descriptor.unix.UnixConnection;
import io.reactivesockets.descriptor.unix.UnixControl;
import io.reactivesockets.descriptor.unix.UnixListener;
import io.reactivesockets.descriptor.unix.UnixMessage;
import io.reactivesockets.error.SocketError;
import io.reactivesockets.error.SocketErrorStatus;
import io.reactivesockets.stream.StreamSocket;
import io.reactivesockets.stream.StreamSocketListener;
import io.reactivesockets.stream.StreamSocketListenerControl;
import io.reactivesockets.testing.Peer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;
import reactor.util.retry.Retry;

/**
 * One of the two processes lives and does not go on; the other one does. Stopped at every step:
 * {@code -Dhandover=long}.
 */
@Tag("once")
class HandOverStallTest {

  private static final Duration TIMEOUT = Duration.ofSeconds(120);
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final HandOverControl IMPATIENT =
      HandOverControl.builder().timeout(Duration.ofMillis(300)).build();
  private static final int CONNECTIONS = 40;

  @TempDir private Path directory;

  @BeforeAll
  static void needsEpoll() {
    assumeThat(Descriptors.areSupported()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "arrived 0, always",
    "confirmed 0, long",
    "got 0, long",
    "arrived 6, long",
    "confirmed 6, long",
    "got 6, always",
    "ending 0, long"
  })
  void while_a_successor_stands_still_the_old_one_goes_on_with_all_that_it_did_not_get(
      String step, String when) {
    assumeWanted(when);
    try (Peer old = Services.start(directory, "-", PATIENCE)) {
      int port = Services.portOf(old);
      List<NumberedClient> clients = NumberedClient.connect(port, CONNECTIONS);
      NumberedClient.assertAllGoOn(clients);

      try (Peer successor = Services.start(directory, "stop " + step)) {
        successor.awaitLine("standing still", TIMEOUT);

        // Then the old one serves who comes
        int left = Services.restored(old, 2);
        List<NumberedClient> newcomers = NumberedClient.connect(port, 3);
        NumberedClient.assertAllGoOn(newcomers);

        // And the other one sees, when it goes on, that it is not its turn
        Signals.goOn(successor.pid());
        assertThat(successor.awaitExit(TIMEOUT).exit()).isEqualTo(1);
        clients = NumberedClient.settled(clients);
        assertThat(clients).hasSize(left);
        NumberedClient.assertAllEndWell(newcomers);
      }

      // And the next one takes over from the old one
      try (Peer next = Services.start(directory, "-")) {
        assertThat(Services.carriedBy(next)).isEqualTo(clients.size());
        assertThat(old.awaitExit(TIMEOUT).exit()).isZero();
        NumberedClient.assertAllEndWell(clients);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"confirmed 6, always", "confirmed 0, long", "got 6, long", "ending 0, long"})
  void one_that_wakes_up_after_the_death_of_the_old_one_takes_nothing_that_went_on_there(
      String step, String when) {
    assumeWanted(when);
    Peer old = Services.start(directory, "-", PATIENCE);
    try {
      int port = Services.portOf(old);
      List<NumberedClient> clients = NumberedClient.connect(port, CONNECTIONS);
      NumberedClient.assertAllGoOn(clients);

      try (Peer successor = Services.start(directory, "stop " + step)) {
        successor.awaitLine("standing still", TIMEOUT);
        Services.restored(old, 2);
        old.close();

        Signals.goOn(successor.pid());

        Peer.Finished end = successor.awaitExit(TIMEOUT);
        assertThat(end.exit()).isEqualTo(1);
        assertThat(end.output()).doesNotContain("carried");
        assertThat(NumberedClient.settled(clients)).isEmpty();
        StepVerifier.create(StreamSocket.connect("127.0.0.1", port))
            .expectErrorSatisfies(
                e ->
                    assertThat(SocketError.statusOf(e))
                        .isEqualTo(SocketErrorStatus.CONNECTION_REFUSED))
            .verify(TIMEOUT);
      }
    } finally {
      old.close();
    }
  }

  private static void assumeWanted(String when) {
    Assumptions.assumeTrue(
        when.equals("always") || "long".equals(System.getProperty("handover")),
        "runs with -Dhandover=long");
  }

  /** It says nothing, or greets and does not take what the predecessor answers. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void who_does_not_go_on_at_the_door_is_sent_away_and_the_next_one_comes(boolean greets) {
    Path path = directory.resolve("door");
    StreamSocketListener listener = StreamSocketListener.bind("127.0.0.1", 0).block(TIMEOUT);
    Mono<HandOverReport> giving =
        HandOver.give(
                path,
                listener,
                one -> new byte[0],
                one -> {},
                one -> {},
                HandOverControl.builder().timeout(Duration.ofSeconds(1)).build())
            .cache();
    giving.subscribe();
    UnixConnection silent = again(UnixConnection.connect(path, UnixControl.defaults()));
    try {
      if (greets) {
        silent.send(HandOverMessages.hello()).block(TIMEOUT);
      }

      // Again, for this machine may stall for longer than the old one waits.
      StreamSocketListener taken = again(Mono.defer(() -> takenOver(path)));

      assertThat(giving.block(TIMEOUT).given()).isEqualTo(1);
      taken.close().block(TIMEOUT);
    } finally {
      silent.close().block(TIMEOUT);
    }
  }

  private static Mono<StreamSocketListener> takenOver(Path path) {
    return HandOver.takeOver(
            path,
            StreamSocketListenerControl.defaults(),
            HandOverControl.builder().timeout(TIMEOUT).build())
        .flatMap(taken -> taken.carried().then(Mono.just(taken.listener())))
        .switchIfEmpty(Mono.error(new IllegalStateException("nobody offers now")));
  }

  /** It says nothing, or its first word and gives no listener. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void who_asks_a_predecessor_that_stands_still_is_told_so_in_time(boolean answers)
      throws Exception {
    Path path = directory.resolve("silent");
    UnixListener listener = UnixListener.bind(path, UnixControl.defaults()).block(TIMEOUT);
    Verdict.Said verdict = Verdict.Said.open();
    Disposable silent =
        listener
            .connections()
            .flatMap(
                connection ->
                    answers
                        ? connection
                            .messages()
                            .next()
                            .then(connection.send(HandOverMessages.verdict(verdict.descriptor())))
                            .then(connection.closed())
                        : connection.closed())
            .subscribe();

    StepVerifier.create(HandOver.takeOver(path, StreamSocketListenerControl.defaults(), IMPATIENT))
        .expectErrorSatisfies(
            e ->
                assertThat(SocketError.statusOf(e))
                    .isEqualTo(SocketErrorStatus.OPERATION_TIMED_OUT))
        .verify(TIMEOUT);

    verdict.say(Verdict.Outcome.KEPT);
    listener.close().block(TIMEOUT);
    silent.dispose();
  }

  @Test
  void who_speaks_another_protocol_gets_nothing() {
    Path path = directory.resolve("other");
    StreamSocketListener listener = StreamSocketListener.bind("127.0.0.1", 0).block(TIMEOUT);
    Disposable giving = HandOver.give(path, listener, one -> new byte[0], one -> {}).subscribe();
    UnixConnection stranger = again(UnixConnection.connect(path, UnixControl.defaults()));

    stranger.send(UnixMessage.of(new byte[] {9, 9})).block(TIMEOUT);

    StepVerifier.create(stranger.messages()).expectComplete().verify(TIMEOUT);
    giving.dispose();
    stranger.close().then(listener.close()).block(TIMEOUT);
  }

  private static <T> T again(Mono<T> attempt) {
    return attempt
        .retryWhen(Retry.fixedDelay(Long.MAX_VALUE, Duration.ofMillis(10)))
        .block(TIMEOUT);
  }
}
