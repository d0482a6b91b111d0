package io.reactivesockets.triggers.wire;

import static io.reactivesockets.triggers.broker.TestBroker.LIMIT;
import static org.assertj.core.api.Assertions.assertThat;

import io.reactivesockets.stream.StreamSocket;
import io.reactivesockets.testing.AnyMoment;
import io.reactivesockets.triggers.activity.Connection;
import io.reactivesockets.triggers.activity.SocketActivityInformation;
import io.reactivesockets.triggers.activity.SocketActivityTask;
import io.reactivesockets.triggers.activity.SocketBroker;
import io.reactivesockets.triggers.broker.SocketBrokerService;
import io.reactivesockets.triggers.broker.SocketBrokerServiceControl;
import io.reactivesockets.triggers.broker.TestBroker;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Mono;

/** Whoever starts a broker and does not wait for it: no event loop, no lock, no socket is left. */
@Tag("once")
class BrokerLeavingTest {

  private static final UUID TASK = SocketActivityTask.runningProcess("task").id();

  @AfterEach
  void watchNoMore() {
    ProtocolSteps.watch(step -> {});
  }

  @Test
  void leaving_a_start_at_any_moment_leaves_nothing_open(@TempDir Path parent) {
    AtomicInteger number = new AtomicInteger();

    AnyMoment.leave(
        60,
        () ->
            SocketBrokerService.open(
                SocketBrokerServiceControl.builder(parent.resolve("d" + number.incrementAndGet()))
                    .build()),
        SocketBrokerService::close);
  }

  @Test
  void leaving_a_succession_at_any_step_leaves_nothing_open_and_the_old_broker_as_it_was()
      throws IOException {
    int step = 0;
    while (isLeftAt(step)) {
      step++;
    }
    assertThat(step).isGreaterThan(15);
  }

  /** Begins a succession and leaves it at a step; tells whether it had that many. */
  private static boolean isLeftAt(int step) throws IOException {
    try (TestBroker service = TestBroker.start();
        Connection connection = Connection.open()) {
      // given a broker with a socket
      SocketBroker broker = SocketBroker.connect(service.directory(), "app").block(LIMIT);
      broker.enableTransferOwnership(connection.ours(), TASK);
      broker.transfer(connection.ours(), "one").block(LIMIT);

      // when
      Leaving successor = new Leaving(step);
      ProtocolSteps.watch(successor::reached);
      SocketBrokerService.succeed(service.service().control()).subscribe(successor);
      Optional<SocketBrokerService> begun =
          successor.outcome.orTimeout(LIMIT.toSeconds(), TimeUnit.SECONDS).join();
      ProtocolSteps.watch(ignored -> {});

      // then
      if (begun.isPresent()) {
        begun.get().close().then(broker.close()).block(LIMIT);
        return false;
      }
      Optional<StreamSocket> back = back(broker, service.service());
      if (back.isPresent()) {
        connection.peerSends("?");
        assertThat(Connection.read(back.get(), 1)).isEqualTo("?");
        back.get().close().block(LIMIT);
      } else {
        assertThat(successor.left).as("given over for good").endsWith(" DONE");
        assertThat(connection.peer().getInputStream().read()).isEqualTo(-1);
      }
      broker.close().block(LIMIT);
      return true;
    }
  }

  private static Optional<StreamSocket> back(SocketBroker broker, SocketBrokerService old) {
    return Mono.firstWithSignal(
            old.closed().thenReturn(Optional.<StreamSocket>empty()),
            broker
                .allSockets()
                .flatMap(all -> Mono.justOrEmpty(all.get("one")))
                .flatMap(SocketActivityInformation::streamSocket)
                .map(Optional::of)
                .switchIfEmpty(Mono.never()))
        .block(LIMIT);
  }

  /** Leaves when so many steps were made, by either side. */
  private static final class Leaving extends BaseSubscriber<SocketBrokerService> {

    final CompletableFuture<Optional<SocketBrokerService>> outcome = new CompletableFuture<>();
    final AtomicInteger stepsLeft;
    volatile String left = "";

    Leaving(int steps) {
      stepsLeft = new AtomicInteger(steps);
    }

    void reached(String step) {
      if (stepsLeft.getAndDecrement() == 0) {
        left = step;
        cancel();
      }
    }

    @Override
    protected void hookOnNext(SocketBrokerService begun) {
      outcome.complete(Optional.of(begun));
    }

    @Override
    protected void hookOnError(Throwable failure) {
      outcome.completeExceptionally(failure);
    }

    @Override
    protected void hookOnCancel() {
      outcome.complete(Optional.empty());
    }
  }
}
