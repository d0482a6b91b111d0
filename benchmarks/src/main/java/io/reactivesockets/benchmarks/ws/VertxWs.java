package io.reactivesockets.benchmarks.ws;

import io.reactivesockets.benchmarks.peer.Peer;
import io.reactivesockets.benchmarks.peer.Service;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.transport.Transport;
import java.util.HashSet;
import java.util.Set;

/** Vert.x, with handlers that write the messages they are given. */
final class VertxWs implements Peer {

  private final Set<ServerWebSocket> everybody = new HashSet<>();

  @Override
  public int serve(Service service, String transport) {
    Vertx vertx =
        Vertx.builder()
            .with(new VertxOptions().setEventLoopPoolSize(1))
            .withTransport(transport(transport))
            .build();
    HttpServerOptions options =
        new HttpServerOptions()
            .setPerMessageWebSocketCompressionSupported(service.isCompressed())
            .setPerFrameWebSocketCompressionSupported(false);
    options.setAcceptBacklog(BACKLOG);
    return vertx
        .createHttpServer(options)
        .webSocketHandler(service.isFanOut() ? this::join : VertxWs::echo)
        .listen(0, "0.0.0.0")
        .toCompletionStage()
        .toCompletableFuture()
        .join()
        .actualPort();
  }

  private static Transport transport(String name) {
    return switch (name) {
      case "nio" -> Transport.NIO;
      case "epoll" -> Transport.EPOLL;
      case "io_uring" -> Transport.IO_URING;
      default -> throw new IllegalArgumentException("transport: " + name);
    };
  }

  private static void echo(ServerWebSocket socket) {
    socket.textMessageHandler(socket::writeTextMessage);
    socket.binaryMessageHandler(socket::writeBinaryMessage);
  }

  /** Called on the one event loop, as the other handlers are. */
  private void join(ServerWebSocket socket) {
    everybody.add(socket);
    socket.closeHandler(closed -> everybody.remove(socket));
    socket.textMessageHandler(text -> everybody.forEach(each -> each.writeTextMessage(text)));
  }
}
