package io.reactivesockets.websocket;

import static io.reactivesockets.websocket.codec.Bytes.hex;
import static io.reactivesockets.websocket.codec.Bytes.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.reactivesockets.error.SocketErrorStatus;
import io.reactivesockets.error.SocketOperationException;
import io.reactivesockets.error.SocketPhase;
import io.reactivesockets.stream.ProxyControl;
import io.reactivesockets.stream.StreamSocketControl;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** WebSockets through proxies that play the server behind them too; names are theirs to resolve. */
class ProxyTest {

  private static final Duration TIMEOUT = Duration.ofSeconds(20);
  private static final URI BEHIND = URI.create("ws://behind.invalid/chat");

  private final List<String> asked = new CopyOnWriteArrayList<>();

  private void serve(ScriptedServer.Conversation conversation) throws IOException {
    conversation.upgrade("");
    asked.add(conversation.header("Host") + " " + conversation.header("Proxy-Authorization"));
    conversation.send(conversation.frame(0x81, utf8("from behind")));
    asked.add(conversation.readFrame());
    conversation.send(conversation.frame(0x88, hex("03e8")));
  }

  private static MessageWebSocketControl through(ProxyControl proxy) {
    return MessageWebSocketControl.builder()
        .socket(StreamSocketControl.builder().proxy(proxy).build())
        .build();
  }

  private void converse(ProxyControl proxy) {
    MessageWebSocket socket =
        Objects.requireNonNull(MessageWebSocket.connect(BEHIND, through(proxy)).block(TIMEOUT));
    assertThat(socket.frames().blockFirst(TIMEOUT)).isEqualTo(Frame.text("from behind"));
    socket.close(1000, "").block(TIMEOUT);
    assertThat(Objects.requireNonNull(socket.closed().block(TIMEOUT)).clean()).isTrue();
    // The server behind learns nothing of the credentials for the proxy.
    assertThat(asked).endsWith("behind.invalid ", "88 03e8");
  }

  @Test
  void a_proxy_of_http_is_asked_to_connect_and_gets_its_credentials() throws IOException {
    try (ScriptedServer proxy =
        new ScriptedServer(
            conversation -> {
              asked.add(conversation.readRequest().split("\r\n", 2)[0]);
              conversation.send(
                  "HTTP/1.1 407 Who?\r\nProxy-Authenticate: Basic realm=\"door\"\r\n"
                      + "Content-Length: 0\r\nConnection: close\r\n\r\n");
            },
            conversation -> {
              conversation.readRequest();
              asked.add(conversation.header("Proxy-Authorization"));
              conversation.send("HTTP/1.1 200 OK\r\n\r\n");
              serve(conversation);
            })) {
      converse(
          ProxyControl.http("127.0.0.1", proxy.port())
              .credentials("alice", "wonderland")
              .credentialsAtOnce(false)
              .build());

      assertThat(asked)
          .startsWith(
              "CONNECT behind.invalid:80 HTTP/1.1",
              "Basic " + Base64.getEncoder().encodeToString(utf8("alice:wonderland")));
    }
  }

  @Test
  void a_proxy_of_socks_gets_name_and_port() throws IOException {
    int request = 4 + 1 + "behind.invalid".length() + 2;
    try (ScriptedServer proxy =
        new ScriptedServer(
            conversation -> {
              conversation.read(3);
              conversation.send(hex("0500"));
              conversation.read(request);
              conversation.send(hex("05000001000000000000"));
              serve(conversation);
            })) {
      converse(ProxyControl.socks5("127.0.0.1", proxy.port()).build());
    }
  }

  @Test
  void a_proxy_that_refuses_is_told_apart_from_a_server_that_does() throws IOException {
    try (ScriptedServer proxy =
        new ScriptedServer(
            conversation -> {
              conversation.readRequest();
              conversation.send("HTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n");
            })) {
      MessageWebSocketControl control =
          through(ProxyControl.http("127.0.0.1", proxy.port()).build());

      SocketOperationException failure =
          catchThrowableOfType(
              SocketOperationException.class,
              () -> MessageWebSocket.connect(BEHIND, control).block(TIMEOUT));

      assertThat(failure.phase()).isEqualTo(SocketPhase.PROXY);
      assertThat(failure.status()).isNotEqualTo(SocketErrorStatus.UPGRADE_REFUSED);
    }
  }
}
