package io.reactivesockets.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivesockets.error.SocketErrorStatus;
import io.reactivesockets.error.SocketOperationException;
import io.reactivesockets.websocket.SlowConsumerPolicy.Action;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

/** A publisher on a thread of its own that is faster than the event loop. */
class OutrunTest {

  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final int MESSAGES = 1_000;
  private static final int MESSAGE_BYTES = 10_000;
  private static final int BUDGET = 100_000;
  private static final int THREADS = 4;
  private static final Pattern WHOLE = Pattern.compile("(\\d+):\\1:\\1[.]");

  private final Queue<Frame> received = new ConcurrentLinkedQueue<>();
  private final CountDownLatch held = new CountDownLatch(1);
  private final AtomicBoolean goOn = new AtomicBoolean();
  private TestServer server;
  private MessageWebSocket socket;

  @BeforeEach
  void serve() {
    server =
        TestServer.start(
            ServerMessageWebSocket.route(
                each ->
                    each.send(Frame.text("now"))
                        .thenMany(each.frames().doOnNext(received::add))
                        .onErrorComplete()
                        .then()));
  }

  @AfterEach
  void stop() {
    goOn.set(true);
    socket.close(1000, "").onErrorComplete().block(TIMEOUT);
    server.close();
  }

  /** Opens a WebSocket whose event loop does nothing from now on until it may go on. */
  private void connect(Action action) throws InterruptedException {
    MessageWebSocketControl control =
        MessageWebSocketControl.builder()
            .slowConsumerPolicy(new SlowConsumerPolicy(action, CloseStatus.POLICY_VIOLATION))
            .pendingOutboundBytes(BUDGET)
            .closeTimeout(Duration.ofSeconds(5))
            .build();
    socket =
        Objects.requireNonNull(MessageWebSocket.connect(server.uri("/"), control).block(TIMEOUT));
    socket.frames().subscribe(now -> hold(), failure -> {});
    assertThat(held.await(TIMEOUT.toSeconds(), TimeUnit.SECONDS)).isTrue();
  }

  private void hold() {
    long deadline = System.nanoTime() + TIMEOUT.toNanos();
    held.countDown();
    boolean waits = true;
    while (waits) {
      waits = !goOn.get() && System.nanoTime() < deadline;
    }
  }

  private static Frame message() {
    return Frame.binary(new byte[MESSAGE_BYTES]);
  }

  private static long alive(List<WeakReference<Frame>> messages) {
    System.gc();
    return messages.stream().filter(each -> !each.refersTo(null)).count();
  }

  @ParameterizedTest
  @EnumSource(value = Action.class, names = "WAIT", mode = EnumSource.Mode.EXCLUDE)
  void only_what_may_wait_is_kept(Action action) throws InterruptedException {
    connect(action);
    List<WeakReference<Frame>> messages = new ArrayList<>();
    Flux<Frame> fast =
        Flux.range(0, MESSAGES)
            .map(
                number -> {
                  Frame message = message();
                  messages.add(new WeakReference<>(message));
                  return message;
                });

    Mono<Void> end = socket.send(fast).cache();
    end.subscribe(none -> {}, failure -> {});

    assertThat(messages).hasSize(MESSAGES);
    assertThat(alive(messages)).isBetween(1L, BUDGET / MESSAGE_BYTES + 1L);

    goOn.set(true);
    if (action == Action.CLOSE) {
      StepVerifier.create(end)
          .expectErrorMatches(
              e ->
                  e instanceof SocketOperationException failure
                      && failure.status() == SocketErrorStatus.NO_BUFFER_SPACE)
          .verify(TIMEOUT);
    } else {
      StepVerifier.create(end).expectComplete().verify(TIMEOUT);
      WebSocketInformation information = socket.information();
      assertThat(information.messagesSent() + information.messagesDropped()).isEqualTo(MESSAGES);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"DROP_OLDEST", "DROP_NEWEST", "KEEP_LATEST"})
  void single_messages_share_the_bound(String action) throws InterruptedException {
    connect(Action.valueOf(action));
    List<WeakReference<Frame>> messages = new ArrayList<>();
    List<Mono<Void>> sends = new ArrayList<>();
    for (int i = 0; i < MESSAGES; i++) {
      Sinks.Empty<Void> sent = Sinks.empty();
      Frame message = message();
      messages.add(new WeakReference<>(message));
      socket.send(message).subscribe(none -> {}, sent::tryEmitError, sent::tryEmitEmpty);
      sends.add(sent.asMono());
    }

    assertThat(alive(messages)).isBetween(1L, BUDGET / MESSAGE_BYTES + 1L);

    goOn.set(true);
    StepVerifier.create(Mono.when(sends)).expectComplete().verify(TIMEOUT);
  }

  @ParameterizedTest
  @EnumSource(value = Action.class, names = "CLOSE", mode = EnumSource.Mode.EXCLUDE)
  void messages_of_several_threads_stay_whole(Action action) throws InterruptedException {
    connect(action);
    goOn.set(true);

    Flux<Void> sends =
        Flux.range(0, THREADS)
            .flatMap(
                thread ->
                    socket
                        .send(Flux.range(0, MESSAGES).concatMapIterable(OutrunTest::parts))
                        .subscribeOn(Schedulers.parallel()));

    StepVerifier.create(sends).expectComplete().verify(TIMEOUT);
    socket.close(1000, "").block(TIMEOUT);
    WebSocketInformation information = socket.information();
    assertThat(information.messagesSent() + information.messagesDropped())
        .isEqualTo(THREADS * MESSAGES);
    assertThat(received).hasSize((int) information.messagesSent());
    assertThat(received).allMatch(message -> WHOLE.matcher(message.text()).matches());
  }

  private static List<Frame> parts(int number) {
    return List.of(
        Frame.textPart(number + ":"), Frame.textPart(number + ":"), Frame.text(number + "."));
  }
}
