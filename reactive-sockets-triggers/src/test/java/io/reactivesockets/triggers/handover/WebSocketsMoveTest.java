package io.reactivesockets.triggers.handover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.reactivesockets.descriptor.Descriptors;
import io.reactivesockets.stream.StreamSocket;
import io.reactivesockets.triggers.activity.SocketActivityContext;
import io.reactivesockets.triggers.activity.SocketActivityInformation;
import io.reactivesockets.triggers.activity.SocketActivityTask;
import io.reactivesockets.triggers.activity.SocketBroker;
import io.reactivesockets.triggers.broker.TestBroker;
import io.reactivesockets.websocket.DetachedWebSocket;
import io.reactivesockets.websocket.Frame;
import io.reactivesockets.websocket.MessageWebSocket;
import io.reactivesockets.websocket.ServerMessageWebSocket;
import io.reactivesockets.websocket.WebSocketListener;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Mono;

/** WebSockets go where streams go, in the middle of a message. */
@Tag("once")
class WebSocketsMoveTest {

  private static final Duration LIMIT = TestBroker.LIMIT;

  @TempDir private Path directory;

  private WebSocketListener listener;
  private MessageWebSocket client;
  private DetachedWebSocket detached;

  @BeforeAll
  static void needsEpoll() {
    assumeThat(Descriptors.areSupported()).isTrue();
  }

  /** Half a message has been sent, and the server's end is on its way. */
  @BeforeEach
  void open() {
    listener = WebSocketListener.bind("127.0.0.1", 0).block(LIMIT);
    Mono<ServerMessageWebSocket> accepted = listener.messageSockets("/chat").next().cache();
    accepted.subscribe();
    client =
        MessageWebSocket.connect(URI.create("ws://127.0.0.1:" + listener.port() + "/chat"))
            .block(LIMIT);
    client.send(Frame.textPart("one ")).then(client.ping()).block(LIMIT);
    detached = accepted.flatMap(ServerMessageWebSocket::detach).block(LIMIT);
  }

  @AfterEach
  void close() {
    listener.close().block(LIMIT);
  }

  private void goesOn(ServerMessageWebSocket server) {
    client.send(Frame.text("message")).block(LIMIT);
    assertThat(server.frames().next().map(Frame::text).block(LIMIT)).isEqualTo("one message");
    client.close(1000, "").block(LIMIT);
    assertThat(server.closed().block(LIMIT).clean()).isTrue();
  }

  @Test
  void a_websocket_is_handed_over() {
    Path path = directory.resolve("h");
    Mono<Void> giving =
        HandOver.offer(path)
            .flatMap(
                successor ->
                    successor
                        .give(Parcel.of("chat", detached.state(), detached.socket()))
                        .then(successor.finish()))
            .cache();
    giving.subscribe();

    ServerMessageWebSocket server =
        Mono.defer(() -> HandOver.receive(path))
            .repeatWhenEmpty(again -> again.delayElements(Duration.ofMillis(10)))
            .flatMapMany(Predecessor::parcels)
            .map(parcel -> DetachedWebSocket.of(parcel.context(), parcel.socket()))
            .concatMap(ServerMessageWebSocket::adopt)
            .single()
            .block(LIMIT);

    giving.block(LIMIT);
    goesOn(server);
  }

  @Test
  void a_websocket_is_left_with_a_broker() {
    try (TestBroker broker = TestBroker.start()) {
      SocketBroker application = SocketBroker.connect(broker.directory(), "app").block(LIMIT);
      StreamSocket below = StreamSocket.adopt(detached.socket()).block(LIMIT);
      application.enableTransferOwnership(below, SocketActivityTask.runningProcess("chat").id());
      application
          .transfer(below, "chat", SocketActivityContext.of(ByteBuffer.wrap(detached.state())))
          .block(LIMIT);

      SocketActivityInformation held = application.socket("chat").block(LIMIT);
      ByteBuffer context = held.context().data();
      byte[] state = new byte[context.remaining()];
      context.get(state);
      ServerMessageWebSocket server =
          held.streamSocket()
              .flatMap(StreamSocket::detach)
              .map(back -> DetachedWebSocket.of(state, back))
              .flatMap(ServerMessageWebSocket::adopt)
              .block(LIMIT);

      goesOn(server);
      application.close().block(LIMIT);
    }
  }
}
