package io.reactivesockets.triggers.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivesockets.error.SocketErrorStatus;
import io.reactivesockets.error.SocketOperationException;
import io.reactivesockets.error.SocketPhase;
import io.reactivesockets.triggers.control.ControlChannelState.Phase;
import io.reactivesockets.websocket.Frame;
import io.reactivesockets.websocket.MessageWebSocket;
import io.reactivesockets.websocket.MessageWebSocketControl;
import io.reactivesockets.websocket.ReconnectControl;
import io.reactivesockets.websocket.ReconnectState;
import io.reactivesockets.websocket.ReconnectingWebSocket;
import io.reactivesockets.websocket.ServerMessageWebSocket;
import io.reactivesockets.websocket.WebSocketListener;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.test.StepVerifier;

/** A channel over a WebSocket that connects again by itself: one of the two reconnects. */
class ReconnectingChannelTest {

  private static final Duration TIMEOUT = Duration.ofMinutes(2);
  private static final String LOOPBACK = "127.0.0.1";
  private static final int SERVICE_RESTART = 1012;

  private final ControlChannels channels =
      ControlChannels.create(
          ControlChannelsControl.builder().window(Duration.ofMillis(50)).build());
  private final AtomicInteger failingHooks = new AtomicInteger();
  private final Sinks.Many<ServerMessageWebSocket> accepted = Sinks.many().replay().all();

  private WebSocketListener listener;
  private Disposable serving;
  private ReconnectingWebSocket client;

  @BeforeEach
  void connect() {
    listener = WebSocketListener.bind(LOOPBACK, 0).block(TIMEOUT);
    serving =
        listener
            .messageSockets("/")
            .doOnNext(accepted::tryEmitNext)
            .flatMap(socket -> socket.frames().then().onErrorComplete())
            .subscribe();
    client =
        ReconnectingWebSocket.connect(
                URI.create("ws://" + LOOPBACK + ":" + listener.port() + "/"),
                MessageWebSocketControl.defaults(),
                ReconnectControl.builder()
                    .firstDelay(Duration.ofMillis(20))
                    .onOpen(socket -> hook())
                    .build())
            .block(TIMEOUT);
  }

  private Mono<Void> hook() {
    return failingHooks.getAndUpdate(left -> Math.max(0, left - 1)) == 0
        ? Mono.empty()
        : Mono.error(
            SocketOperationException.builder(SocketPhase.OPEN, "log in")
                .status(SocketErrorStatus.CONNECTION_TIMED_OUT)
                .build());
  }

  @AfterEach
  void close() {
    channels
        .close()
        .then(client.close(1000, ""))
        .onErrorComplete()
        .then(listener.close())
        .block(TIMEOUT);
    serving.dispose();
  }

  private ControlChannelTrigger open() {
    return channels.open(
        "channel",
        ControlChannelTriggerControl.builder()
            .serverKeepAliveInterval(Duration.ofMillis(200))
            // All of this is the client's business and would be far too long.
            .firstDelay(Duration.ofHours(1))
            .jitter(0)
            .maxFailures(1)
            .build());
  }

  private static void setUp(
      ControlChannelTrigger trigger, ChannelTransport<MessageWebSocket> transport) {
    trigger.usingTransport(transport).block(TIMEOUT);
    assertThat(trigger.waitForPushEnabled().block(TIMEOUT))
        .isEqualTo(ControlChannelTriggerStatus.SOFTWARE_SLOT_ALLOCATED);
  }

  /** The transports of a channel in turn. */
  private static Flux<MessageWebSocket> transports(ControlChannelTrigger trigger) {
    return trigger
        .states()
        .filter(state -> state.phase() == Phase.OPEN)
        .map(state -> state.transport(MessageWebSocket.class).orElseThrow())
        .distinctUntilChanged();
  }

  /** The sessions of the client in turn. */
  private Flux<MessageWebSocket> sessions() {
    return client
        .states()
        .filter(state -> state.phase() == ReconnectState.Phase.OPEN)
        .map(state -> state.socket().orElseThrow());
  }

  @Test
  void the_sessions_that_follow_what_the_server_ends_are_those_of_the_client() {
    ControlChannelTrigger trigger = open();
    Flux<List<MessageWebSocket>> both =
        Flux.zip(transports(trigger), sessions()).map(pair -> List.of(pair.getT1(), pair.getT2()));
    setUp(trigger, ChannelTransport.reconnecting(client));

    StepVerifier.create(both.take(3))
        .assertNext(pair -> assertThat(pair.get(0)).isSameAs(pair.get(1)))
        .then(() -> accepted.asFlux().next().flatMap(s -> s.close(SERVICE_RESTART, "")).subscribe())
        .assertNext(pair -> assertThat(pair.get(0)).isSameAs(pair.get(1)))
        .then(() -> accepted.asFlux().skip(1).next().flatMap(s -> s.close(1001, "")).subscribe())
        .assertNext(pair -> assertThat(pair.get(0)).isSameAs(pair.get(1)))
        .expectComplete()
        .verify(TIMEOUT);

    assertThat(trigger.information().connections()).isEqualTo(3);
    assertThat(trigger.information().lostConnections()).isEqualTo(2);
    assertThat(accepted.asFlux().take(3).collectList().block(TIMEOUT)).hasSize(3);
  }

  @Test
  void a_reset_makes_the_client_connect_again_one_connection_at_a_time() {
    ControlChannelTrigger trigger = open();
    MessageWebSocket first = client.socket().block(TIMEOUT);
    CompletableFuture<Boolean> firstIsGoneWhenTheNextIsThere =
        sessions()
            .filter(session -> session != first)
            .next()
            .map(next -> !first.isOpen()) // It was cut, so it is open until it is gone.
            .toFuture();
    setUp(trigger, ChannelTransport.reconnecting(client));

    StepVerifier.create(transports(trigger).take(2))
        .expectNext(first)
        .then(
            () ->
                channels.reset(
                    ControlChannelTriggerResetReason.CREDENTIAL_CHANGED, every -> true, "by hand"))
        .assertNext(next -> assertThat(next).isNotSameAs(first))
        .expectComplete()
        .verify(TIMEOUT);

    assertThat(firstIsGoneWhenTheNextIsThere).succeedsWithin(TIMEOUT).isEqualTo(true);
    assertThat(client.socket().block(TIMEOUT)).isSameAs(trigger.transport().orElseThrow());
    assertThat(trigger.information().connections()).isEqualTo(2);
    assertThat(trigger.information().resets()).isOne();
    assertThat(trigger.information().lostConnections()).isZero();
    assertThat(accepted.asFlux().take(2).collectList().block(TIMEOUT)).hasSize(2);
  }

  /** Answers until it is to answer no more, and again on the next session. */
  private static KeepAlive<MessageWebSocket> until(AtomicBoolean deaf) {
    return (session, due) -> deaf.getAndSet(false) ? Mono.never() : Mono.just(KeepAliveAnswer.of());
  }

  private ControlChannelTrigger openThatWaits(Duration replyTimeout) {
    ControlChannelTriggerControl control = open().control();
    channels.channel("channel").orElseThrow().close().block(TIMEOUT);
    return channels.open("channel", control.toBuilder().replyTimeout(replyTimeout).build());
  }

  @Test
  void a_keep_alive_without_answer_makes_the_client_connect_again_and_is_learned_from() {
    ControlChannelTrigger trigger = openThatWaits(Duration.ofMillis(300));
    AtomicBoolean deaf = new AtomicBoolean(true);
    setUp(trigger, ChannelTransport.reconnecting(client).keepAlive(until(deaf)));

    transports(trigger).take(2).blockLast(TIMEOUT);

    assertThat(lostByTheNetwork(trigger)).isOne();
  }

  @Test
  void a_session_that_took_the_client_more_than_one_attempt_teaches_nothing() {
    ControlChannelTrigger trigger = openThatWaits(Duration.ofMillis(300));
    AtomicBoolean deaf = new AtomicBoolean(true);
    failingHooks.set(1);
    setUp(trigger, ChannelTransport.reconnecting(client).keepAlive(until(deaf)));

    transports(trigger).take(2).blockLast(TIMEOUT);

    assertThat(lostByTheNetwork(trigger)).isZero();
  }

  private static long lostByTheNetwork(ControlChannelTrigger trigger) {
    return trigger.information().networkKeepAliveInterval().orElseThrow().lostConnections();
  }

  @Test
  void a_client_that_ends_leaves_the_channel_without_a_transport() {
    ControlChannelTrigger trigger = open();
    setUp(trigger, ChannelTransport.reconnecting(client));

    StepVerifier.create(trigger.states().filter(state -> state.phase() == Phase.IDLE).take(1))
        .then(() -> client.close(1000, "").subscribe())
        .assertNext(
            state ->
                assertThat(state.cause().orElseThrow())
                    .isInstanceOfSatisfying(
                        SocketOperationException.class,
                        ended ->
                            assertThat(ended.status()).isEqualTo(SocketErrorStatus.ALREADY_CLOSED)))
        .expectComplete()
        .verify(TIMEOUT);

    StepVerifier.create(trigger.usingTransport(ChannelTransport.reconnecting(client)))
        .expectError(SocketOperationException.class)
        .verify(TIMEOUT);
  }

  @Test
  void closing_the_channel_leaves_the_session_to_the_client_and_to_other_channels() {
    ControlChannelTrigger trigger = open();
    setUp(trigger, ChannelTransport.reconnecting(client));
    MessageWebSocket session = client.socket().block(TIMEOUT);

    trigger.close().block(TIMEOUT);

    assertThat(session.isOpen()).isTrue();
    client.send(Frame.text("still here")).block(TIMEOUT);
    ControlChannelTrigger next = open();
    assertThat(next.usingTransport(ChannelTransport.reconnecting(client)).block(TIMEOUT))
        .isSameAs(session);
  }
}
