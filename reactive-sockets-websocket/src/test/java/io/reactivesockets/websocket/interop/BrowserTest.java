package io.reactivesockets.websocket.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivesockets.testing.Peer;
import io.reactivesockets.testing.Tools;
import io.reactivesockets.websocket.PermessageDeflate;
import io.reactivesockets.websocket.ServerMessageWebSocket;
import io.reactivesockets.websocket.ServerMessageWebSocketControl;
import io.reactivesockets.websocket.WebSocketClosed;
import io.reactivesockets.websocket.netty.WebSocketRoute;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Sinks;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

/** A page in Chromium, served from the same origin as the WebSocket that it opens. */
class BrowserTest {

  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  @Test
  void a_page_gets_its_echo_with_compression_and_sub_protocol(@TempDir Path directory) {
    Tools.require("chromium");
    Sinks.One<WebSocketClosed> closed = Sinks.one();
    ServerMessageWebSocketControl control =
        ServerMessageWebSocketControl.builder()
            .supportedProtocols(List.of("echo"))
            .deflate(PermessageDeflate.defaults())
            .build();
    WebSocketRoute echo =
        ServerMessageWebSocket.route(
            control,
            socket -> {
              socket.closed().subscribe(closed::tryEmitValue);
              return socket.send(socket.frames());
            });
    Path page = Foreign.copy("page.html", directory);
    DisposableServer server =
        HttpServer.create()
            .host("127.0.0.1")
            .port(0)
            .route(
                routes ->
                    routes
                        .get("/echo", echo)
                        .get(
                            "/page.html",
                            (request, response) ->
                                response.header("Content-Type", "text/html").sendFile(page)))
            .bindNow(TIMEOUT);
    try (Peer browser =
        Peer.command(
                "chromium",
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--no-first-run",
                "--user-data-dir=" + directory.resolve("profile"),
                "--remote-debugging-port=0",
                "http://127.0.0.1:" + server.port() + "/page.html")
            .environment("HOME", directory.toString())
            .lifetime(TIMEOUT.plusSeconds(30))
            .start()) {
      WebSocketClosed end = closed.asMono().block(TIMEOUT);

      assertThat(end).isNotNull();
      assertThat(end.status().code()).isEqualTo(4001);
      assertThat(end.status().reason()).startsWith("echo permessage-deflate");
      assertThat(end.clean()).isTrue();
      assertThat(browser.isAlive()).isTrue();
    } finally {
      server.disposeNow(TIMEOUT);
    }
  }
}
