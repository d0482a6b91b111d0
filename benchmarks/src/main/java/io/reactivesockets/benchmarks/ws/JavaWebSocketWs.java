package io.reactivesockets.benchmarks.ws;

import io.reactivesockets.benchmarks.peer.Peer;
import io.reactivesockets.benchmarks.peer.Service;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.java_websocket.WebSocket;
import org.java_websocket.drafts.Draft;
import org.java_websocket.drafts.Draft_6455;
import org.java_websocket.extensions.permessage_deflate.PerMessageDeflateExtension;
import org.java_websocket.handshake.ClientHandshake;
import org.java_websocket.server.WebSocketServer;

/** Java-WebSocket, on its own transport: one thread selects, one decodes. */
final class JavaWebSocketWs implements Peer {

  @Override
  public int serve(Service service, String transport) {
    Draft draft =
        service.isCompressed()
            ? new Draft_6455(new PerMessageDeflateExtension())
            : new Draft_6455();
    Server server = new Server(draft, service.isFanOut());
    server.setTcpNoDelay(true);
    server.setReuseAddr(true);
    server.setMaxPendingConnections(BACKLOG);
    server.start();
    return server.port.join();
  }

  private static final class Server extends WebSocketServer {

    final CompletableFuture<Integer> port = new CompletableFuture<>();
    private final boolean toEverybody;

    Server(Draft draft, boolean toEverybody) {
      super(new InetSocketAddress("0.0.0.0", 0), 1, List.of(draft));
      this.toEverybody = toEverybody;
    }

    @Override
    public void onStart() {
      port.complete(getPort());
    }

    @Override
    public void onMessage(WebSocket socket, String message) {
      if (toEverybody) {
        broadcast(message);
      } else {
        socket.send(message);
      }
    }

    @Override
    public void onMessage(WebSocket socket, ByteBuffer message) {
      socket.send(message);
    }

    @Override
    public void onOpen(WebSocket socket, ClientHandshake handshake) {
      // Nothing to do before the first message.
    }

    @Override
    public void onClose(WebSocket socket, int code, String reason, boolean remote) {
      // Load generators reset their connections.
    }

    @Override
    public void onError(WebSocket socket, Exception cause) {
      if (!port.isDone()) {
        port.completeExceptionally(cause);
      }
    }
  }
}
