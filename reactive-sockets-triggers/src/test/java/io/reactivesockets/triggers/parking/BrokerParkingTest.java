package io.reactivesockets.triggers.parking;

import static io.reactivesockets.triggers.broker.TestBroker.LIMIT;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.reactivesockets.error.SocketErrorStatus;
import io.reactivesockets.error.SocketOperationException;
import io.reactivesockets.stream.StreamSocket;
import io.reactivesockets.triggers.activity.Connection;
import io.reactivesockets.triggers.activity.SocketActivityTask;
import io.reactivesockets.triggers.activity.SocketBroker;
import io.reactivesockets.triggers.activity.SocketBrokerControl;
import io.reactivesockets.triggers.broker.SocketBrokerService;
import io.reactivesockets.triggers.broker.SocketBrokerServiceControl;
import io.reactivesockets.triggers.broker.TestBroker;
import io.reactivesockets.triggers.control.ChannelTransport;
import io.reactivesockets.triggers.control.ControlChannelState;
import io.reactivesockets.triggers.control.ControlChannelState.Phase;
import io.reactivesockets.triggers.control.ControlChannelTrigger;
import io.reactivesockets.triggers.control.ControlChannelTriggerControl;
import io.reactivesockets.triggers.control.ControlChannelTriggerResetEventDetails;
import io.reactivesockets.triggers.control.ControlChannelTriggerResetReason;
import io.reactivesockets.triggers.control.ControlChannelTriggerResourceType;
import io.reactivesockets.triggers.control.ControlChannelTriggerStatus;
import io.reactivesockets.triggers.control.ControlChannels;
import io.reactivesockets.triggers.control.ControlChannelsControl;
import io.reactivesockets.triggers.control.KeepAlive;
import io.reactivesockets.triggers.control.ParkingNotice;
import io.reactivesockets.triggers.control.PushNotification;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;
import reactor.test.subscriber.TestSubscriber;

/** Channels parked in a broker, over real sockets: what happens to them there comes back. */
class BrokerParkingTest {

  private static final UUID TASK = SocketActivityTask.runningProcess("task").id();
  private static final Duration SELDOM = Duration.ofMinutes(25);
  private static final Duration BROKER_TIMEOUT = Duration.ofSeconds(2);

  /** To end a broker, to begin with another one, and to see the reset. */
  private static final Duration HANDLING = Duration.ofSeconds(1);

  private static final int MOST_TIMES = 5;
  private static final Duration HEARING = Duration.ofSeconds(60);

  private TestBroker service;
  private ServerSocket server;
  private SocketBroker broker;
  private ControlChannels channels;

  @BeforeEach
  void start() throws IOException {
    service = TestBroker.start();
    server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    server.setSoTimeout((int) LIMIT.toMillis());
    broker = connect();
    channels = channels(broker);
  }

  @AfterEach
  void stop() throws IOException {
    channels.close().block(LIMIT);
    broker.close().block(LIMIT);
    server.close();
    service.close();
  }

  private SocketBroker connect() {
    return SocketBroker.connect(
            SocketBrokerControl.builder(service.directory(), "channels")
                .timeout(BROKER_TIMEOUT)
                .build())
        .block(LIMIT);
  }

  private static ControlChannels channels(SocketBroker in) {
    return ControlChannels.create(
        ControlChannelsControl.builder()
            .window(Duration.ofMillis(50))
            .parkingPlace(BrokerParking.in(in, TASK))
            .build());
  }

  private static ControlChannelTrigger open(ControlChannels in, Duration interval) {
    return in.open(
        "channel",
        ControlChannelTriggerControl.builder()
            .serverKeepAliveInterval(interval)
            .resourceType(ControlChannelTriggerResourceType.REQUEST_HARDWARE_SLOT)
            .firstDelay(Duration.ofMillis(20))
            .replyTimeout(LIMIT)
            .build());
  }

  private ChannelTransport<StreamSocket> transport() {
    return ChannelTransport.stream(
            StreamSocket.connect("127.0.0.1", server.getLocalPort(), Connection.onEpoll()))
        .keepAlive(KeepAlive.bytes(UTF_8.encode("\n")));
  }

  private Socket setUp(ControlChannelTrigger trigger) throws IOException {
    trigger.usingTransport(transport()).block(LIMIT);
    assertThat(trigger.waitForPushEnabled().block(LIMIT))
        .isEqualTo(ControlChannelTriggerStatus.HARDWARE_SLOT_ALLOCATED);
    return accept();
  }

  private Socket accept() throws IOException {
    Socket peer = server.accept();
    peer.setTcpNoDelay(true);
    peer.setSoTimeout((int) LIMIT.toMillis());
    return peer;
  }

  private static void send(Socket peer, String text) {
    try {
      peer.getOutputStream().write(text.getBytes(UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Mono<String> read(PushNotification push) {
    return push.transport(StreamSocket.class)
        .input()
        .next()
        .map(bytes -> UTF_8.decode(bytes).toString());
  }

  private static Mono<String> readAndPark(PushNotification push) {
    ControlChannelTrigger trigger = push.controlChannelTrigger();
    return read(push).flatMap(text -> trigger.park().thenReturn(text));
  }

  private static Phase phase(ControlChannelTrigger trigger) {
    return trigger.information().state().phase();
  }

  @Test
  void what_arrives_in_the_broker_brings_the_channel_back_and_is_pushed() throws IOException {
    ControlChannelTrigger trigger = open(channels, SELDOM);
    try (Socket peer = setUp(trigger)) {
      trigger.park().block(LIMIT);
      assertThat(phase(trigger)).isEqualTo(Phase.PARKED);
      assertThat(service.sockets()).isOne();

      StepVerifier.create(trigger.pushNotifications().concatMap(BrokerParkingTest::read))
          .then(() -> send(peer, "news"))
          .expectNext("news")
          .thenCancel()
          .verify(LIMIT);

      assertThat(phase(trigger)).isEqualTo(Phase.OPEN);
      assertThat(service.sockets()).isZero();
      assertThat(trigger.information().connections()).isOne();
      Connection.send(trigger.transport(StreamSocket.class).orElseThrow(), "answer");
      assertThat(new String(peer.getInputStream().readNBytes(6), UTF_8)).isEqualTo("answer");
    }
  }

  @Test
  void not_a_byte_is_lost_on_the_way_there_and_back() throws IOException {
    ControlChannelTrigger trigger = open(channels, SELDOM);
    String all = IntStream.range(0, 2_000).mapToObj(i -> i + " ").collect(Collectors.joining());
    try (Socket peer = setUp(trigger)) {
      // One piece is read while the next one arrives, wherever the channel is then.
      Semaphore pieces = new Semaphore(2);
      Thread sender =
          new Thread(
              () -> {
                for (int i = 0; i < all.length(); i += 100) {
                  pieces.acquireUninterruptibly();
                  send(peer, all.substring(i, Math.min(i + 100, all.length())));
                }
              });
      StringBuilder got = new StringBuilder();

      StepVerifier.create(
              trigger
                  .pushNotifications()
                  .concatMap(BrokerParkingTest::readAndPark)
                  .doOnNext(
                      text -> {
                        int before = got.length() / 100;
                        pieces.release(got.append(text).length() / 100 - before);
                      })
                  .filter(text -> got.length() >= all.length())
                  .take(1))
          .then(() -> trigger.park().subscribe())
          .then(sender::start)
          .expectNextCount(1)
          .expectComplete()
          .verify(LIMIT);

      assertThat(got).hasToString(all);
    }
  }

  @Test
  void a_keep_alive_that_is_due_in_the_broker_is_sent_and_the_channel_parked_again()
      throws IOException {
    ControlChannelTrigger trigger = open(channels, Duration.ofMillis(300));
    try (Socket peer = setUp(trigger)) {
      StepVerifier.create(
              trigger.states().map(ControlChannelState::phase).filter(Phase.PARKED::equals).take(4))
          .then(() -> trigger.park().subscribe())
          .expectNextCount(4)
          .expectComplete()
          .verify(LIMIT);

      assertThat(new String(peer.getInputStream().readNBytes(3), UTF_8)).isEqualTo("\n\n\n");
      assertThat(trigger.information().keepAlivesAnswered()).isGreaterThanOrEqualTo(3);
      assertThat(trigger.information().connections()).isOne();
      assertThat(trigger.information().lostConnections()).isZero();
      trigger.unpark().block(LIMIT);
      assertThat(trigger.transport(StreamSocket.class)).isPresent();
    }
  }

  @Test
  void a_broker_that_does_not_come_back_resets_what_was_parked_there_within_its_timeout()
      throws IOException {
    expectApplicationRestart(
        BROKER_TIMEOUT.plus(HANDLING),
        "the broker is lost: ",
        running -> {
          running.close().block(LIMIT);
          return running;
        });
  }

  @Test
  void a_broker_that_is_restarted_without_it_resets_what_was_parked_there_in_a_second()
      throws IOException {
    expectApplicationRestart(
        Duration.ofSeconds(1).plus(HANDLING),
        "the broker is back without it",
        running -> {
          running.close().block(LIMIT);
          return startBroker();
        });
  }

  private SocketBrokerService startBroker() {
    return SocketBrokerService.open(SocketBrokerServiceControl.builder(service.directory()).build())
        .block(LIMIT);
  }

  /**
   * Once in the stated time is proof enough: a busy machine may need longer, and is asked again.
   */
  private void expectApplicationRestart(
      Duration stated, String detail, UnaryOperator<SocketBrokerService> end) throws IOException {
    ControlChannelTrigger trigger = open(channels, SELDOM);
    SocketBrokerService running = service.service();
    List<Duration> took = new ArrayList<>();
    Socket peer = setUp(trigger);
    try {
      do {
        trigger.park().block(LIMIT);
        CompletableFuture<ControlChannelTriggerResetEventDetails> next =
            trigger.resets().next().toFuture();
        long start = System.nanoTime();
        SocketBrokerService after = end.apply(running);
        ControlChannelTriggerResetEventDetails reset =
            next.orTimeout(LIMIT.toSeconds(), TimeUnit.SECONDS).join();
        took.add(Duration.ofNanos(System.nanoTime() - start));
        running = after == running ? startBroker() : after;

        assertThat(reset.resetReason())
            .isEqualTo(ControlChannelTriggerResetReason.APPLICATION_RESTART);
        assertThat(reset.detail()).startsWith(detail);
        assertThat(reset.hardwareSlotReset()).isTrue();
        assertThat(peer.getInputStream().read()).isEqualTo(-1);
        peer.close();
        peer = accept();
        expectOpen(trigger);
      } while (last(took).compareTo(stated) > 0 && took.size() < MOST_TIMES);
      assertThat(last(took)).as("the last of %s", took).isLessThanOrEqualTo(stated);
    } finally {
      peer.close();
      running.close().block(LIMIT);
    }
  }

  private static void expectOpen(ControlChannelTrigger trigger) {
    trigger.states().map(ControlChannelState::phase).filter(Phase.OPEN::equals).blockFirst(LIMIT);
  }

  private static Duration last(List<Duration> all) {
    return all.get(all.size() - 1);
  }

  @Test
  void a_connection_that_ends_in_the_broker_is_made_again() throws IOException {
    ControlChannelTrigger trigger = open(channels, SELDOM);
    try (Socket peer = setUp(trigger)) {
      trigger.park().block(LIMIT);

      peer.close();

      accept().close();
      assertThat(service.sockets()).isZero();
      assertThat(trigger.information().lostConnections()).isPositive();
    }
  }

  @Test
  void a_reset_of_the_application_reaches_what_is_parked() throws IOException {
    ControlChannelTrigger trigger = open(channels, SELDOM);
    try (Socket peer = setUp(trigger)) {
      trigger.park().block(LIMIT);

      channels.reset(
          ControlChannelTriggerResetReason.CREDENTIAL_CHANGED, every -> true, "a new password");

      try (Socket again = accept()) {
        assertThat(again.isConnected()).isTrue();
        assertThat(service.sockets()).isZero();
        assertThat(trigger.information().resets()).isOne();
      }
    }
  }

  @Test
  void what_the_broker_refuses_stays_here_with_its_bytes() throws IOException {
    ControlChannelTrigger trigger = open(channels, SELDOM);
    try (Socket peer = setUp(trigger);
        Connection other = Connection.open()) {
      broker.enableTransferOwnership(other.ours(), TASK);
      broker.transfer(other.ours(), "channel").block(LIMIT);

      StepVerifier.create(trigger.park())
          .expectErrorSatisfies(
              e ->
                  assertThat(((SocketOperationException) e).status())
                      .isEqualTo(SocketErrorStatus.IN_USE))
          .verify(LIMIT);

      StepVerifier.create(trigger.pushNotifications().concatMap(BrokerParkingTest::read))
          .then(() -> send(peer, "still here"))
          .expectNext("still here")
          .thenCancel()
          .verify(LIMIT);
      assertThat(broker.keptSockets()).isEmpty();
    }
  }

  @Test
  void who_listens_and_asks_for_nothing_keeps_nobody_else_from_hearing() throws IOException {
    BrokerParking parking = BrokerParking.in(broker, TASK);
    try (Connection connection = Connection.open()) {
      // given
      TestSubscriber<ParkingNotice> silent = TestSubscriber.builder().initialRequest(0).build();
      parking.notices().subscribe(silent);
      parking.park("one", connection.ours(), SELDOM).block(LIMIT);

      // when
      connection.peerSends("news");

      // then
      assertThat(parking.notices().map(ParkingNotice::id).next().block(HEARING)).isEqualTo("one");
      silent.request(1);
      assertThat(silent.getReceivedOnNext()).extracting(ParkingNotice::id).containsExactly("one");
      silent.cancel();
      parking.takeBack("one").cast(StreamSocket.class).flatMap(StreamSocket::close).block(LIMIT);
    }
  }

  @Test
  void another_process_takes_over_what_one_has_parked() throws IOException {
    ControlChannelTrigger trigger = open(channels, SELDOM);
    SocketBroker next = null;
    try (Socket peer = setUp(trigger)) {
      trigger.park().block(LIMIT);
      channels.close().then(broker.close()).block(LIMIT);
      send(peer, "meanwhile");
      next = connect();
      channels = channels(next);
      ControlChannelTrigger heir = open(channels, SELDOM);

      heir.usingParkedTransport(transport()).block(LIMIT);
      StepVerifier.create(heir.pushNotifications().concatMap(BrokerParkingTest::read))
          .then(() -> heir.waitForPushEnabled().subscribe())
          .expectNext("meanwhile")
          .thenCancel()
          .verify(LIMIT);

      // Nobody knows how long it was silent, so it is kept alive at once.
      assertThat(peer.getInputStream().read()).isEqualTo('\n');
    } finally {
      channels.close().block(LIMIT);
      if (next != null) {
        next.close().block(LIMIT);
      }
    }
  }
}
