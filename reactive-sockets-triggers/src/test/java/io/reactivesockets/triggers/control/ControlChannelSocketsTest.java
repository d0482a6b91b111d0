package io.reactivesockets.triggers.control;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.reactivesockets.datagram.DatagramSocket;
import io.reactivesockets.stream.StreamSocket;
import io.reactivesockets.stream.StreamSocketListener;
import io.reactivesockets.triggers.control.ControlChannelState.Phase;
import io.reactivesockets.websocket.AnyMessageWebSocket;
import io.reactivesockets.websocket.Frame;
import io.reactivesockets.websocket.MessageWebSocket;
import io.reactivesockets.websocket.ServerMessageWebSocket;
import io.reactivesockets.websocket.StreamWebSocket;
import io.reactivesockets.websocket.WebSocketListener;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.test.StepVerifier;

/** Channels over each kind of real socket, on loopback. */
class ControlChannelSocketsTest {

  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final Duration OFTEN = Duration.ofMillis(200);
  private static final String LOOPBACK = "127.0.0.1";

  private final ControlChannels channels =
      ControlChannels.create(
          ControlChannelsControl.builder().window(Duration.ofMillis(50)).build());

  @AfterEach
  void close() {
    channels.close().block(TIMEOUT);
  }

  private ControlChannelTrigger open(Duration interval) {
    return channels.open("channel", interval);
  }

  private static void expectAnswers(ControlChannelTrigger trigger, int count) {
    StepVerifier.create(
            trigger
                .keepAlives()
                .filter(due -> trigger.information().keepAlivesAnswered() >= count)
                .take(1))
        .expectNextCount(1)
        .expectComplete()
        .verify(TIMEOUT);
  }

  // TCP.

  private void withTcp(
      Consumer<StreamSocketListener> play, Function<StreamSocket, Mono<Void>> server) {
    StreamSocketListener listener = StreamSocketListener.bind(LOOPBACK, 0).block(TIMEOUT);
    Disposable serving =
        listener
            .connections()
            .flatMap(socket -> server.apply(socket).onErrorComplete().then(gone(socket)))
            .subscribe();
    try {
      play.accept(listener);
    } finally {
      channels.close().then(listener.shutdown(Duration.ofSeconds(1))).block(TIMEOUT);
      serving.dispose();
    }
  }

  private static Mono<Void> gone(StreamSocket socket) {
    return socket.close().onErrorComplete();
  }

  private static ChannelTransport<StreamSocket> tcp(StreamSocketListener listener) {
    return ChannelTransport.stream(StreamSocket.connect(LOOPBACK, listener.port()));
  }

  @Test
  void bytes_are_kept_alive_by_the_acknowledgement_of_the_peers_system() {
    Sinks.Many<ByteBuffer> received = Sinks.many().replay().all();
    withTcp(
        listener -> {
          ControlChannelTrigger trigger = open(OFTEN);
          trigger
              .usingTransport(tcp(listener).keepAlive(KeepAlive.bytes(UTF_8.encode("\r\n"))))
              .block(TIMEOUT);
          trigger.waitForPushEnabled().block(TIMEOUT);

          StepVerifier.create(received.asFlux().map(UTF_8::decode).map(Object::toString))
              .thenConsumeWhile(text -> !text.contains("\r\n"))
              .thenCancel()
              .verify(TIMEOUT);
          expectAnswers(trigger, 2);
        },
        socket -> socket.input().doOnNext(received::tryEmitNext).then());
  }

  @Test
  void probes_of_the_system_are_answered_and_the_application_sees_nothing_of_them() {
    withTcp(
        listener -> {
          ControlChannelTrigger trigger = open(Duration.ofMillis(1_200));
          StreamSocket socket = trigger.usingTransport(tcp(listener)).block(TIMEOUT);
          trigger.waitForPushEnabled().block(TIMEOUT);

          expectAnswers(trigger, 1);
          assertThat(socket.information().options().keepAlive()).contains(true);
          assertThat(socket.information().sentBytes()).isZero();
          assertThat(socket.information().receivedBytes()).isZero();
        },
        socket -> socket.closed());
  }

  @Test
  void what_arrives_on_a_parked_socket_is_told_and_waits_for_whoever_reads() {
    Sinks.Many<String> toSend = Sinks.many().unicast().onBackpressureBuffer();
    withTcp(
        listener -> {
          ControlChannelTrigger trigger = open(Duration.ofMinutes(25));
          trigger.usingTransport(tcp(listener)).block(TIMEOUT);
          trigger.waitForPushEnabled().block(TIMEOUT);

          StepVerifier.create(trigger.pushNotifications().concatMap(this::readAndPark))
              .then(() -> toSend.tryEmitNext("one"))
              .expectNext("one")
              .then(() -> toSend.tryEmitNext("two"))
              .expectNext("two")
              .thenCancel()
              .verify(TIMEOUT);
        },
        socket -> socket.send(toSend.asFlux().map(UTF_8::encode)));
  }

  private Mono<String> readAndPark(PushNotification push) {
    return push.transport(StreamSocket.class)
        .input()
        .next()
        .map(bytes -> UTF_8.decode(bytes).toString())
        .flatMap(text -> push.controlChannelTrigger().flushTransport().thenReturn(text));
  }

  @Test
  void who_reads_all_the_time_is_told_nothing() {
    Sinks.Many<String> toSend = Sinks.many().unicast().onBackpressureBuffer();
    withTcp(
        listener -> {
          ControlChannelTrigger trigger = open(Duration.ofMinutes(25));
          StreamSocket socket = trigger.usingTransport(tcp(listener)).block(TIMEOUT);
          trigger.waitForPushEnabled().block(TIMEOUT);

          StepVerifier.create(socket.input().map(UTF_8::decode).map(Object::toString))
              .then(() -> toSend.tryEmitNext("1"))
              .expectNext("1")
              .then(() -> toSend.tryEmitNext("2"))
              .expectNext("2")
              .then(() -> toSend.tryEmitNext("3"))
              .expectNext("3")
              .thenCancel()
              .verify(TIMEOUT);
          // The first may have come before whoever reads was there.
          assertThat(trigger.information().pushNotifications()).isLessThanOrEqualTo(1);
        },
        socket -> socket.send(toSend.asFlux().map(UTF_8::encode)));
  }

  @Test
  void a_connection_that_the_server_closes_is_made_again() {
    withTcp(
        listener -> {
          ControlChannelTrigger trigger = open(Duration.ofMinutes(25));
          StepVerifier.create(
                  trigger
                      .states()
                      .filter(state -> state.phase() == Phase.OPEN)
                      .map(state -> state.transport(StreamSocket.class).orElseThrow())
                      .distinct()
                      .take(3))
              .then(() -> trigger.usingTransport(tcp(listener)).block(TIMEOUT))
              .expectNextCount(3)
              .expectComplete()
              .verify(TIMEOUT);
        },
        StreamSocket::close);
  }

  @Test
  void closing_the_channel_closes_its_socket() {
    withTcp(
        listener -> {
          ControlChannelTrigger trigger = open(Duration.ofMinutes(25));
          StreamSocket socket = trigger.usingTransport(tcp(listener)).block(TIMEOUT);

          trigger.close().block(TIMEOUT);

          assertThat(socket.isOpen()).isFalse();
        },
        socket -> socket.closed());
  }

  // WebSocket.

  private void withWebSocket(
      Consumer<URI> play, Function<ServerMessageWebSocket, Mono<Void>> server) {
    WebSocketListener listener = WebSocketListener.bind(LOOPBACK, 0).block(TIMEOUT);
    Disposable serving =
        listener
            .messageSockets("/")
            .flatMap(socket -> server.apply(socket).onErrorComplete())
            .subscribe();
    try {
      play.accept(URI.create("ws://" + LOOPBACK + ":" + listener.port() + "/"));
    } finally {
      channels.close().then(listener.close()).block(TIMEOUT);
      serving.dispose();
    }
  }

  @Test
  void a_message_websocket_is_kept_alive_by_pings_and_its_messages_are_pushed() {
    Sinks.Many<Frame> toSend = Sinks.many().unicast().onBackpressureBuffer();
    withWebSocket(
        uri -> {
          ControlChannelTrigger trigger = open(OFTEN);
          trigger
              .usingTransport(ChannelTransport.webSocket(MessageWebSocket.connect(uri)))
              .block(TIMEOUT);
          trigger.waitForPushEnabled().block(TIMEOUT);

          expectAnswers(trigger, 2);
          StepVerifier.create(trigger.pushNotifications().concatMap(this::takeAndPark))
              .then(() -> toSend.tryEmitNext(Frame.text("news")))
              .expectNext("news")
              .then(() -> toSend.tryEmitNext(Frame.text("more")))
              .expectNext("more")
              .thenCancel()
              .verify(TIMEOUT);
        },
        socket -> socket.send(toSend.asFlux()));
  }

  private Mono<String> takeAndPark(PushNotification push) {
    return push.transport(AnyMessageWebSocket.class)
        .frames()
        .next()
        .map(Frame::text)
        .flatMap(text -> push.controlChannelTrigger().flushTransport().thenReturn(text));
  }

  @Test
  void a_stream_websocket_is_kept_alive_by_pongs_that_nobody_answers() {
    withWebSocket(
        uri -> {
          ControlChannelTrigger trigger = open(OFTEN);
          trigger
              .usingTransport(
                  ChannelTransport.webSocket(StreamWebSocket.connect(uri))
                      .keepAlive(KeepAlive.pong()))
              .block(TIMEOUT);
          trigger.waitForPushEnabled().block(TIMEOUT);

          StepVerifier.create(trigger.keepAlives().take(3))
              .expectNextCount(3)
              .expectComplete()
              .verify(TIMEOUT);
          assertThat(trigger.information().keepAlivesAnswered()).isZero();
        },
        socket -> socket.closed().then());
  }

  @Test
  void an_application_runs_the_keep_alive_of_websockets_by_itself() {
    withWebSocket(
        uri -> {
          ControlChannelTrigger trigger = open(OFTEN);
          trigger
              .usingTransport(
                  ChannelTransport.webSocket(MessageWebSocket.connect(uri))
                      .keepAlive(KeepAlive.byApplication()))
              .block(TIMEOUT);
          trigger.waitForPushEnabled().block(TIMEOUT);

          StepVerifier.create(
                  trigger
                      .keepAlives()
                      .concatMap(due -> new WebSocketKeepAlive().run(due).thenReturn(due))
                      .take(2))
              .expectNextCount(2)
              .expectComplete()
              .verify(TIMEOUT);
        },
        socket -> socket.closed().then());
  }

  // UDP.

  @Test
  void a_datagram_flow_is_kept_alive_and_its_datagrams_are_pushed() {
    DatagramSocket server = DatagramSocket.bind(LOOPBACK, 0).block(TIMEOUT);
    Disposable answering =
        server
            .send(server.messages().map(message -> message.reply(UTF_8.encode("pushed"))))
            .subscribe();
    ControlChannelTrigger trigger = open(OFTEN);
    trigger
        .usingTransport(
            ChannelTransport.datagram(
                DatagramSocket.connect(LOOPBACK, server.port()),
                KeepAlive.datagram(UTF_8.encode("still here"))))
        .block(TIMEOUT);
    trigger.waitForPushEnabled().block(TIMEOUT);

    StepVerifier.create(trigger.pushNotifications().concatMap(this::takeDatagram).take(2))
        .expectNext("pushed", "pushed")
        .expectComplete()
        .verify(TIMEOUT);
    answering.dispose();
    server.close().block(TIMEOUT);
  }

  private Mono<String> takeDatagram(PushNotification push) {
    return push.transport(DatagramSocket.class)
        .messages()
        .next()
        .map(message -> message.text(UTF_8))
        .flatMap(text -> push.controlChannelTrigger().flushTransport().thenReturn(text));
  }
}
