package io.reactivesockets.benchmarks.ws;

import java.net.SocketException;
import java.net.URI;
import java.nio.ByteBuffer;
import org.java_websocket.client.WebSocketClient;
import org.java_websocket.exceptions.WebsocketNotConnectedException;
import org.java_websocket.handshake.ServerHandshake;

/** Java-WebSocket's client sends back what comes, on two threads of its own. */
final class JavaWebSocketEcho extends WebSocketClient {

  JavaWebSocketEcho(URI uri) {
    super(uri);
    setTcpNoDelay(true);
    setDaemon(true);
  }

  @Override
  public void onMessage(String message) {
    send(message);
  }

  @Override
  public void onMessage(ByteBuffer message) {
    send(message);
  }

  @Override
  public void onOpen(ServerHandshake handshake) {
    // Nothing to do before the first message.
  }

  @Override
  public void onClose(int code, String reason, boolean remote) {
    // Load generators reset their connections.
  }

  @Override
  public void onError(Exception cause) {
    // Load generators reset their connections.
    if (!(cause instanceof SocketException || cause instanceof WebsocketNotConnectedException)) {
      System.err.println("Java-WebSocket's client: " + cause);
    }
  }
}
