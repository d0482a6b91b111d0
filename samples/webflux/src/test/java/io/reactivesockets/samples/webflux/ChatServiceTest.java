package io.reactivesockets.samples.webflux;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivesockets.testing.Peer;
import io.reactivesockets.testing.Tools;
import io.reactivesockets.websocket.CloseStatus;
import io.reactivesockets.websocket.Frame;
import io.reactivesockets.websocket.MessageWebSocket;
import io.reactivesockets.websocket.WebSocketClosed;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.netty.http.client.HttpClient;
import reactor.test.StepVerifier;

@Tag("once")
class ChatServiceTest {

  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  private ChatService.Running service;

  @BeforeEach
  void start() {
    service = ChatService.Running.start(0);
  }

  @AfterEach
  void stop() {
    service.close();
  }

  private String address() {
    return "//127.0.0.1:" + service.server().port();
  }

  private MessageWebSocket connect(String path) {
    return Objects.requireNonNull(
        MessageWebSocket.connect(URI.create("ws:" + address() + path)).block(TIMEOUT));
  }

  private static StepVerifier.Step<String> hear(MessageWebSocket socket, long messages) {
    return StepVerifier.create(socket.frames().map(Frame::text), messages);
  }

  private static WebSocketClosed closed(MessageWebSocket socket) {
    return Objects.requireNonNull(socket.closed().block(TIMEOUT));
  }

  @Test
  void the_page_is_there() {
    String page =
        HttpClient.newConnection()
            .get()
            .uri("http:" + address() + "/")
            .responseContent()
            .aggregate()
            .asString()
            .block(TIMEOUT);
    assertThat(page).contains("<title>Chat</title>").contains("new WebSocket");
  }

  @Test
  void members_hear_each_other() {
    MessageWebSocket alice = connect("/chat?name=alice");
    hear(alice, 1).expectNext("alice is here").thenCancel().verify(TIMEOUT);
    MessageWebSocket bob = connect("/chat?name=bob");
    hear(bob, 1).expectNext("bob is here").thenCancel().verify(TIMEOUT);
    bob.send(Frame.text("hello")).block(TIMEOUT);
    hear(alice, 2).expectNext("bob is here", "bob: hello").thenCancel().verify(TIMEOUT);
    bob.close(1000, "").block(TIMEOUT);
    hear(alice, 1).expectNext("bob has left").thenCancel().verify(TIMEOUT);
    alice.close(1000, "").block(TIMEOUT);
  }

  @Test
  void the_ticker_counts_what_is_open() {
    MessageWebSocket ticks = connect("/ticks");
    hear(ticks, 2).expectNext("open: 1", "open: 1").thenCancel().verify(TIMEOUT);
    ticks.close(1000, "").block(TIMEOUT);
  }

  @Test
  void a_service_that_stops_says_so() {
    MessageWebSocket alice = connect("/chat?name=alice");
    service.close();
    assertThat(closed(alice).status()).isEqualTo(CloseStatus.GOING_AWAY);
  }

  @Test
  void a_browser_takes_part(@TempDir Path directory) {
    Tools.require("chromium");
    MessageWebSocket alice = connect("/chat?name=alice");
    hear(alice, 1).expectNext("alice is here").thenCancel().verify(TIMEOUT);
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
                "http:" + address() + "/?name=page&say=hi")
            .environment("HOME", directory.toString())
            .lifetime(TIMEOUT.plusSeconds(30))
            .start()) {
      hear(alice, 2).expectNext("page is here", "page: hi").thenCancel().verify(TIMEOUT);
      assertThat(browser.isAlive()).isTrue();
    }
    hear(alice, 1).expectNext("page has left").thenCancel().verify(TIMEOUT);
    alice.close(1000, "").block(TIMEOUT);
  }
}
