package io.reactivesockets.samples.rsock.tour;

import io.reactivesockets.websocket.CloseStatus;
import io.reactivesockets.websocket.Frame;
import io.reactivesockets.websocket.MessageWebSocket;
import io.reactivesockets.websocket.MessageWebSocketControl;
import io.reactivesockets.websocket.PermessageDeflate;
import io.reactivesockets.websocket.ServerMessageWebSocketControl;
import io.reactivesockets.websocket.WebSocketClosed;
import io.reactivesockets.websocket.WebSocketListener;
import java.util.List;
import java.util.stream.IntStream;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Text and binary messages, compressed, come back from a server as they were; then a close code.
 */
final class MessageWebSocketScene implements Scene {

  private static final int MESSAGES = 2_000;
  private static final CloseStatus FAREWELL = new CloseStatus(4000, "end of the scene");

  private final Stage stage;
  private final WebSocketStage webSockets;

  MessageWebSocketScene(Stage stage) {
    this.stage = stage;
    webSockets = new WebSocketStage(stage);
  }

  @Override
  public String title() {
    return "message websocket";
  }

  @Override
  public Mono<String> play() {
    return webSockets.withListener(
        listener -> Mono.zip(client(listener), server(listener), MessageWebSocketScene::tell));
  }

  private static Mono<WebSocketClosed> server(WebSocketListener listener) {
    ServerMessageWebSocketControl control =
        ServerMessageWebSocketControl.builder().deflate(PermessageDeflate.defaults()).build();
    return listener
        .messageSockets(WebSocketStage.PATH, control)
        .next()
        .flatMap(socket -> socket.send(socket.frames()).onErrorComplete().then(socket.closed()));
  }

  private Mono<MessageWebSocket> client(WebSocketListener listener) {
    MessageWebSocketControl control =
        MessageWebSocketControl.builder()
            .socket(stage.socketControl().build())
            .deflate(PermessageDeflate.defaults())
            .build();
    return Mono.usingWhen(
        MessageWebSocket.connect(WebSocketStage.uri(listener), control),
        MessageWebSocketScene::converse,
        WebSocketStage::close);
  }

  private static Mono<MessageWebSocket> converse(MessageWebSocket socket) {
    List<Frame> messages =
        IntStream.range(0, MESSAGES).mapToObj(MessageWebSocketScene::message).toList();
    Mono<List<Frame>> echoed = socket.frames().take(MESSAGES).collectList();
    return Mono.when(
            socket.send(Flux.fromIterable(messages)),
            echoed.doOnNext(
                back -> SceneFailure.unless(back.equals(messages), "the same messages", "others")))
        .then(socket.ping())
        .then(socket.close(FAREWELL.code(), FAREWELL.reason()))
        .thenReturn(socket);
  }

  private static Frame message(int number) {
    String text = "message %d of many that are alike, ".formatted(number).repeat(number % 32);
    return number % 2 == 0 ? Frame.text(text) : Frame.binary(Frame.text(text).data());
  }

  private static String tell(MessageWebSocket client, WebSocketClosed there) {
    SceneFailure.unless(there.status().equals(FAREWELL), FAREWELL, there.status());
    long wire = client.information().bytesSent();
    long payload = IntStream.range(0, MESSAGES).mapToLong(number -> message(number).size()).sum();
    return "%s messages there and back, %s of text and binary in %s by compression, closed with %s"
        .formatted(
            Figures.count(MESSAGES), Figures.bytes(payload), Figures.bytes(wire), there.status());
  }
}
