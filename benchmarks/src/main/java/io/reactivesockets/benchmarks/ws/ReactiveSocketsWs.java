package io.reactivesockets.benchmarks.ws;

import io.reactivesockets.benchmarks.peer.Peer;
import io.reactivesockets.benchmarks.peer.Service;
import io.reactivesockets.stream.StreamSocketListenerControl;
import io.reactivesockets.transport.Transport;
import io.reactivesockets.transport.TransportControl;
import io.reactivesockets.websocket.Broadcast;
import io.reactivesockets.websocket.PermessageDeflate;
import io.reactivesockets.websocket.ServerMessageWebSocket;
import io.reactivesockets.websocket.ServerMessageWebSocketControl;
import io.reactivesockets.websocket.WebSocketListener;
import io.reactivesockets.websocket.WebSocketListenerControl;
import java.time.Duration;
import java.util.Objects;
import reactor.core.publisher.Mono;

/** This library: the WebSockets of a listener, each with one flat send. */
final class ReactiveSocketsWs implements Peer {

  private static final Duration BIND_TIMEOUT = Duration.ofSeconds(10);

  private final Broadcast news = new Broadcast();

  @Override
  public int serve(Service service, String transport) {
    Transport ground = Transport.open(transport, TransportControl.builder().threads(1).build());
    WebSocketListenerControl listening =
        WebSocketListenerControl.builder()
            .socket(
                StreamSocketListenerControl.builder().transport(ground).backlog(BACKLOG).build())
            .build();
    WebSocketListener listener =
        Objects.requireNonNull(WebSocketListener.bind("0.0.0.0", 0, listening).block(BIND_TIMEOUT));
    listener
        .messageSockets("/", control(service))
        .flatMap(socket -> handle(service, socket).onErrorComplete(), Integer.MAX_VALUE)
        .subscribe();
    return listener.port();
  }

  private static ServerMessageWebSocketControl control(Service service) {
    ServerMessageWebSocketControl.Builder control = ServerMessageWebSocketControl.builder();
    if (service.isCompressed()) {
      control.deflate(PermessageDeflate.defaults());
    }
    return control.build();
  }

  private Mono<Void> handle(Service service, ServerMessageWebSocket socket) {
    if (!service.isFanOut()) {
      return socket.send(socket.frames());
    }
    news.join(socket);
    return socket.frames().doOnNext(news::publish).then();
  }
}
