package io.reactivesockets.benchmarks.ws;

import io.reactivesockets.benchmarks.peer.Peer;
import io.reactivesockets.benchmarks.peer.Service;
import java.nio.ByteBuffer;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.eclipse.jetty.websocket.server.WebSocketUpgradeHandler;

/** Jetty, on its own transport and threads, with a listener that sends what it is given. */
final class JettyWs implements Peer {

  private final Set<Session> everybody = ConcurrentHashMap.newKeySet();

  @Override
  public int serve(Service service, String transport) {
    Server server = new Server();
    ServerConnector connector = new ServerConnector(server, 1, 1);
    connector.setAcceptQueueSize(BACKLOG);
    server.addConnector(connector);
    server.setHandler(
        WebSocketUpgradeHandler.from(
            server,
            container ->
                container.addMapping(
                    "/",
                    (request, response, callback) ->
                        service.isFanOut() ? new FanOut(everybody) : new Echo())));
    try {
      server.start();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
    return connector.getLocalPort();
  }

  /** Takes a lost connection without a word: load generators reset theirs. */
  private abstract static class Quiet extends Session.Listener.AbstractAutoDemanding {
    @Override
    public void onWebSocketError(Throwable cause) {
      // The connection is closed already.
    }
  }

  /** Sends back what comes. */
  public static final class Echo extends Quiet {
    @Override
    public void onWebSocketText(String message) {
      getSession().sendText(message, Callback.NOOP);
    }

    @Override
    public void onWebSocketBinary(ByteBuffer payload, Callback callback) {
      getSession().sendBinary(payload, callback);
    }
  }

  /** Sends what comes to everybody. */
  public static final class FanOut extends Quiet {
    private final Set<Session> everybody;

    FanOut(Set<Session> everybody) {
      this.everybody = everybody;
    }

    @Override
    public void onWebSocketOpen(Session session) {
      super.onWebSocketOpen(session);
      everybody.add(session);
    }

    @Override
    public void onWebSocketText(String message) {
      everybody.forEach(session -> session.sendText(message, Callback.NOOP));
    }

    @Override
    public void onWebSocketClose(int code, String reason, Callback callback) {
      everybody.remove(getSession());
      callback.succeed();
    }
  }
}
