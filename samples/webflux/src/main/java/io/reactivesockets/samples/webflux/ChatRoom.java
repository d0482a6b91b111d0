package io.reactivesockets.samples.webflux;

import io.reactivesockets.websocket.Broadcast;
import io.reactivesockets.websocket.CloseStatus;
import io.reactivesockets.websocket.Frame;
import io.reactivesockets.websocket.PermessageDeflate;
import io.reactivesockets.websocket.ServerMessageWebSocket;
import io.reactivesockets.websocket.ServerMessageWebSocketControl;
import io.reactivesockets.websocket.SlowConsumerPolicy;
import io.reactivesockets.websocket.spring.WebFluxWebSockets;
import io.reactivesockets.websocket.spring.WebSocketUpgrade;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** Everyone hears what anyone says; who does not keep up is shown out. */
@RestController
final class ChatRoom {

  private static final int PENDING_BYTES = 65_536;
  private static final ServerMessageWebSocketControl CONTROL =
      ServerMessageWebSocketControl.builder()
          .maxMessageBytes(4_096)
          .deflate(PermessageDeflate.defaults())
          .build();

  private final WebFluxWebSockets webSockets;
  private final Broadcast room = new Broadcast();

  ChatRoom(WebFluxWebSockets webSockets) {
    this.webSockets = webSockets;
  }

  @GetMapping("/chat")
  WebSocketUpgrade chat(@RequestParam(defaultValue = "somebody") String name) {
    return webSockets.messages(CONTROL, socket -> member(socket, name));
  }

  private Mono<Void> member(ServerMessageWebSocket socket, String name) {
    SlowConsumerPolicy policy = SlowConsumerPolicy.close(new CloseStatus(1008, "too slow"));
    room.join(socket, policy, PENDING_BYTES);
    say(name + " is here");
    return socket
        .frames()
        .doOnNext(frame -> say(name + ": " + frame.text()))
        .then()
        .onErrorComplete()
        .doFinally(end -> say(name + " has left"));
  }

  private void say(String text) {
    room.publish(Frame.text(text));
  }
}
