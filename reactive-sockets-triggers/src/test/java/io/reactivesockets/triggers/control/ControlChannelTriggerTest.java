package io.reactivesockets.triggers.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.reactivesockets.error.SocketErrorStatus;
import io.reactivesockets.error.SocketOperationException;
import io.reactivesockets.error.SocketPhase;
import io.reactivesockets.triggers.control.ControlChannelState.Phase;
import io.reactivesockets.triggers.control.FakeTransport.FakePeer;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.test.StepVerifier;

/** A channel over a transport of the test's own, in virtual time. */
@Tag("once")
class ControlChannelTriggerTest {

  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final Duration SERVER = Duration.ofMinutes(25);

  private final VirtualMachine machine = new VirtualMachine();
  private final FakePeer peer = new FakePeer();
  private final List<ControlChannelTriggerEventDetails> events = new ArrayList<>();
  private ControlChannels channels = machine.channels(ControlChannelsControl.defaults());

  @AfterEach
  void close() {
    channels.close().block(TIMEOUT);
  }

  private ControlChannelTrigger enabled(String id) {
    ControlChannelTrigger trigger = channels.open(id, SERVER);
    trigger.events().subscribe(events::add);
    trigger.usingTransport(peer.transport()).block(TIMEOUT);
    assertThat(trigger.waitForPushEnabled().block(TIMEOUT))
        .isEqualTo(ControlChannelTriggerStatus.SOFTWARE_SLOT_ALLOCATED);
    return trigger;
  }

  // Order and names.

  @Test
  void an_id_has_1_to_64_characters() {
    assertThatThrownBy(() -> channels.open("", SERVER))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> channels.open("x".repeat(65), SERVER))
        .hasMessage("id: 65 characters (expected: 1..64)");
    assertThat(channels.open("x".repeat(64), SERVER).id()).hasSize(64);
  }

  @Test
  void an_id_is_taken_until_its_channel_is_closed() {
    ControlChannelTrigger first = channels.open("mail", SERVER);

    assertThatThrownBy(() -> channels.open("mail", SERVER))
        .isInstanceOfSatisfying(
            SocketOperationException.class,
            taken -> assertThat(taken.status()).isEqualTo(SocketErrorStatus.IN_USE));

    first.close().block(TIMEOUT);
    assertThat(channels.open("mail", SERVER)).isNotNull();
  }

  @Test
  void minutes_are_15_to_1439_and_a_duration_may_be_anything_sensible() {
    assertThatThrownBy(() -> ControlChannelTrigger.create("mail", 14))
        .hasMessage("serverKeepAliveMinutes: 14 (expected: 15..1439)");
    assertThatThrownBy(() -> ControlChannelTrigger.create("mail", 1440))
        .isInstanceOf(IllegalArgumentException.class);
    ControlChannelTrigger least = ControlChannelTrigger.create("least", 15);
    assertThat(least.serverKeepAliveInterval()).isEqualTo(Duration.ofMinutes(15));
    least.close().block(TIMEOUT);
    assertThat(channels.open("quick", Duration.ofSeconds(1)).serverKeepAliveInterval())
        .isEqualTo(Duration.ofSeconds(1));
    assertThatThrownBy(() -> channels.open("never", Duration.ofDays(11)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void what_needs_a_transport_says_so_before_there_is_one() {
    ControlChannelTrigger trigger = channels.open("mail", SERVER);

    expectStatus(trigger.waitForPushEnabled(), SocketErrorStatus.NOT_CONNECTED);
    expectStatus(trigger.flushTransport(), SocketErrorStatus.NOT_CONNECTED);
    expectStatus(trigger.decreaseNetworkKeepAliveInterval(), SocketErrorStatus.NOT_CONNECTED);
    expectStatus(trigger.park(), SocketErrorStatus.OPERATION_NOT_SUPPORTED);
    expectStatus(trigger.unpark(), SocketErrorStatus.NOT_CONNECTED);
  }

  @Test
  void flushing_and_decreasing_want_the_set_up_completed() {
    ControlChannelTrigger trigger = channels.open("mail", SERVER);
    trigger.usingTransport(peer.transport()).block(TIMEOUT);

    StepVerifier.create(trigger.flushTransport())
        .expectErrorMatches(
            failure -> String.valueOf(failure.getMessage()).contains("call waitForPushEnabled()"))
        .verify(TIMEOUT);
    expectStatus(trigger.decreaseNetworkKeepAliveInterval(), SocketErrorStatus.NOT_CONNECTED);
  }

  @Test
  void a_second_transport_is_refused_while_there_is_one() {
    ControlChannelTrigger trigger = enabled("mail");

    expectStatus(trigger.usingTransport(peer.transport()), SocketErrorStatus.IN_USE);
    assertThat(peer.attempts).isEqualTo(1);
  }

  @Test
  void a_first_connection_that_fails_is_the_callers_business_and_another_can_be_used() {
    ControlChannelTrigger trigger = channels.open("mail", SERVER);
    peer.reachable = false;

    StepVerifier.create(trigger.usingTransport(peer.transport()))
        .expectError(IllegalStateException.class)
        .verify(TIMEOUT);

    peer.reachable = true;
    assertThat(trigger.usingTransport(peer.transport()).block(TIMEOUT)).isSameAs(peer.last());
  }

  @Test
  void cancelling_abandons_the_first_connection() {
    ControlChannelTrigger trigger = channels.open("mail", SERVER);
    boolean[] cancelled = {false};
    ChannelTransport<FakeTransport> slow =
        ChannelTransport.of(
            Mono.<FakeTransport>never().doOnCancel(() -> cancelled[0] = true),
            FakeTransport::keepAlive);

    trigger.usingTransport(slow).subscribe().dispose();

    assertThat(cancelled[0]).isTrue();
    assertThat(trigger.information().state().phase()).isEqualTo(Phase.IDLE);
  }

  @Test
  void a_closed_channel_takes_nothing_more_and_its_events_are_over() {
    ControlChannelTrigger trigger = enabled("mail");
    FakeTransport transport = peer.last();

    trigger.close().block(TIMEOUT);
    trigger.close().block(TIMEOUT);

    assertThat(transport.released).isTrue();
    expectStatus(trigger.usingTransport(peer.transport()), SocketErrorStatus.ALREADY_CLOSED);
    expectStatus(trigger.waitForPushEnabled(), SocketErrorStatus.ALREADY_CLOSED);
    StepVerifier.create(trigger.events()).verifyComplete();
    StepVerifier.create(trigger.states().map(ControlChannelState::phase))
        .expectNext(Phase.CLOSED)
        .expectComplete()
        .verify(TIMEOUT);
    assertThat(channels.information().softwareSlots()).isZero();
  }

  @Test
  void everything_says_that_the_channels_are_closed_and_nothing_hangs() {
    ControlChannelTrigger trigger = enabled("mail");
    channels.close().block(TIMEOUT);
    channels.close().block(TIMEOUT);

    expectStatus(trigger.waitForPushEnabled(), SocketErrorStatus.ALREADY_CLOSED);
    expectStatus(trigger.flushTransport(), SocketErrorStatus.ALREADY_CLOSED);
    StepVerifier.create(channels.events()).expectComplete().verify(TIMEOUT);
    assertThatThrownBy(() -> channels.open("more", SERVER))
        .isInstanceOf(SocketOperationException.class);
    assertThat(peer.last().released).isTrue();
  }

  // Slots.

  @Test
  void slots_are_granted_until_none_is_left_and_again_when_one_is_given_back() {
    channels.close().block(TIMEOUT);
    channels = machine.channels(ControlChannelsControl.builder().softwareSlots(1).build());
    ControlChannelTrigger first = enabled("first");
    ControlChannelTrigger second = channels.open("second", SERVER);
    second.usingTransport(peer.transport()).block(TIMEOUT);

    assertThat(second.waitForPushEnabled().block(TIMEOUT))
        .isEqualTo(ControlChannelTriggerStatus.POLICY_ERROR);

    first.close().block(TIMEOUT);
    assertThat(second.waitForPushEnabled().block(TIMEOUT))
        .isEqualTo(ControlChannelTriggerStatus.SOFTWARE_SLOT_ALLOCATED);
    assertThat(second.waitForPushEnabled().block(TIMEOUT))
        .isEqualTo(ControlChannelTriggerStatus.SOFTWARE_SLOT_ALLOCATED);
    assertThat(channels.information().softwareSlots()).isEqualTo(1);
  }

  @Test
  void without_a_parking_place_a_hardware_slot_becomes_a_software_slot() {
    ControlChannelTrigger trigger = channels.open("mail", hardware());
    trigger.usingTransport(peer.transport()).block(TIMEOUT);

    assertThat(trigger.waitForPushEnabled().block(TIMEOUT))
        .isEqualTo(ControlChannelTriggerStatus.SOFTWARE_SLOT_ALLOCATED);
    assertThat(trigger.isWakeFromLowPowerSupported()).isFalse();
  }

  private static ControlChannelTriggerControl hardware() {
    return ControlChannelTriggerControl.builder()
        .resourceType(ControlChannelTriggerResourceType.REQUEST_HARDWARE_SLOT)
        .build();
  }

  @Test
  void a_transport_that_was_lost_before_the_set_up_is_told() {
    ControlChannelTrigger trigger = channels.open("mail", SERVER);
    trigger.usingTransport(peer.transport()).block(TIMEOUT);

    peer.last().end.tryEmitEmpty();

    assertThat(trigger.waitForPushEnabled().block(TIMEOUT))
        .isEqualTo(ControlChannelTriggerStatus.TRANSPORT_DISCONNECTED);
  }

  @Test
  void a_transport_that_cannot_be_prepared_is_a_system_error() {
    ControlChannelTrigger trigger = channels.open("mail", SERVER);
    KeepAlive<FakeTransport> broken =
        new KeepAlive<>() {
          @Override
          public Mono<KeepAliveAnswer> send(FakeTransport transport, KeepAliveDue due) {
            return Mono.empty();
          }

          @Override
          public void prepare(FakeTransport transport, Duration interval, Duration replyTimeout) {
            throw new IllegalStateException("no such option");
          }
        };
    trigger.usingTransport(peer.transport().keepAlive(broken)).block(TIMEOUT);

    assertThat(trigger.waitForPushEnabled().block(TIMEOUT))
        .isEqualTo(ControlChannelTriggerStatus.SYSTEM_ERROR);
    assertThat(channels.information().softwareSlots()).isZero();
  }

  // Keep-alive.

  @Test
  void a_keep_alive_is_told_with_its_window_and_sent() {
    enabled("mail");

    machine.pass(Duration.ofMinutes(2));

    assertThat(peer.last().keepAlives).hasSize(1);
    assertThat(events).hasSize(1);
    KeepAliveDue due = (KeepAliveDue) events.get(0);
    assertThat(due.interval()).isEqualTo(Duration.ofMinutes(2));
    assertThat(due.window()).isEqualTo(Duration.ofSeconds(15));
    assertThat(due.idle().plus(due.early())).isEqualTo(due.interval());
    assertThat(due.probe()).isFalse();
  }

  @Test
  void without_a_limit_of_the_network_the_interval_grows_to_that_of_the_server() {
    ControlChannelTrigger trigger = enabled("mail");

    machine.pass(Duration.ofHours(24));

    assertThat(trigger.currentKeepAliveInterval()).isEqualTo(SERVER);
    assertThat(trigger.information().lostConnections()).isZero();
  }

  @Test
  void a_network_that_forgets_is_learned_and_the_cost_is_told() {
    peer.networkForgetsAfter = Duration.ofMinutes(7);
    ControlChannelTrigger trigger = enabled("mail");

    machine.pass(Duration.ofHours(12));

    ControlChannelTriggerInformation now = trigger.information();
    assertThat(now.currentKeepAliveInterval())
        .isBetween(Duration.ofSeconds(336), Duration.ofMinutes(7));
    assertThat(now.lostConnections())
        .isLessThanOrEqualTo(8)
        .isEqualTo(now.networkKeepAliveInterval().orElseThrow().lostConnections());
    assertThat(now.connections()).isEqualTo(now.lostConnections() + 1);
    assertThat(peer.connections.stream().filter(one -> !one.released)).hasSize(1);
  }

  @Test
  void many_channels_learn_together_and_one_pays() {
    peer.networkForgetsAfter = Duration.ofMinutes(7);
    channels.close().block(TIMEOUT);
    channels = machine.channels(ControlChannelsControl.defaults());
    List<ControlChannelTrigger> all = new ArrayList<>();
    // Own transports are told apart by the channel: these are told to have one path.
    for (int i = 0; i < 200; i++) {
      ControlChannelTrigger trigger = channels.open("channel " + i, SERVER);
      trigger
          .usingTransport(
              peer.transport()
                  .between(
                      any -> new InetSocketAddress("127.0.0.1", 5_000),
                      any -> new InetSocketAddress("127.0.0.1", 443)))
          .block(TIMEOUT);
      trigger.waitForPushEnabled().block(TIMEOUT);
      all.add(trigger);
    }

    machine.pass(Duration.ofHours(12));

    assertThat(all.stream().mapToLong(one -> one.information().lostConnections()).sum())
        .isLessThanOrEqualTo(8);
    assertThat(all)
        .allSatisfy(
            one ->
                assertThat(one.currentKeepAliveInterval()).isGreaterThan(Duration.ofSeconds(330)));
    assertThat(channels.information().networks()).isEqualTo(1);
  }

  @Test
  void nothing_is_learned_from_a_silence_that_was_none() {
    ControlChannelTrigger trigger = enabled("mail");
    for (int i = 0; i < 100; i++) {
      machine.pass(Duration.ofMinutes(1));
      peer.last().traffic++;
    }

    assertThat(trigger.information().networkKeepAliveInterval().orElseThrow().longestKept())
        .isZero();
    assertThat(trigger.currentKeepAliveInterval()).isEqualTo(Duration.ofMinutes(2));
  }

  @Test
  void a_loss_while_the_peer_cannot_be_reached_is_not_blamed_on_the_silence() {
    ControlChannelTrigger trigger = enabled("mail");
    peer.last().answers(Optional.empty());
    peer.networkForgetsAfter = Duration.ofMinutes(1);
    peer.reachable = false;

    machine.pass(Duration.ofMinutes(3));
    peer.reachable = true;
    peer.networkForgetsAfter = Duration.ofDays(100);
    machine.pass(Duration.ofMinutes(3));

    ControlChannelTriggerInformation now = trigger.information();
    assertThat(now.connections()).isEqualTo(2);
    assertThat(now.networkKeepAliveInterval().orElseThrow().shortestLost()).isEmpty();
  }

  @Test
  void another_mapped_address_means_that_the_network_has_forgotten() {
    ControlChannelTrigger trigger = enabled("mail");
    peer.last().answers(Optional.of(KeepAliveAnswer.mappedTo("198.51.100.1:4711")));
    machine.pass(Duration.ofMinutes(2));
    assertThat(trigger.information().lostConnections()).isZero();

    peer.last().answers(Optional.of(KeepAliveAnswer.mappedTo("198.51.100.1:4712")));
    machine.pass(Duration.ofMinutes(2).plusSeconds(1));

    ControlChannelTriggerInformation now = trigger.information();
    assertThat(now.lostConnections()).isEqualTo(1);
    assertThat(now.networkKeepAliveInterval().orElseThrow().shortestLost()).isPresent();
  }

  @Test
  void decreasing_by_hand_halves_the_interval_of_all_on_the_same_network() {
    ControlChannelTrigger trigger = enabled("mail");

    trigger.decreaseNetworkKeepAliveInterval().block(TIMEOUT);

    assertThat(trigger.currentKeepAliveInterval())
        .isBetween(Duration.ofSeconds(55), Duration.ofSeconds(60));
    machine.pass(Duration.ofSeconds(60));
    assertThat(peer.last().keepAlives).hasSize(1);
  }

  @Test
  void the_interval_of_the_server_can_be_changed_and_holds_at_once() {
    ControlChannelTrigger trigger = enabled("mail");

    trigger.serverKeepAliveInterval(Duration.ofSeconds(40));

    assertThat(trigger.currentKeepAliveInterval()).isEqualTo(Duration.ofSeconds(40));
    machine.pass(Duration.ofSeconds(40));
    assertThat(peer.last().keepAlives).hasSize(1);
  }

  @Test
  void keep_alives_beyond_the_budget_wait_for_their_turn_and_all_are_sent() {
    channels.close().block(TIMEOUT);
    channels = machine.channels(ControlChannelsControl.builder().keepAlivesAtOnce(10).build());
    for (int i = 0; i < 100; i++) {
      enabled("channel " + i);
    }

    machine.pass(Duration.ofMinutes(2));

    assertThat(channels.information().keepAlivesSent()).isEqualTo(100);
    assertThat(channels.information().keepAlivesUnderWay()).isZero();
    assertThat(channels.information().keepAlivesWaiting()).isZero();
  }

  // Push.

  @Test
  void what_arrives_is_told_once_until_it_is_dealt_with() {
    ControlChannelTrigger trigger = enabled("mail");
    FakeTransport transport = peer.last();

    transport.arrives(true);
    assertThat(events).containsExactly(new PushNotification(trigger, transport));

    transport.taken();
    trigger.flushTransport().block(TIMEOUT);
    assertThat(transport.flushes).isEqualTo(1);
    transport.arrives(true);
    assertThat(events).hasSize(2);
    assertThat(trigger.information().pushNotifications()).isEqualTo(2);
  }

  @Test
  void who_subscribes_late_is_told_of_what_waits() {
    ControlChannelTrigger trigger = enabled("mail");
    peer.last().arrives(true);

    StepVerifier.create(trigger.pushNotifications().take(1))
        .assertNext(push -> assertThat(push.transport(FakeTransport.class)).isSameAs(peer.last()))
        .expectComplete()
        .verify(TIMEOUT);
  }

  @Test
  void an_end_without_anything_before_it_is_a_lost_connection_not_a_push() {
    ControlChannelTrigger trigger = enabled("mail");

    peer.last().arrives(false);
    machine.pass(Duration.ofSeconds(1));

    assertThat(events).isEmpty();
    assertThat(peer.connections).hasSize(2);
    assertThat(trigger.information().lostConnections()).isEqualTo(1);
  }

  // Losing and connecting again.

  @Test
  void a_lost_connection_is_made_again_and_parked_again() {
    ControlChannelTrigger trigger = enabled("mail");
    List<Phase> phases = new ArrayList<>();
    trigger.states().subscribe(state -> phases.add(state.phase()));

    peer.last().end.tryEmitEmpty();
    machine.pass(Duration.ofSeconds(1));
    peer.last().arrives(true);

    assertThat(phases).containsExactly(Phase.OPEN, Phase.WAITING, Phase.CONNECTING, Phase.OPEN);
    assertThat(peer.connections.get(0).released).isTrue();
    assertThat(events).containsExactly(new PushNotification(trigger, peer.last()));
    assertThat(trigger.transport(FakeTransport.class)).containsSame(peer.last());
  }

  @Test
  void delays_double_up_to_the_longest_while_the_peer_cannot_be_reached() {
    ControlChannelTrigger trigger = enabled("mail");
    List<Duration> delays = new ArrayList<>();
    trigger
        .states()
        .filter(state -> state.phase() == Phase.WAITING)
        .subscribe(state -> delays.add(state.delay()));
    peer.reachable = false;

    peer.last().end.tryEmitEmpty();
    machine.pass(Duration.ofMinutes(10));

    assertThat(delays.get(0)).isLessThanOrEqualTo(Duration.ofMillis(250));
    assertThat(delays.get(1)).isBetween(Duration.ofMillis(500), Duration.ofSeconds(1));
    assertThat(delays.get(delays.size() - 1))
        .isBetween(Duration.ofSeconds(30), Duration.ofMinutes(1));
    // Each the longest that chance leaves, or each the shortest.
    assertThat(delays).hasSizeBetween(15, 27);
    assertThat(delays.subList(6, delays.size()))
        .allMatch(delay -> delay.compareTo(Duration.ofSeconds(16)) >= 0);
  }

  @Test
  void a_channel_that_is_not_to_connect_again_takes_another_transport() {
    ControlChannelTrigger trigger =
        channels.open("mail", ControlChannelTriggerControl.builder().reconnect(false).build());
    trigger.usingTransport(peer.transport()).block(TIMEOUT);
    trigger.waitForPushEnabled().block(TIMEOUT);

    peer.last().end.tryEmitEmpty();
    machine.pass(Duration.ofMinutes(1));
    assertThat(peer.connections).hasSize(1);
    assertThat(trigger.information().state().phase()).isEqualTo(Phase.IDLE);

    trigger.usingTransport(peer.transport()).block(TIMEOUT);
    peer.last().arrives(true);
    assertThat(trigger.information().pushNotifications()).isEqualTo(1);
  }

  @Test
  void after_so_many_failures_it_gives_up() {
    ControlChannelTrigger trigger =
        channels.open("mail", ControlChannelTriggerControl.builder().maxFailures(4).build());
    trigger.usingTransport(peer.transport()).block(TIMEOUT);
    peer.reachable = false;

    peer.last().end.tryEmitEmpty();
    machine.pass(Duration.ofHours(1));

    assertThat(peer.attempts).isEqualTo(4);
    assertThat(trigger.information().state().phase()).isEqualTo(Phase.IDLE);
    assertThat(trigger.information().state().cause())
        .containsInstanceOf(IllegalStateException.class);
  }

  @ParameterizedTest
  @EnumSource(
      value = SocketErrorStatus.class,
      names = {"CERTIFICATE_EXPIRED", "ACCESS_DENIED", "UPGRADE_REFUSED"})
  void an_error_that_no_waiting_can_help_ends_the_attempts(SocketErrorStatus status) {
    ControlChannelTrigger trigger = enabled("mail");
    peer.reachable = false;
    peer.failure = failure(status);

    peer.last().end.tryEmitEmpty();
    machine.pass(Duration.ofHours(1));

    assertThat(peer.attempts).isEqualTo(2);
    assertThat(trigger.information().state().phase()).isEqualTo(Phase.IDLE);
    assertThat(trigger.information().state().cause()).contains(peer.failure);
  }

  @ParameterizedTest
  @EnumSource(
      value = SocketErrorStatus.class,
      names = {"CONNECTION_REFUSED", "HOST_NOT_FOUND", "CANNOT_ASSIGN_REQUESTED_ADDRESS"})
  void an_error_that_may_pass_ends_no_attempts(SocketErrorStatus status) {
    ControlChannelTrigger trigger = enabled("mail");
    peer.reachable = false;
    peer.failure = failure(status);

    peer.last().end.tryEmitEmpty();
    machine.pass(Duration.ofHours(1));
    peer.reachable = true;
    machine.pass(Duration.ofMinutes(2));

    assertThat(trigger.information().state().phase()).isEqualTo(Phase.OPEN);
  }

  private static SocketOperationException failure(SocketErrorStatus status) {
    return SocketOperationException.builder(SocketPhase.CONNECT, "connect").status(status).build();
  }

  @Test
  void ten_thousand_channels_reset_at_one_moment_come_back_at_the_pace_that_was_asked() {
    List<Long> secondsOfOpening = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      ControlChannelTrigger trigger = channels.open("channel " + i, SERVER);
      trigger.usingTransport(peer.transport()).block(TIMEOUT);
      trigger.waitForPushEnabled().block(TIMEOUT);
      trigger
          .states()
          .skip(1)
          .filter(state -> state.phase() == Phase.OPEN)
          .subscribe(state -> secondsOfOpening.add(machine.nanos() / 1_000_000_000));
    }

    channels.reset(ControlChannelTriggerResetReason.CREDENTIAL_CHANGED, any -> true, "a new token");
    machine.pass(Duration.ofSeconds(210));

    assertThat(secondsOfOpening).hasSize(10_000);
    assertThat(
            secondsOfOpening.stream()
                .collect(Collectors.groupingBy(second -> second, Collectors.counting()))
                .values())
        .allSatisfy(count -> assertThat(count).isLessThanOrEqualTo(51));
    assertThat(peer.connections.stream().filter(one -> !one.released)).hasSize(10_000);
  }

  // Resets.

  @Test
  void a_reset_by_the_application_is_told_with_reason_and_slot() {
    ControlChannelTrigger trigger = enabled("mail");
    enabled("other");
    events.clear();

    channels.reset(
        ControlChannelTriggerResetReason.CREDENTIAL_CHANGED,
        one -> one.id().equals("mail"),
        "a new token");
    machine.pass(Duration.ofSeconds(1));

    assertThat(events)
        .containsExactly(
            new ControlChannelTriggerResetEventDetails(
                trigger,
                ControlChannelTriggerResetReason.CREDENTIAL_CHANGED,
                true,
                false,
                "a new token"));
    assertThat(peer.connections).hasSize(3);
    assertThat(trigger.information().resets()).isEqualTo(1);
    assertThat(trigger.information().lostConnections()).isZero();
  }

  @Test
  void a_credential_that_changes_resets_those_that_use_it() {
    ControlChannelTrigger mail = enabled("mail");
    ControlChannelTrigger other = enabled("other");
    Sinks.Many<String> tokens = Sinks.many().unicast().onBackpressureBuffer();
    Disposable watch = channels.watchCredential(tokens.asFlux(), one -> one == mail);

    tokens.tryEmitNext("first");
    tokens.tryEmitNext("first");
    machine.pass(Duration.ofSeconds(1));
    assertThat(mail.information().resets()).isZero();

    tokens.tryEmitNext("second");
    machine.pass(Duration.ofSeconds(1));
    assertThat(events).hasOnlyElementsOfType(ControlChannelTriggerResetEventDetails.class);
    ControlChannelTriggerResetEventDetails reset =
        (ControlChannelTriggerResetEventDetails) events.get(0);
    assertThat(reset.resetReason()).isEqualTo(ControlChannelTriggerResetReason.CREDENTIAL_CHANGED);
    assertThat(reset.detail()).doesNotContain("second");
    assertThat(mail.information().state().phase()).isEqualTo(Phase.OPEN);
    assertThat(mail.information().connections()).isEqualTo(2);
    assertThat(other.information().resets()).isZero();

    watch.dispose();
    assertThat(tokens.currentSubscriberCount()).isZero();
  }

  @Test
  void a_credential_that_is_asked_for_resets_within_a_window() {
    ControlChannelTrigger mail = enabled("mail");
    AtomicReference<String> token = new AtomicReference<>("first");
    Disposable watch = channels.pollCredential(token::get, any -> true);
    machine.pass(Duration.ofMinutes(1));
    assertThat(mail.information().resets()).isZero();

    token.set("second");
    machine.pass(Duration.ofSeconds(16));
    assertThat(mail.information().resets()).isOne();

    watch.dispose();
    token.set("third");
    machine.pass(Duration.ofMinutes(1));
    assertThat(mail.information().resets()).isOne();
  }

  @Test
  void a_process_that_stood_still_for_too_long_resets_what_it_could_not_keep_alive() {
    enabled("mail");

    machine.standStill(Duration.ofMinutes(5));
    machine.pass(Duration.ofSeconds(15));

    assertThat(events)
        .singleElement()
        .isInstanceOfSatisfying(
            ControlChannelTriggerResetEventDetails.class,
            reset -> {
              assertThat(reset.resetReason())
                  .isEqualTo(ControlChannelTriggerResetReason.LOW_POWER_EXIT);
              assertThat(reset.detail()).startsWith("the process stood still for ");
            });
  }

  @Test
  void a_process_that_stood_still_between_two_keep_alives_resets_nothing() {
    enabled("mail");

    machine.standStill(Duration.ofSeconds(60));
    machine.pass(Duration.ofSeconds(30));
    assertThat(events).isEmpty();

    machine.pass(Duration.ofSeconds(30));
    assertThat(events).singleElement().isInstanceOf(KeepAliveDue.class);
  }

  @Test
  void a_machine_that_slept_for_too_long_resets_within_a_window() {
    enabled("mail");

    machine.sleep(Duration.ofHours(1));
    machine.pass(Duration.ofSeconds(15));

    assertThat(events)
        .singleElement()
        .isInstanceOfSatisfying(
            ControlChannelTriggerResetEventDetails.class,
            reset -> assertThat(reset.detail()).isEqualTo("the machine slept for 3600 s"));
  }

  @Test
  void a_machine_that_slept_a_little_sends_its_keep_alive_so_much_earlier() {
    enabled("mail");

    machine.sleep(Duration.ofSeconds(60));
    machine.pass(Duration.ofSeconds(61));

    assertThat(peer.last().keepAlives).hasSize(1);
    assertThat(peer.last().keepAlives.get(0).idle()).isEqualTo(Duration.ofMinutes(2));
  }

  @Test
  void in_a_quiet_time_nothing_is_sent_and_its_end_resets() {
    ControlChannelTrigger trigger = enabled("mail");

    channels.quiet(true);
    machine.pass(Duration.ofHours(1));
    assertThat(events).isEmpty();
    ControlChannelTrigger late = channels.open("late", SERVER);
    late.usingTransport(peer.transport()).block(TIMEOUT);
    assertThat(late.waitForPushEnabled().block(TIMEOUT))
        .isEqualTo(ControlChannelTriggerStatus.SERVICE_UNAVAILABLE);

    channels.quiet(false);
    machine.pass(Duration.ofSeconds(1));

    assertThat(events)
        .extracting(event -> ((ControlChannelTriggerResetEventDetails) event).resetReason())
        .containsExactly(ControlChannelTriggerResetReason.QUIET_HOURS_EXIT);
    assertThat(trigger.information().state().phase()).isEqualTo(Phase.OPEN);
    machine.pass(Duration.ofMinutes(2));
    assertThat(peer.connections.stream().filter(one -> !one.keepAlives.isEmpty())).hasSize(1);
  }

  // Memory.

  @Test
  void what_was_learned_is_there_for_the_next_process() {
    KeepAliveMemory memory = KeepAliveMemory.inMemory();
    channels.close().block(TIMEOUT);
    channels = machine.channels(ControlChannelsControl.builder().memory(memory).build());
    peer.networkForgetsAfter = Duration.ofMinutes(7);
    Duration learned = learn();

    channels.close().block(TIMEOUT);
    channels = machine.channels(ControlChannelsControl.builder().memory(memory).build());

    assertThat(enabled("mail").currentKeepAliveInterval()).isEqualTo(learned);
  }

  private Duration learn() {
    ControlChannelTrigger trigger = enabled("mail");
    machine.pass(Duration.ofHours(12));
    Duration learned = trigger.currentKeepAliveInterval();
    assertThat(learned).isGreaterThan(Duration.ofMinutes(5));
    return learned;
  }

  private static void expectStatus(Mono<?> mono, SocketErrorStatus status) {
    StepVerifier.create(mono)
        .expectErrorSatisfies(
            failure ->
                assertThat(failure)
                    .isInstanceOfSatisfying(
                        SocketOperationException.class,
                        known -> assertThat(known.status()).isEqualTo(status)))
        .verify(TIMEOUT);
  }
}
