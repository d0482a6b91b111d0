package io.reactivesockets.websocket;

import io.reactivesockets.transport.Transport;
import io.reactivesockets.transport.netty.NettyTransport;
import io.reactivesockets.websocket.netty.WebSocketRoute;
import java.net.URI;
import java.time.Duration;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

/** A Reactor Netty server on loopback that serves one route at every path. */
final class TestServer implements AutoCloseable {

  private final DisposableServer server;

  private TestServer(DisposableServer server) {
    this.server = server;
  }

  static TestServer start(WebSocketRoute route) {
    return start(Transport.system(), route);
  }

  static TestServer start(Transport transport, WebSocketRoute route) {
    return new TestServer(
        HttpServer.create()
            .host("127.0.0.1")
            .port(0)
            .runOn(NettyTransport.of(transport).loopResources())
            .handle(route)
            .bindNow(Duration.ofSeconds(10)));
  }

  int port() {
    return server.port();
  }

  URI uri(String path) {
    return URI.create("ws://127.0.0.1:" + port() + path);
  }

  @Override
  public void close() {
    server.disposeNow(Duration.ofSeconds(10));
  }
}
