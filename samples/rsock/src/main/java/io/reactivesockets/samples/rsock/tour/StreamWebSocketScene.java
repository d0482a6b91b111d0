package io.reactivesockets.samples.rsock.tour;

import io.reactivesockets.websocket.ServerStreamWebSocket;
import io.reactivesockets.websocket.StreamWebSocket;
import io.reactivesockets.websocket.StreamWebSocketControl;
import io.reactivesockets.websocket.WebSocketListener;
import reactor.core.publisher.Mono;

/** Megabytes go up a WebSocket as a stream, and nobody holds more of them than one read brings. */
final class StreamWebSocketScene implements Scene {

  private static final int CHUNKS = 256;

  private final Stage stage;
  private final WebSocketStage webSockets;
  private final Payload payload = new Payload(7, CHUNKS);

  StreamWebSocketScene(Stage stage) {
    this.stage = stage;
    webSockets = new WebSocketStage(stage);
  }

  @Override
  public String title() {
    return "stream websocket";
  }

  @Override
  public Mono<String> play() {
    return webSockets.withListener(
        listener ->
            Mono.when(upload(listener), receive(listener))
                .thenReturn(
                    "%s up to the close frame, every byte right"
                        .formatted(Figures.bytes(payload.size()))));
  }

  private Mono<Void> upload(WebSocketListener listener) {
    StreamWebSocketControl control =
        StreamWebSocketControl.builder().socket(stage.socketControl().build()).build();
    return Mono.usingWhen(
        StreamWebSocket.connect(WebSocketStage.uri(listener), control),
        socket -> socket.send(payload.bytes()),
        WebSocketStage::close);
  }

  private Mono<Void> receive(WebSocketListener listener) {
    return listener
        .streamSockets(WebSocketStage.PATH)
        .next()
        .map(ServerStreamWebSocket::input)
        .flatMap(payload::expectIn);
  }
}
