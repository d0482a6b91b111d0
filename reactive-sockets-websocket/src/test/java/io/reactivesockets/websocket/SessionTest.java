package io.reactivesockets.websocket;

import static io.reactivesockets.websocket.codec.Bytes.concat;
import static io.reactivesockets.websocket.codec.Bytes.hex;
import static io.reactivesockets.websocket.codec.Bytes.masked;
import static io.reactivesockets.websocket.codec.Bytes.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import io.reactivesockets.error.SocketErrorStatus;
import io.reactivesockets.error.SocketOperationException;
import io.reactivesockets.metrics.SocketMetrics;
import io.reactivesockets.websocket.codec.Bytes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Publisher;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxSink;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.test.StepVerifier;
import reactor.test.subscriber.TestSubscriber;

/** The protocol handler on a channel within the test; RFC 6455 sections 5.4 to 5.6. */
class SessionTest {

  private static final int TEXT = 0x81;
  private static final int BINARY = 0x82;
  private static final int PING = 0x89;
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final SessionHarness<Frame> server = SessionHarness.server();

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void an_echo_server_echoes_text_and_binary() {
    start(server.session.send(server.session.receive()));
    server.receive(TEXT, utf8("héllo"));
    server.receive(BINARY, hex("010203"));
    server.receive(TEXT, utf8(""));
    assertThat(server.sent()).containsExactly("81 68c3a96c6c6f", "82 010203", "81 ");
  }

  @Test
  void a_client_masks_what_it_sends() {
    try (SessionHarness<Frame> client = SessionHarness.client()) {
      start(client.session.send(Frame.text("Hello")));
      client.channel.runPendingTasks();
      io.netty.buffer.ByteBuf wire = client.channel.readOutbound();
      assertThat(wire.getUnsignedByte(1)).isEqualTo((short) 0x85);
      assertThat(wire.toString(6, 5, java.nio.charset.StandardCharsets.US_ASCII))
          .isNotEqualTo("Hello");
      wire.release();
    }
  }

  @Test
  void messages_that_one_read_brings_leave_in_one_write() {
    start(server.session.send(server.session.receive()));
    byte[] message = masked(TEXT, utf8("one"));
    server.receive(concat(message, message, message));
    assertThat(server.channel.outboundMessages()).hasSize(1);
    assertThat(server.sent()).hasSize(3);
  }

  @Test
  void a_ping_is_answered_though_nobody_receives() {
    server.receive(PING, utf8("there?"));
    assertThat(server.sent()).containsExactly("8a " + Bytes.hex(utf8("there?")));
  }

  @Test
  void the_newest_pong_wins_while_the_peer_does_not_read() {
    // given
    server.valve.shut();
    start(server.session.send(Flux.range(0, 1_000).map(i -> Frame.binary(new byte[1_000]))));
    // when
    for (int i = 0; i < 100; i++) {
      server.receive(PING, new byte[] {(byte) i});
    }
    server.valve.open();
    // then
    List<String> pongs = server.sent().stream().filter(f -> f.startsWith("8a")).toList();
    assertThat(pongs).containsExactly("8a 63");
  }

  @Test
  void a_pong_overtakes_data_that_waits() {
    server.valve.shut();
    start(server.session.send(Flux.range(0, 200).map(i -> Frame.binary(new byte[1_000]))));
    server.receive(PING, hex("01"));
    server.valve.open();
    List<String> sent = server.sent();
    assertThat(sent).hasSize(201);
    assertThat(sent.indexOf("8a 01")).isLessThan(70);
  }

  @Test
  void without_demand_a_bounded_amount_is_read_and_then_no_more() {
    for (int i = 0; i < 20; i++) {
      server.receive(BINARY, new byte[100]);
    }
    assertThat(server.channel.config().isAutoRead()).isFalse();
    // when: demand comes, everything that was read is there
    StepVerifier.create(server.session.receive().take(20))
        .expectNextCount(20)
        .expectComplete()
        .verify(SECOND);
    assertThat(server.channel.config().isAutoRead()).isTrue();
  }

  @Test
  void a_flood_of_empty_messages_is_bounded_too() {
    byte[] flood =
        concat(java.util.Collections.nCopies(1_000, masked(TEXT, utf8(""))).toArray(byte[][]::new));
    server.receive(flood);
    assertThat(server.session.information().unreadBytes()).isLessThan(1_100);
    StepVerifier.create(server.session.receive().take(1_000).count())
        .expectNext(1_000L)
        .expectComplete()
        .verify(SECOND);
  }

  @Test
  void cancelling_leaves_the_socket_open_and_the_rest_to_the_next_subscriber() {
    for (int i = 0; i < 5; i++) {
      server.receive(TEXT, utf8("m" + i));
    }
    StepVerifier.create(server.session.receive().take(2).map(Frame::text))
        .expectNext("m0", "m1")
        .expectComplete()
        .verify(SECOND);
    server.receive(TEXT, utf8("m5"));
    StepVerifier.create(server.session.receive().take(4).map(Frame::text))
        .expectNext("m2", "m3", "m4", "m5")
        .expectComplete()
        .verify(SECOND);
    assertThat(server.session.isOpen()).isTrue();
    assertThat(server.sent()).isEmpty();
  }

  @Test
  void a_second_subscriber_at_the_same_time_is_refused() {
    start(server.session.receive());
    StepVerifier.create(server.session.receive())
        .expectErrorSatisfies(e -> assertStatus(e, SocketErrorStatus.IN_USE))
        .verify(SECOND);
  }

  @Test
  void demand_is_honoured_to_the_single_message() {
    TestSubscriber<Frame> subscriber = TestSubscriber.builder().initialRequest(0).build();
    server.session.receive().subscribe(subscriber);
    server.receive(TEXT, utf8("a"));
    server.receive(TEXT, utf8("b"));
    assertThat(subscriber.getReceivedOnNext()).isEmpty();
    subscriber.request(1);
    assertThat(subscriber.getReceivedOnNext()).containsExactly(Frame.text("a"));
    subscriber.request(5);
    server.receive(TEXT, utf8("c"));
    assertThat(subscriber.getReceivedOnNext())
        .containsExactly(Frame.text("a"), Frame.text("b"), Frame.text("c"));
  }

  @Test
  void a_send_completes_when_the_kernel_has_taken_its_bytes() {
    server.valve.shut();
    TestSubscriber<Void> first = TestSubscriber.create();
    TestSubscriber<Void> second = TestSubscriber.create();
    server.session.send(Frame.text("1")).subscribe(first);
    server.channel.runPendingTasks();
    server.session.send(Frame.text("2")).subscribe(second);
    server.channel.runPendingTasks();
    assertThat(first.isTerminated()).isFalse();
    server.valve.drip();
    assertThat(first.isTerminatedComplete()).isTrue();
    assertThat(second.isTerminated()).isFalse();
    server.valve.drip();
    assertThat(second.isTerminatedComplete()).isTrue();
  }

  @Test
  void sends_that_are_ready_leave_in_the_order_of_subscription() {
    server.valve.shut();
    Flux<Frame> many = Flux.range(0, 300).map(i -> Frame.text("a" + i + "x".repeat(1_000)));
    start(server.session.send(many));
    start(server.session.send(Frame.text("b")));
    start(server.session.send(Flux.just(Frame.text("c"), Frame.text("d"))));
    server.valve.open();
    List<String> sent = server.sent();
    assertThat(sent).hasSize(303);
    assertThat(sent.subList(300, 303)).containsExactly("81 62", "81 63", "81 64");
  }

  @Test
  void a_send_that_waits_for_its_publisher_does_not_hold_up_the_next_one() {
    Sinks.Many<Frame> slow = Sinks.many().unicast().onBackpressureBuffer();
    TestSubscriber<Void> end = TestSubscriber.create();
    server.session.send(slow.asFlux()).subscribe(end);
    start(server.session.send(Frame.text("quick")));
    assertThat(server.sent()).containsExactly("81 " + Bytes.hex(utf8("quick")));
    slow.tryEmitNext(Frame.text("slow"));
    slow.tryEmitComplete();
    assertThat(server.sent()).containsExactly("81 " + Bytes.hex(utf8("slow")));
    assertThat(end.isTerminatedComplete()).isTrue();
  }

  @Test
  void parts_of_a_message_are_never_mixed_with_another_message() {
    Sinks.Many<Frame> parts = Sinks.many().unicast().onBackpressureBuffer();
    start(server.session.send(parts.asFlux()));
    parts.tryEmitNext(Frame.textPart("be"));
    start(server.session.send(Frame.binary(hex("ff"))));
    server.receive(PING, hex(""));
    assertThat(server.sent()).containsExactly("1 6265", "8a ");
    parts.tryEmitNext(Frame.textPart("gi"));
    parts.tryEmitNext(Frame.text("n"));
    assertThat(server.sent()).containsExactly("0 6769", "80 6e", "82 ff");
  }

  @Test
  void a_message_may_go_on_in_the_next_send() {
    start(server.session.send(Frame.textPart("a")));
    start(server.session.send(Frame.text("b")));
    assertThat(server.sent()).containsExactly("1 61", "80 62");
  }

  @Test
  void a_part_of_the_other_type_is_refused_and_the_message_may_still_be_ended() {
    start(server.session.send(Frame.textPart("a")));
    StepVerifier.create(server.session.send(Frame.binary(hex("ff"))))
        .then(server.channel::runPendingTasks)
        .expectErrorSatisfies(e -> assertStatus(e, SocketErrorStatus.INVALID_ARGUMENT))
        .verify(SECOND);
    start(server.session.send(Frame.text("b")));
    assertThat(server.sent()).containsExactly("1 61", "80 62");
  }

  @Test
  void a_publishers_error_comes_out_of_its_send_and_the_socket_stays_open() {
    Flux<Frame> failing =
        Flux.<Frame>just(Frame.text("a")).concatWith(Mono.error(new IllegalStateException("no")));
    StepVerifier.create(server.session.send(failing))
        .then(server.channel::runPendingTasks)
        .expectErrorMessage("no")
        .verify(SECOND);
    assertThat(server.sent()).containsExactly("81 61");
    assertThat(server.session.isOpen()).isTrue();
  }

  @Test
  void a_cancelled_send_cancels_its_publisher_and_sends_no_more() {
    Sinks.Many<Frame> source = Sinks.many().multicast().directBestEffort();
    Disposable send = start(server.session.send(source.asFlux()));
    source.tryEmitNext(Frame.text("a"));
    send.dispose();
    server.channel.runPendingTasks();
    assertThat(source.currentSubscriberCount()).isZero();
    assertThat(server.sent()).containsExactly("81 61");
    start(server.session.send(Frame.text("b")));
    assertThat(server.sent()).containsExactly("81 62");
  }

  @Test
  void a_publisher_is_not_asked_for_more_than_may_wait() {
    server.valve.shut();
    java.util.concurrent.atomic.AtomicLong asked = new java.util.concurrent.atomic.AtomicLong();
    start(
        server.session.send(
            Flux.range(0, 200)
                .map(i -> (Frame) Frame.binary(new byte[10_000]))
                .doOnRequest(asked::addAndGet)));
    server.channel.runPendingTasks();
    // 100,000 bytes may wait in the lane and 65,536 on the wire, of 10,000 each.
    assertThat(asked.get()).isBetween(7L, 20L);
    server.valve.open();
    assertThat(server.sent()).hasSize(200);
  }

  @Test
  void a_large_message_goes_out_in_slices_as_the_kernel_takes_them() {
    server.valve.shut();
    byte[] large = Bytes.random(1_000_000, 1);
    TestSubscriber<Void> end = TestSubscriber.create();
    server.session.send(Frame.binary(large)).subscribe(end);
    server.channel.runPendingTasks();
    assertThat(server.valve.heldBytes()).isLessThan(140_000);
    server.valve.open();
    assertThat(server.sent()).containsExactly("82 " + Bytes.hex(large));
    assertThat(end.isTerminatedComplete()).isTrue();
  }

  @Test
  void a_large_message_may_be_cut_into_frames_that_let_pongs_pass() {
    SessionSettings plain = SessionHarness.settings(true);
    SessionSettings cut =
        new SessionSettings(
            true,
            true,
            false,
            false,
            plain.limits(),
            plain.readAheadBytes(),
            plain.pendingOutboundBytes(),
            50_000,
            plain.policy(),
            plain.heartbeat(),
            plain.closeTimeout(),
            plain.deflate(),
            6,
            256,
            SocketMetrics.none());
    try (SessionHarness<Frame> client = SessionHarness.of(cut)) {
      client.valve.shut();
      byte[] large = Bytes.random(175_000, 1);
      start(client.session.send(Frame.binary(large)));
      client.channel.runPendingTasks();
      client.receive(PING, hex("07"));
      client.valve.open();
      List<String> sent = client.sent();
      assertThat(sent).hasSize(5).contains("8a 07");
      assertThat(sent.get(4)).startsWith("80 ");
      String joined =
          sent.stream()
              .filter(f -> !f.startsWith("8a"))
              .map(f -> f.substring(f.indexOf(' ') + 1))
              .reduce("", String::concat);
      assertThat(joined).isEqualTo(Bytes.hex(large));
    }
  }

  @Test
  void in_parts_and_as_bytes_a_message_passes_without_being_gathered() {
    SessionSettings plain = SessionHarness.settings(false);
    SessionSettings parts =
        new SessionSettings(
            false,
            false,
            true,
            false,
            plain.limits(),
            plain.readAheadBytes(),
            plain.pendingOutboundBytes(),
            Integer.MAX_VALUE,
            plain.policy(),
            plain.heartbeat(),
            plain.closeTimeout(),
            plain.deflate(),
            6,
            256,
            SocketMetrics.none());
    try (SessionHarness<java.nio.ByteBuffer> stream = SessionHarness.stream(parts)) {
      StepVerifier.create(stream.session.receive())
          .then(() -> stream.receive(0x02, hex("0102")))
          .expectNext(java.nio.ByteBuffer.wrap(hex("0102")))
          .then(() -> stream.receive(0x80, hex("")))
          .then(() -> stream.receive(BINARY, hex("03")))
          .expectNext(java.nio.ByteBuffer.wrap(hex("03")))
          .then(() -> stream.receive(TEXT, hex("61")))
          .expectErrorSatisfies(e -> assertStatus(e, SocketErrorStatus.PROTOCOL_VIOLATION))
          .verify(SECOND);
      assertThat(stream.sent().get(0)).startsWith("88 03eb");
    }
  }

  /** Subscribes to something that ends with an error at the latest when the test ends. */
  private static Disposable start(Publisher<?> work) {
    return Flux.from(work).subscribe(item -> {}, error -> {});
  }

  private static void assertStatus(Throwable error, SocketErrorStatus status) {
    assertThat(error).isInstanceOf(SocketOperationException.class);
    assertThat(((SocketOperationException) Objects.requireNonNull(error)).status())
        .isEqualTo(status);
  }

  @Test
  void what_may_wait_is_shared_by_all_sends() {
    int sends = 20;
    byte[] kilobyte = new byte[1_000];
    List<Long> requests = new ArrayList<>();
    List<FluxSink<Frame>> publishers = new ArrayList<>();
    Flux<Frame> slow =
        Flux.create(
            publisher -> {
              publisher.onRequest(requests::add);
              publishers.add(publisher);
            },
            FluxSink.OverflowStrategy.ERROR);
    server.valve.shut();
    for (int i = 0; i < sends; i++) {
      start(server.session.send(slow));
    }
    server.channel.runPendingTasks();

    publishers.forEach(publisher -> publisher.next(Frame.binary(kilobyte)));
    server.channel.runPendingTasks();

    long asked = requests.stream().mapToLong(Long::longValue).sum() - sends;
    assertThat(asked * kilobyte.length)
        .isBetween(50_000L, 100_000L + (long) sends * kilobyte.length);
    server.valve.open();
    publishers.forEach(FluxSink::complete);
  }
}
