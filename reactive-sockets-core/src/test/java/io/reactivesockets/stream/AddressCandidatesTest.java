package io.reactivesockets.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivesockets.error.SocketErrorStatus;
import io.reactivesockets.error.SocketOperationException;
import io.reactivesockets.error.SocketPhase;
import io.reactivesockets.host.HostName;
import io.reactivesockets.transport.internal.AddressOrder;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** RFC 8305, sections 3 and 4: which address may be tried when. */
class AddressCandidatesTest {

  private final VirtualLoop time = new VirtualLoop();
  private final Sinks.One<List<InetAddress>> ipv6 = Sinks.one();
  private final Sinks.One<List<InetAddress>> ipv4 = Sinks.one();
  private final List<String> tried = new ArrayList<>();
  private LocalSide local = LocalSide.any(0);
  private Optional<InetAddress> routeToIpv6 = Optional.of(address("2001:db8::99"));
  private int questions;

  @AfterEach
  void closeLoop() {
    time.close();
  }

  @Test
  void ipv6_addresses_are_tried_as_soon_as_they_are_there() {
    // given
    Candidates<String> candidates = candidates("host.example");
    // when
    time.pass(10);
    ipv6.tryEmitValue(addresses("2001:db8::1"));
    // then
    assertThat(take(candidates)).containsExactly("10 2001:db8::1");
    assertThat(candidates.complete()).isFalse();
  }

  @Test
  void ipv4_addresses_wait_fifty_milliseconds_for_those_of_ipv6() {
    // given
    Candidates<String> candidates = candidates("host.example");
    // when
    ipv4.tryEmitValue(addresses("192.0.2.1"));
    time.pass(49);
    // then
    assertThat(take(candidates)).isEmpty();
    assertThat(candidates.waiting()).isZero();
    // when
    time.pass(1);
    // then
    assertThat(take(candidates)).containsExactly("50 192.0.2.1");
  }

  @Test
  void ipv6_addresses_that_come_within_the_delay_go_first() {
    // given
    Candidates<String> candidates = candidates("host.example");
    // when
    ipv4.tryEmitValue(addresses("192.0.2.1", "192.0.2.2"));
    time.pass(30);
    ipv6.tryEmitValue(addresses("2001:db8::1", "2001:db8::2"));
    // then the families take turns
    assertThat(take(candidates))
        .containsExactly("30 2001:db8::1", "30 192.0.2.1", "30 2001:db8::2", "30 192.0.2.2");
  }

  @Test
  void ipv6_addresses_that_come_later_join_those_not_tried_yet() {
    // given
    Candidates<String> candidates = candidates("host.example");
    ipv4.tryEmitValue(addresses("192.0.2.1", "192.0.2.2"));
    time.pass(60);
    assertThat(candidates.next()).isNotNull();
    // when
    ipv6.tryEmitValue(addresses("2001:db8::1"));
    // then the other family is next
    assertThat(take(candidates)).containsExactly("60 2001:db8::1", "60 192.0.2.2");
    assertThat(candidates.complete()).isTrue();
  }

  @Test
  void ipv4_addresses_need_not_wait_once_there_are_none_of_ipv6() {
    // given
    Candidates<String> candidates = candidates("host.example");
    ipv4.tryEmitValue(addresses("192.0.2.1"));
    // when
    time.pass(5);
    ipv6.tryEmitError(nothingFound());
    // then
    assertThat(take(candidates)).containsExactly("5 192.0.2.1");
    assertThat(candidates.setbacks()).isEmpty();
  }

  @Test
  void a_failed_question_for_ipv6_starts_nothing_before_ipv4_has_answered() {
    // given
    Candidates<String> candidates = candidates("host.example");
    // when
    ipv6.tryEmitError(nothingFound());
    time.pass(1_000);
    // then
    assertThat(take(candidates)).isEmpty();
    ipv4.tryEmitValue(addresses("192.0.2.1"));
    assertThat(take(candidates)).containsExactly("1000 192.0.2.1");
  }

  @Test
  void two_failed_questions_are_told_as_they_were() {
    // given
    Candidates<String> candidates = candidates("host.example");
    // when
    ipv6.tryEmitError(nothingFound());
    ipv4.tryEmitError(nothingFound());
    // then
    assertThat(candidates.complete()).isTrue();
    assertThat(candidates.setbacks())
        .extracting(Setback::status)
        .containsExactly(
            SocketErrorStatus.NO_DATA_RECORD_OF_REQUESTED_TYPE,
            SocketErrorStatus.NO_DATA_RECORD_OF_REQUESTED_TYPE);
  }

  @Test
  void an_address_that_is_named_twice_is_tried_once() {
    // given
    Candidates<String> candidates = candidates("host.example");
    // when
    ipv6.tryEmitValue(addresses("2001:db8::1", "2001:db8::1"));
    ipv4.tryEmitValue(addresses("192.0.2.1", "192.0.2.1"));
    // then
    assertThat(take(candidates)).containsExactly("0 2001:db8::1", "0 192.0.2.1");
  }

  @Test
  void addresses_without_a_route_come_last() {
    // given a machine without IPv6
    routeToIpv6 = Optional.empty();
    Candidates<String> candidates = candidates("host.example");
    // when
    ipv6.tryEmitValue(addresses("2001:db8::1"));
    ipv4.tryEmitValue(addresses("192.0.2.1", "192.0.2.2"));
    // then the families still take turns, beginning with the one that works
    assertThat(take(candidates)).containsExactly("0 192.0.2.1", "0 2001:db8::1", "0 192.0.2.2");
  }

  @Test
  void a_family_without_a_local_address_is_not_even_asked_for() {
    // given
    local = LocalSide.of(addresses("192.0.2.99"), 0);
    Candidates<String> candidates = candidates("host.example");
    // when
    ipv4.tryEmitValue(addresses("192.0.2.1"));
    // then
    assertThat(take(candidates)).containsExactly("0 192.0.2.1");
    assertThat(questions).isOne();
    assertThat(candidates.complete()).isTrue();
  }

  @Test
  void an_address_of_the_wrong_family_for_the_local_one_is_no_candidate() {
    // given
    local = LocalSide.of(addresses("192.0.2.99"), 0);
    // when
    Candidates<String> candidates = candidates("2001:db8::1");
    // then
    assertThat(take(candidates)).isEmpty();
    assertThat(candidates.setbacks())
        .extracting(Setback::status)
        .containsExactly(SocketErrorStatus.NO_ADDRESSES_FOUND);
  }

  @Test
  void literals_and_localhost_are_known_without_a_question() {
    assertThat(take(candidates("192.0.2.7"))).containsExactly("0 192.0.2.7");
    assertThat(take(candidates("localhost"))).containsExactlyInAnyOrder("0 ::1", "0 127.0.0.1");
    assertThat(take(candidates("db.localhost"))).hasSize(2);
    assertThat(questions).isZero();
  }

  @Test
  void no_more_than_sixty_four_addresses_of_a_family_are_tried() {
    // given
    Candidates<String> candidates = candidates("host.example");
    // when
    ipv6.tryEmitValue(
        addresses(
            IntStream.range(1, 500)
                .mapToObj(Integer::toHexString)
                .map("2001:db8::"::concat)
                .toArray(String[]::new)));
    // then
    assertThat(take(candidates)).hasSize(AddressCandidates.MOST_OF_A_FAMILY);
  }

  @Test
  void after_a_stop_answers_change_nothing() {
    // given
    Candidates<String> candidates = candidates("host.example");
    ipv4.tryEmitValue(addresses("192.0.2.1"));
    // when
    candidates.stop();
    ipv6.tryEmitValue(addresses("2001:db8::1"));
    time.pass(100);
    // then
    assertThat(take(candidates)).isEmpty();
  }

  private Candidates<String> candidates(String host) {
    HostQuestion question =
        new HostQuestion() {
          @Override
          public Mono<List<InetAddress>> ipv4() {
            questions++;
            return ipv4.asMono();
          }

          @Override
          public Mono<List<InetAddress>> ipv6() {
            questions++;
            return ipv6.asMono();
          }
        };
    AddressOrder order =
        new AddressOrder(
            remote ->
                remote.getAddress().length == 4 ? Optional.of(address("192.0.2.99")) : routeToIpv6);
    Candidates<String> candidates =
        new AddressCandidates<>(
            new LoopHome(time.loop(), () -> {}),
            HostName.of(host),
            question,
            order,
            local,
            address ->
                (deadline, outcome) -> {
                  tried.add(time.now() + " " + HostName.of(address));
                  return Attempt.NOTHING_TO_STOP;
                });
    candidates.find(() -> {});
    return candidates;
  }

  /** Takes all that may be tried now. */
  private List<String> take(Candidates<String> candidates) {
    tried.clear();
    @Nullable Candidate<String> next;
    while ((next = candidates.next()) != null) {
      next.start(0, new NoOutcome());
    }
    return List.copyOf(tried);
  }

  private static List<InetAddress> addresses(String... literals) {
    return List.of(literals).stream().map(AddressCandidatesTest::address).toList();
  }

  private static InetAddress address(String literal) {
    return HostName.of(literal).toInetAddress().orElseThrow();
  }

  private static Throwable nothingFound() {
    return SocketOperationException.builder(SocketPhase.RESOLVE, SocketOperationException.RESOLVE)
        .status(SocketErrorStatus.NO_DATA_RECORD_OF_REQUESTED_TYPE)
        .build();
  }

  private static final class NoOutcome implements Outcome<String> {

    @Override
    public void connected(String result) {
      throw new AssertionError();
    }

    @Override
    public void failed(List<Setback> setbacks) {
      throw new AssertionError();
    }
  }
}
