package io.reactivesockets.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.netty.channel.EventLoop;
import io.reactivesockets.websocket.codec.Bytes;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

/** The hub, on real connections. */
class BroadcastTest {

  private static final Duration TIMEOUT = Duration.ofSeconds(20);

  private final Broadcast hub = new Broadcast();
  private final Sinks.Many<BroadcastMember> joined = Sinks.many().replay().all();

  private TestServer server(ServerMessageWebSocketControl control) {
    return server(control, 100_000);
  }

  private TestServer server(ServerMessageWebSocketControl control, int budget) {
    return TestServer.start(
        ServerMessageWebSocket.route(
            control,
            socket -> {
              joined.tryEmitNext(hub.join(socket, SlowConsumerPolicy.dropOldest(), budget));
              return socket.frames().then().onErrorComplete();
            }));
  }

  private List<BroadcastMember> members(int count) {
    return joined.asFlux().take(count).collectList().blockOptional(TIMEOUT).orElseThrow();
  }

  @Test
  void each_member_gets_each_message_compressed_as_it_agreed() throws IOException {
    ServerMessageWebSocketControl control =
        ServerMessageWebSocketControl.builder().deflate(PermessageDeflate.defaults()).build();
    try (TestServer server = server(control);
        RawPeer plain = RawPeer.open(server.port(), "");
        RawPeer deflating =
            RawPeer.open(server.port(), "Sec-WebSocket-Extensions: permessage-deflate\r\n")) {
      members(2);
      String large = "abc".repeat(1_000);
      hub.publish(Frame.text("small"));
      hub.publish(Flux.just(Frame.text(large), Frame.binary(new byte[] {1}))).block(TIMEOUT);
      assertThat(plain.readFrame()).isEqualTo("81 " + Bytes.hex(Bytes.utf8("small")));
      assertThat(plain.readFrame()).isEqualTo("81 " + Bytes.hex(Bytes.utf8(large)));
      assertThat(plain.readFrame()).isEqualTo("82 01");
      assertThat(deflating.readFrame()).isEqualTo("81 " + Bytes.hex(Bytes.utf8("small")));
      assertThat(deflating.readFrame()).startsWith("c1 ").hasSizeLessThan(200);
      assertThat(deflating.readFrame()).isEqualTo("82 01");
    }
  }

  @Test
  void a_member_that_does_not_read_delays_nobody_and_loses_within_its_budget() throws IOException {
    try (TestServer server = server(ServerMessageWebSocketControl.defaults());
        RawPeer deaf = RawPeer.open(server.port(), "")) {
      BroadcastMember slow = members(1).get(0);
      MessageWebSocket quick = MessageWebSocket.connect(server.uri("/")).block(TIMEOUT);
      assertThat(quick).isNotNull();
      members(2);
      Frame message = Frame.binary(new byte[50_000]);
      // The next message is published when the quick member has the one before.
      StepVerifier.create(
              quick.frames().take(400).doOnNext(received -> hub.publish(message)).count())
          .then(() -> hub.publish(message))
          .expectNext(400L)
          .expectComplete()
          .verify(TIMEOUT);
      assertThat(slow.droppedMessages()).isGreaterThan(0);
      assertThat(slow.waitingBytes()).isLessThanOrEqualTo(100_000);
      quick.close().onErrorComplete().block(TIMEOUT);
      assertThat(deaf.readFrame()).startsWith("82 ");
    }
  }

  @Test
  void messages_keep_their_order_for_each_member() throws IOException {
    ServerMessageWebSocketControl control =
        ServerMessageWebSocketControl.builder().deflate(PermessageDeflate.defaults()).build();
    try (TestServer server = server(control, 1_000_000);
        RawPeer first = RawPeer.open(server.port(), "");
        RawPeer second =
            RawPeer.open(server.port(), "Sec-WebSocket-Extensions: permessage-deflate\r\n")) {
      members(2);
      // Of every size that is written differently: copied, shared, and in slices.
      String large = "x".repeat(70_000);
      List<Frame> frames =
          IntStream.range(0, 300)
              .<Frame>mapToObj(i -> Frame.text(i + " " + large.substring(0, i == 150 ? 70_000 : i)))
              .toList();

      frames.forEach(hub::publish);

      for (int i = 0; i < frames.size(); i++) {
        String message = Bytes.hex(Bytes.utf8(frames.get(i).text()));
        assertThat(first.readFrame()).isEqualTo("81 " + message);
        String frame = second.readFrame();
        assertThat(frame).startsWith(frames.get(i).size() < 256 ? "81 " + message : "c1 ");
      }
    }
  }

  @Test
  void a_message_is_for_those_who_were_there_when_it_was_published() throws IOException {
    try (TestServer server = server(ServerMessageWebSocketControl.defaults());
        RawPeer first = RawPeer.open(server.port(), "")) {
      BroadcastMember member = members(1).get(0);
      AnyMessageWebSocket socket = member.socket();
      // Whatever the event loop publishes is delivered behind the task that does.
      socket
          .session()
          .loop()
          .execute(
              () -> {
                hub.publish(Frame.text("before"));
                member.leave();
                hub.publish(Frame.text("between"));
                hub.join(socket, SlowConsumerPolicy.dropNewest(), 100_000);
                hub.publish(Frame.text("after"));
              });

      assertThat(first.readFrame()).isEqualTo("81 " + Bytes.hex(Bytes.utf8("before")));
      assertThat(first.readFrame()).isEqualTo("81 " + Bytes.hex(Bytes.utf8("after")));
    }
  }

  @Test
  void what_the_event_loop_cannot_even_look_at_is_bounded() throws IOException {
    try (TestServer server = server(ServerMessageWebSocketControl.defaults());
        RawPeer first = RawPeer.open(server.port(), "")) {
      BroadcastMember member = members(1).get(0);
      EventLoop loop = member.socket().session().loop();
      loop.execute(
          () -> {
            publishHundred(hub);
            loop.execute(() -> hub.publish(Frame.text("end")));
          });

      String frame = first.readFrame();
      int received = 0;
      while (frame.startsWith("82 ")) {
        received++;
        frame = first.readFrame();
      }
      assertThat(frame).isEqualTo("81 " + Bytes.hex(Bytes.utf8("end")));
      assertThat(received).isBetween(9, 11);
      assertThat(member.droppedMessages()).isEqualTo(100 - received);
      assertThat(member.socket().information().messagesDropped()).isEqualTo(100 - received);
    }
  }

  /** Publishes messages that begin with their number. */
  private static void publishHundred(Broadcast hub) {
    for (int i = 0; i < 100; i++) {
      byte[] message = new byte[10_000];
      message[0] = (byte) i;
      hub.publish(Frame.binary(message));
    }
  }

  @Test
  void the_newest_message_comes_however_long_the_event_loop_was_held_up() throws IOException {
    Broadcast latest = new Broadcast();
    try (TestServer server = server(ServerMessageWebSocketControl.defaults());
        RawPeer peer = RawPeer.open(server.port(), "")) {
      AnyMessageWebSocket socket = members(1).get(0).socket();
      latest.join(socket, SlowConsumerPolicy.keepLatest(), 100_000);

      socket.session().loop().execute(() -> publishHundred(latest));

      String frame = peer.readFrame();
      while (!frame.startsWith("82 63")) {
        frame = peer.readFrame();
      }
      assertThat(frame).hasSize("82 ".length() + 20_000);
    }
  }

  @Test
  void who_is_to_be_closed_is_closed_when_the_event_loop_is_held_up() throws IOException {
    Broadcast closing = new Broadcast();
    try (TestServer server = server(ServerMessageWebSocketControl.defaults());
        RawPeer peer = RawPeer.open(server.port(), "")) {
      AnyMessageWebSocket socket = members(1).get(0).socket();
      closing.join(socket, SlowConsumerPolicy.close(), 100_000);

      socket.session().loop().execute(() -> publishHundred(closing));

      String frame = peer.readFrame();
      while (frame.startsWith("82 ")) {
        frame = peer.readFrame();
      }
      assertThat(frame).isEqualTo("88 03f0" + Bytes.hex(Bytes.utf8("too slow")));
    }
  }

  @Test
  void a_member_leaves_when_it_is_closed_or_asked_to() throws IOException {
    try (TestServer server = server(ServerMessageWebSocketControl.defaults());
        RawPeer first = RawPeer.open(server.port(), "");
        RawPeer second = RawPeer.open(server.port(), "")) {
      List<BroadcastMember> members = members(2);
      members.get(0).leave();
      assertThat(hub.members()).containsExactly(members.get(1));
      first.close();
      second.close();
      members.get(1).socket().closed().block(TIMEOUT);
      assertThat(hub.members()).isEmpty();
      hub.publish(Frame.text("to nobody"));
    }
  }

  @Test
  void members_join_and_leave_on_many_threads_while_others_publish() throws IOException {
    try (TestServer server = server(ServerMessageWebSocketControl.defaults());
        RawPeer peer = RawPeer.open(server.port(), "")) {
      BroadcastMember first = members(1).get(0);

      List<BroadcastMember> stayed =
          Flux.range(0, 4)
              .flatMap(
                  thread ->
                      Flux.range(0, 500)
                          .map(i -> joinAndLeaveEverySecond(first.socket(), i))
                          .subscribeOn(Schedulers.parallel()))
              .filter(Optional::isPresent)
              .map(Optional::orElseThrow)
              .collectList()
              .blockOptional(TIMEOUT)
              .orElseThrow();

      assertThat(stayed).hasSize(1_000);
      stayed.add(first);
      assertThat(hub.members()).containsExactlyInAnyOrderElementsOf(stayed);
      stayed.forEach(BroadcastMember::leave);
      assertThat(hub.members()).isEmpty();
      assertThat(peer).isNotNull();
    }
  }

  private Optional<BroadcastMember> joinAndLeaveEverySecond(AnyMessageWebSocket socket, int i) {
    BroadcastMember member = hub.join(socket, SlowConsumerPolicy.dropOldest(), 1_024);
    hub.publish(Frame.binary(new byte[0]));
    if (i % 2 == 0) {
      return Optional.of(member);
    }
    member.leave();
    return Optional.empty();
  }

  @Test
  void a_member_that_has_left_is_forgotten_by_its_websocket() throws IOException {
    try (TestServer server = server(ServerMessageWebSocketControl.defaults());
        RawPeer peer = RawPeer.open(server.port(), "")) {
      WeakReference<SlowConsumerPolicy> policy = joinAndLeave(members(1).get(0).socket());

      // What is left of a membership would hold it.
      StepVerifier.create(
              Flux.interval(Duration.ofMillis(20))
                  .doOnNext(tick -> System.gc())
                  .filter(tick -> policy.get() == null)
                  .next())
          .expectNextCount(1)
          .expectComplete()
          .verify(TIMEOUT);
      hub.publish(Frame.text("still open"));
      assertThat(peer.readFrame()).isEqualTo("81 " + Bytes.hex(Bytes.utf8("still open")));
    }
  }

  private WeakReference<SlowConsumerPolicy> joinAndLeave(AnyMessageWebSocket socket) {
    SlowConsumerPolicy policy = SlowConsumerPolicy.close();
    hub.join(socket, policy, 100_000).leave();
    return new WeakReference<>(policy);
  }

  @Test
  void what_would_hold_up_the_others_is_refused() throws IOException {
    try (TestServer server = server(ServerMessageWebSocketControl.defaults());
        RawPeer peer = RawPeer.open(server.port(), "")) {
      AnyMessageWebSocket socket = members(1).get(0).socket();
      assertThatIllegalArgumentException()
          .isThrownBy(() -> hub.join(socket, SlowConsumerPolicy.waitForRoom(), 100_000));
      assertThatIllegalArgumentException().isThrownBy(() -> hub.publish(Frame.textPart("a")));
      assertThat(peer).isNotNull();
    }
  }
}
