package io.reactivesockets.triggers.control;

import io.reactivesockets.websocket.MessageWebSocket;
import io.reactivesockets.websocket.ReconnectState;
import io.reactivesockets.websocket.ReconnectingWebSocket;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;

/** The sessions of a WebSocket that connects again by itself, one after the other. */
final class ReconnectingSessions {

  private final ReconnectingWebSocket client;

  /** It may still be open for a moment. */
  private volatile @Nullable MessageWebSocket givenUp;

  ReconnectingSessions(ReconnectingWebSocket client) {
    this.client = client;
  }

  /** Emits the session of now, else the next one; fails when there will be none. */
  Mono<ChannelTransport.Arrived<MessageWebSocket>> next() {
    return Mono.defer(
        () -> {
          AtomicInteger attempts = new AtomicInteger();
          return client.states().concatMap(state -> session(state, attempts)).next();
        });
  }

  private Publisher<ChannelTransport.Arrived<MessageWebSocket>> session(
      ReconnectState state, AtomicInteger attempts) {
    if (state.phase() == ReconnectState.Phase.CLOSED) {
      return Mono.error(ChannelFailures.reconnectsNoMore(state.cause().orElse(null)));
    }
    if (state.phase() == ReconnectState.Phase.CONNECTING) {
      attempts.incrementAndGet();
    }
    return Mono.justOrEmpty(state.socket())
        .filter(session -> session.isOpen() && session != givenUp)
        .map(session -> new ChannelTransport.Arrived<>(session, attempts.get() <= 1));
  }

  /** It was lost, or is not to be trusted any more. */
  Mono<Void> giveUp(MessageWebSocket session) {
    givenUp = session;
    return client.giveUp(session);
  }
}
