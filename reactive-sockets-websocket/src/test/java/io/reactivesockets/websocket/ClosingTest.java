package io.reactivesockets.websocket;

import static io.reactivesockets.websocket.codec.Bytes.concat;
import static io.reactivesockets.websocket.codec.Bytes.hex;
import static io.reactivesockets.websocket.codec.Bytes.masked;
import static io.reactivesockets.websocket.codec.Bytes.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.channel.epoll.Epoll;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.unix.Errors;
import io.reactivesockets.error.SocketErrorStatus;
import io.reactivesockets.error.SocketOperationException;
import io.reactivesockets.websocket.WebSocketClosed.Initiator;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;
import reactor.test.subscriber.TestSubscriber;

/** RFC 6455 sections 5.5.1 and 7: how a WebSocket ends. */
class ClosingTest {

  private static final int TEXT = 0x81;
  private static final int CLOSE = 0x88;

  private SessionHarness<Frame> end = SessionHarness.server();
  private final TestSubscriber<WebSocketClosed> closed = TestSubscriber.create();
  private TestSubscriber<Frame> received = TestSubscriber.create();

  @AfterEach
  void close() {
    end.close();
  }

  private void open(SessionHarness<Frame> harness) {
    end.close();
    end = harness;
    end.session.closed().subscribe(closed);
    end.session.receive().subscribe(received);
  }

  private void server() {
    open(SessionHarness.server());
  }

  private void client() {
    open(SessionHarness.client());
  }

  private WebSocketClosed result() {
    assertThat(closed.getReceivedOnNext()).hasSize(1);
    return closed.getReceivedOnNext().get(0);
  }

  @ParameterizedTest(name = "a close frame of {0} is answered by {1}")
  @CsvSource({"'', ''", "03e8, 03e8", "03e8627965, 03e8", "0fa0, 0fa0", "03f6, 03f6"})
  void a_close_frame_is_answered_with_its_code_and_the_server_closes_tcp(
      String payload, String answer) {
    server();
    end.receive(CLOSE, hex(payload));
    assertThat(end.sent()).containsExactly("88 " + answer);
    assertThat(end.channel.isOpen()).isFalse();
    assertThat(received.isTerminatedComplete()).isTrue();
    assertThat(result().initiator()).isEqualTo(Initiator.REMOTE);
    assertThat(result().clean()).isTrue();
    assertThat(result().failure()).isEmpty();
  }

  @Test
  void the_status_that_was_received_is_told() {
    server();
    end.receive(CLOSE, concat(hex("03e8"), utf8("adieu")));
    end.sent();
    assertThat(result())
        .isEqualTo(
            new WebSocketClosed(
                Initiator.REMOTE,
                Optional.of(CloseStatus.NORMAL),
                Optional.of(new CloseStatus(1000, "adieu")),
                Optional.empty()));
    assertThat(result().status()).isEqualTo(new CloseStatus(1000, "adieu"));
  }

  @Test
  void a_close_frame_without_a_code_is_told_as_1005_and_1005_is_not_sent() {
    server();
    end.receive(CLOSE, hex(""));
    assertThat(end.sent()).containsExactly("88 ");
    assertThat(result().status()).isEqualTo(CloseStatus.NO_STATUS);
  }

  @Test
  void a_client_waits_for_the_server_to_close_tcp() {
    client();
    end.receive(CLOSE, hex("03e8"));
    assertThat(end.sent()).containsExactly("88 03e8");
    assertThat(end.channel.isOpen()).isTrue();
    assertThat(closed.isTerminated()).isFalse();
    end.disconnect();
    assertThat(result().clean()).isTrue();
  }

  @Test
  void a_client_whose_server_does_not_close_tcp_does_so_at_the_deadline() {
    client();
    end.receive(CLOSE, hex("03e8"));
    end.advance(SessionHarness.CLOSE_TIMEOUT);
    assertThat(end.channel.isOpen()).isFalse();
    assertThat(result().clean()).isTrue();
    assertThat(result().failure()).isEmpty();
  }

  @Test
  void closing_here_sends_code_and_reason_and_waits_for_the_answer() {
    server();
    TestSubscriber<Void> call = TestSubscriber.create();
    end.session.close(new CloseStatus(4001, "enough")).subscribe(call);
    assertThat(end.sent()).containsExactly("88 0fa1656e6f756768");
    assertThat(call.isTerminated()).isFalse();
    end.receive(CLOSE, hex("0fa1"));
    assertThat(call.isTerminatedComplete()).isTrue();
    assertThat(received.isTerminatedComplete()).isTrue();
    assertThat(end.channel.isOpen()).isFalse();
    assertThat(result())
        .isEqualTo(
            new WebSocketClosed(
                Initiator.LOCAL,
                Optional.of(new CloseStatus(4001, "enough")),
                Optional.of(new CloseStatus(4001, "")),
                Optional.empty()));
  }

  @Test
  void closing_twice_is_harmless() {
    server();
    end.session.close(CloseStatus.NORMAL).subscribe();
    TestSubscriber<Void> second = TestSubscriber.create();
    end.session.close(CloseStatus.GOING_AWAY).subscribe(second);
    assertThat(end.sent()).containsExactly("88 03e8");
    end.receive(CLOSE, hex("03e8"));
    assertThat(second.isTerminatedComplete()).isTrue();
    TestSubscriber<Void> third = TestSubscriber.create();
    end.session.close(CloseStatus.NORMAL).subscribe(third);
    assertThat(third.isTerminatedComplete()).isTrue();
  }

  @Test
  void both_may_close_at_the_same_time() {
    client();
    end.session.close(CloseStatus.NORMAL).subscribe();
    end.receive(CLOSE, hex("03e9"));
    assertThat(end.sent()).containsExactly("88 03e8");
    end.disconnect();
    assertThat(result().clean()).isTrue();
    assertThat(result().status()).isEqualTo(CloseStatus.GOING_AWAY);
  }

  @Test
  void data_that_arrives_between_our_close_frame_and_the_peers_is_delivered() {
    server();
    end.session.close(CloseStatus.NORMAL).subscribe();
    end.receive(TEXT, utf8("late"));
    end.receive(CLOSE, hex("03e8"));
    assertThat(received.getReceivedOnNext()).containsExactly(Frame.text("late"));
    assertThat(received.isTerminatedComplete()).isTrue();
  }

  @Test
  void closing_here_gets_to_the_peers_close_frame_though_nobody_reads() {
    received = TestSubscriber.builder().initialRequest(0).build();
    server();
    for (int i = 0; i < 20; i++) {
      end.receive(TEXT, new byte[100]);
    }
    assertThat(end.channel.config().isAutoRead()).isFalse();
    end.session.close(CloseStatus.NORMAL).subscribe();
    assertThat(end.channel.config().isAutoRead()).isTrue();
    for (int i = 0; i < 20; i++) {
      end.receive(TEXT, new byte[100]);
    }
    end.receive(CLOSE, hex("03e8"));
    assertThat(result().clean()).isTrue();
    assertThat(end.session.information().unreadBytes()).isLessThan(2_000);
  }

  @Test
  void a_peer_that_does_not_answer_is_cut_off_at_the_deadline() {
    server();
    TestSubscriber<Void> call = TestSubscriber.create();
    end.session.close(CloseStatus.NORMAL).subscribe(call);
    end.advance(SessionHarness.CLOSE_TIMEOUT.minusMillis(1));
    assertThat(end.channel.isOpen()).isTrue();
    end.advance(Duration.ofMillis(1));
    assertThat(end.channel.isOpen()).isFalse();
    assertThat(result().clean()).isFalse();
    assertThat(result().status()).isEqualTo(CloseStatus.ABNORMAL);
    assertStatus(result().failure(), SocketErrorStatus.OPERATION_TIMED_OUT);
    assertStatus(call.getTerminalSignal(), SocketErrorStatus.OPERATION_TIMED_OUT);
  }

  @Test
  void what_a_publisher_has_ready_is_sent_before_the_close_frame() {
    server();
    end.valve.shut();
    TestSubscriber<Void> sent = TestSubscriber.create();
    Flux<Frame> hundred = Flux.range(0, 100).map(i -> Frame.binary(new byte[1_000]));
    end.session.send(hundred).subscribe(sent);
    end.session.close(CloseStatus.NORMAL).subscribe();
    end.valve.open();
    List<String> frames = end.sent();
    assertThat(frames).hasSize(101);
    assertThat(frames.get(100)).isEqualTo("88 03e8");
    end.receive(CLOSE, hex("03e8"));
    assertThat(sent.isTerminatedComplete()).isTrue();
  }

  @Test
  void a_send_that_never_ends_is_aborted_by_closing() {
    server();
    Sinks.Many<Frame> source = Sinks.many().multicast().directBestEffort();
    TestSubscriber<Void> send = TestSubscriber.create();
    end.session.send(source.asFlux()).subscribe(send);
    source.tryEmitNext(Frame.text("a"));
    end.session.close(CloseStatus.NORMAL).subscribe();
    assertThat(source.currentSubscriberCount()).isZero();
    assertThat(end.sent()).containsExactly("81 61", "88 03e8");
    assertStatus(send.getTerminalSignal(), SocketErrorStatus.OPERATION_ABORTED);
  }

  @Test
  void a_send_after_closing_is_refused() {
    server();
    end.session.close(CloseStatus.NORMAL).subscribe();
    TestSubscriber<Void> send = TestSubscriber.create();
    end.session.send(Frame.text("late")).subscribe(send);
    assertStatus(send.getTerminalSignal(), SocketErrorStatus.ALREADY_CLOSED);
    end.receive(CLOSE, hex("03e8"));
    TestSubscriber<Void> later = TestSubscriber.create();
    end.session.send(Frame.text("later")).subscribe(later);
    assertStatus(later.getTerminalSignal(), SocketErrorStatus.ALREADY_CLOSED);
  }

  @Test
  void messages_before_the_peers_close_frame_are_all_delivered_to_a_slow_receiver() {
    received = TestSubscriber.builder().initialRequest(1).build();
    server();
    for (int i = 0; i < 6; i++) {
      end.receive(TEXT, utf8("m" + i));
    }
    end.receive(CLOSE, hex("03e8"));
    // The answer waits: the application may still want to reply.
    assertThat(end.sent()).isEmpty();
    received.request(4);
    assertThat(received.isTerminated()).isFalse();
    received.request(1);
    assertThat(received.getReceivedOnNext()).hasSize(6);
    assertThat(received.isTerminatedComplete()).isTrue();
    assertThat(end.sent()).containsExactly("88 03e8");
  }

  @Test
  void replies_to_the_last_messages_go_out_before_the_answer_to_the_close_frame() {
    end.close();
    end = SessionHarness.server();
    Sinks.Many<Object> pace = Sinks.many().unicast().onBackpressureBuffer();
    Flux<Frame> replies =
        end.session
            .receive()
            .zipWith(pace.asFlux(), 1)
            .map(pair -> (Frame) Frame.text("re: " + pair.getT1().text()));
    TestSubscriber<Void> sent = TestSubscriber.create();
    end.session.send(replies).subscribe(sent);
    for (int i = 0; i < 3; i++) {
      end.receive(TEXT, utf8("m" + i));
    }
    end.receive(CLOSE, hex("03e8"));
    for (int i = 0; i < 3; i++) {
      pace.tryEmitNext(i);
    }
    List<String> frames = end.sent();
    assertThat(frames).hasSize(4);
    assertThat(frames.get(3)).isEqualTo("88 03e8");
    assertThat(sent.isTerminatedComplete()).isTrue();
  }

  @Test
  void a_receiver_that_is_too_slow_does_not_keep_the_connection_beyond_the_deadline() {
    received = TestSubscriber.builder().initialRequest(0).build();
    server();
    end.receive(TEXT, utf8("unread"));
    end.receive(CLOSE, hex("03e8"));
    end.advance(SessionHarness.CLOSE_TIMEOUT);
    assertThat(end.channel.isOpen()).isFalse();
    assertThat(result().status()).isEqualTo(CloseStatus.NORMAL);
    received.request(1);
    assertThat(received.getReceivedOnNext()).containsExactly(Frame.text("unread"));
    assertThat(received.isTerminatedComplete()).isTrue();
  }

  @ParameterizedTest(name = "{2} is answered with {1}")
  @CsvSource({
    "81ff00000000, 03ea, a length that is not in its shortest form",
    "c18000000000, 03ea, a reserved bit",
    "8100, 03ea, a frame without a mask",
    "818100000000ff, 03ef, text that is not UTF-8",
    "82ff000000000010000100000000, 03f1, a frame over the limit",
  })
  void a_violation_is_answered_with_its_code_and_ends_the_flow_with_an_error(
      String wire, String code, String what) {
    server();
    end.receive(hex(wire));
    if (what.startsWith("a length")) {
      end.receive(hex("0000000000000000"));
    }
    assertThat(end.sent().get(0)).startsWith("88 " + code);
    assertStatus(
        received.getTerminalSignal(),
        code.equals("03f1")
            ? SocketErrorStatus.FRAME_TOO_LONG
            : SocketErrorStatus.PROTOCOL_VIOLATION);
    end.advance(Duration.ofMillis(300));
    assertThat(end.channel.isOpen()).isFalse();
    assertThat(result().initiator()).isEqualTo(Initiator.LOCAL);
    assertThat(result().clean()).isFalse();
    assertThat(result().sent().map(CloseStatus::code)).contains(Integer.parseInt(code, 16));
    assertThat(result().status()).isEqualTo(CloseStatus.ABNORMAL);
  }

  @Test
  void messages_before_a_violation_are_delivered_and_none_after_it() {
    server();
    end.receive(
        concat(masked(TEXT, utf8("good")), masked(0x83, hex("")), masked(TEXT, utf8("bad"))));
    assertThat(received.getReceivedOnNext()).containsExactly(Frame.text("good"));
    assertThat(received.isTerminatedError()).isTrue();
  }

  @Test
  void after_a_violation_the_connection_stays_until_the_peer_is_quiet() {
    server();
    end.receive(hex("8100"));
    for (int i = 0; i < 5; i++) {
      end.advance(Duration.ofMillis(200));
      assertThat(end.channel.isOpen()).isTrue();
      end.receive(new byte[1_000]);
    }
    end.advance(Duration.ofMillis(250));
    assertThat(end.channel.isOpen()).isFalse();
  }

  @Test
  void a_peer_that_is_never_quiet_after_a_violation_is_cut_off_at_the_deadline() {
    server();
    end.receive(hex("8100"));
    Duration waited = Duration.ZERO;
    while (end.channel.isOpen() && waited.compareTo(Duration.ofMinutes(1)) < 0) {
      end.receive(new byte[1_000]);
      end.advance(Duration.ofMillis(100));
      waited = waited.plusMillis(100);
    }
    assertThat(waited).isEqualTo(SessionHarness.CLOSE_TIMEOUT);
  }

  @Test
  void a_violation_fails_the_sends_under_way() {
    server();
    Sinks.Many<Frame> source = Sinks.many().multicast().directBestEffort();
    TestSubscriber<Void> send = TestSubscriber.create();
    end.session.send(source.asFlux()).subscribe(send);
    end.receive(hex("8100"));
    assertStatus(send.getTerminalSignal(), SocketErrorStatus.PROTOCOL_VIOLATION);
    assertThat(source.currentSubscriberCount()).isZero();
  }

  @Test
  void a_connection_that_ends_without_a_close_frame_is_an_error_and_1006() {
    server();
    end.receive(TEXT, utf8("last"));
    end.disconnect();
    assertThat(received.getReceivedOnNext()).containsExactly(Frame.text("last"));
    assertStatus(received.getTerminalSignal(), SocketErrorStatus.UNEXPECTED_END_OF_STREAM);
    assertThat(result().initiator()).isEqualTo(Initiator.NETWORK);
    assertThat(result().status()).isEqualTo(CloseStatus.ABNORMAL);
    assertThat(result().sent()).isEmpty();
  }

  @Test
  void a_half_closed_connection_is_an_end_without_a_close_frame_too() {
    server();
    end.channel.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
    end.channel.runPendingTasks();
    assertThat(end.channel.isOpen()).isFalse();
    assertStatus(received.getTerminalSignal(), SocketErrorStatus.UNEXPECTED_END_OF_STREAM);
  }

  @Test
  void an_end_in_the_middle_of_a_message_says_so() {
    server();
    end.receive(hex("0181000000006181"));
    end.disconnect();
    assertThat(received.getReceivedOnNext()).isEmpty();
    Throwable error = Objects.requireNonNull(received.expectTerminalError());
    assertThat(error).hasMessageContaining("middle of a message");
  }

  @Test
  void a_reset_connection_is_told_as_such_to_receiver_and_sender() {
    server();
    Sinks.Many<Frame> source = Sinks.many().multicast().directBestEffort();
    TestSubscriber<Void> send = TestSubscriber.create();
    end.session.send(source.asFlux()).subscribe(send);
    assumeTrue(Epoll.isAvailable(), "needs the error numbers of Linux");
    IOException reset =
        new Errors.NativeIoException("read", Errors.ERRNO_ECONNRESET_NEGATIVE, false);
    end.channel.pipeline().fireExceptionCaught(reset);
    end.channel.runPendingTasks();
    assertStatus(received.getTerminalSignal(), SocketErrorStatus.CONNECTION_RESET_BY_PEER);
    assertStatus(send.getTerminalSignal(), SocketErrorStatus.CONNECTION_RESET_BY_PEER);
    assertStatus(result().failure(), SocketErrorStatus.CONNECTION_RESET_BY_PEER);
  }

  @Test
  void what_was_received_before_the_loss_is_delivered_before_the_error() {
    received = TestSubscriber.builder().initialRequest(0).build();
    server();
    for (int i = 0; i < 30; i++) {
      end.receive(TEXT, utf8("m" + i + "x".repeat(100)));
    }
    end.disconnect();
    received.request(29);
    assertThat(received.isTerminated()).isFalse();
    received.request(1);
    assertThat(received.getReceivedOnNext()).hasSize(30);
    assertThat(received.isTerminatedError()).isTrue();
  }

  @Test
  void a_receiver_that_comes_after_the_end_gets_the_rest_and_the_end() {
    end.receive(TEXT, utf8("early"));
    end.receive(CLOSE, hex("03e8"));
    end.session.receive().subscribe(received);
    assertThat(received.getReceivedOnNext()).containsExactly(Frame.text("early"));
    assertThat(received.isTerminatedComplete()).isTrue();
    TestSubscriber<Frame> again = TestSubscriber.create();
    end.session.receive().subscribe(again);
    assertThat(again.isTerminatedComplete()).isTrue();
  }

  private static void assertStatus(
      Optional<SocketOperationException> failure, SocketErrorStatus status) {
    assertThat(failure.map(SocketOperationException::status)).contains(status);
  }

  private static void assertStatus(
      reactor.core.publisher.@org.jspecify.annotations.Nullable Signal<?> end,
      SocketErrorStatus status) {
    assertThat(end).isNotNull();
    Throwable error = Objects.requireNonNull(end).getThrowable();
    assertThat(error).isInstanceOf(SocketOperationException.class);
    assertThat(((SocketOperationException) Objects.requireNonNull(error)).status())
        .isEqualTo(status);
  }
}
