package io.reactivesockets.triggers.activity;

import io.reactivesockets.error.SocketErrorStatus;
import io.reactivesockets.error.SocketOperationException;
import io.reactivesockets.error.SocketPhase;
import io.reactivesockets.triggers.wire.Message;
import io.reactivesockets.triggers.wire.SocketRecord;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxSink;
import reactor.util.retry.Retry;

/**
 * Hears of activity as long as somebody subscribes, over restarts of the broker. It keeps what was
 * not asked for: no more than one notice for each socket that the broker holds.
 */
final class Activities {

  private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

  private final Function<SocketRecord, SocketActivityInformation> information;
  private final AtomicReference<@Nullable FluxSink<SocketActivityTriggerDetails>> subscriber =
      new AtomicReference<>();
  private @Nullable BrokerLink link;

  Activities(Function<SocketRecord, SocketActivityInformation> information) {
    this.information = information;
  }

  void through(BrokerLink way) {
    link = way;
  }

  Flux<SocketActivityTriggerDetails> flux() {
    return Flux.create(
        sink -> {
          if (!subscriber.compareAndSet(null, sink)) {
            sink.error(
                SocketOperationException.builder(SocketPhase.OPEN, SocketOperationException.RECEIVE)
                    .status(SocketErrorStatus.IN_USE)
                    .target("activities")
                    .hint("subscribe once and share the flux")
                    .build());
            return;
          }
          sink.onDispose(() -> left(sink));
          resume();
        });
  }

  /** Asks the broker to tell, if anybody listens; called again when a connection has ended. */
  void resume() {
    BrokerLink way = Objects.requireNonNull(link);
    FluxSink<SocketActivityTriggerDetails> listening = subscriber.get();
    if (listening == null || way.isClosed()) {
      return;
    }
    way.conversation()
        .flatMap(with -> Asking.of(with, Message.Subscribe::new))
        .retryWhen(
            Retry.backoff(Long.MAX_VALUE, FIRST_PAUSE)
                .maxBackoff(LONGEST_PAUSE)
                .filter(e -> subscriber.get() == listening && !way.isClosed()))
        .subscribe(answer -> {}, e -> {});
  }

  void notice(SocketRecord socket) {
    FluxSink<SocketActivityTriggerDetails> listening = subscriber.get();
    if (listening != null) {
      listening.next(
          new SocketActivityTriggerDetails(
              Codes.reason(socket.reason()), information.apply(socket)));
    }
  }

  void complete() {
    FluxSink<SocketActivityTriggerDetails> listening = subscriber.get();
    if (listening != null) {
      listening.complete();
    }
  }

  private void left(FluxSink<SocketActivityTriggerDetails> sink) {
    BrokerLink way = Objects.requireNonNull(link);
    if (subscriber.compareAndSet(sink, null) && !way.isClosed()) {
      way.ask("unsubscribe", "", Message.Unsubscribe::new).subscribe(answer -> {}, e -> {});
    }
  }
}
