package io.reactivesockets.websocket.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivesockets.testing.Peer;
import io.reactivesockets.websocket.CloseStatus;
import io.reactivesockets.websocket.Frame;
import io.reactivesockets.websocket.MessageWebSocket;
import io.reactivesockets.websocket.MessageWebSocketControl;
import io.reactivesockets.websocket.PermessageDeflate;
import io.reactivesockets.websocket.ServerMessageWebSocketControl;
import io.reactivesockets.websocket.WebSocketClosed;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Flux;

/** Both ways with the WebSockets of Python and Node: text, binary, fragments, ping, close codes. */
class ForeignPeersTest {

  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  @ParameterizedTest(name = "{0}, window {1}, {2}")
  @CsvSource({
    "PYTHON,plain,takeover",
    "PYTHON,15,takeover",
    "PYTHON,15,no-takeover",
    "PYTHON,9,takeover",
    "PYTHON,10,no-takeover",
    "NODE,plain,takeover",
    "NODE,15,takeover",
    "NODE,15,no-takeover",
    "NODE,9,takeover",
    "NODE,10,no-takeover"
  })
  void a_foreign_client_gets_its_echo(
      Foreign foreign, String bits, String takeover, @TempDir Path directory) {
    ServerMessageWebSocketControl control =
        ServerMessageWebSocketControl.builder()
            .deflate(
                PermessageDeflate.builder()
                    .thresholdBytes(0)
                    .serverContextTakeover(takeover.equals("takeover"))
                    .clientContextTakeover(takeover.equals("takeover"))
                    .build())
            .build();
    try (EchoServer server = EchoServer.start(control);
        Peer client =
            foreign.script("client", directory, server.uri().toString(), bits, takeover).start()) {
      client.awaitLine("^all right$", Foreign.LIMIT);
      client.awaitExit(Foreign.LIMIT).expectSuccess();

      WebSocketClosed closed = server.firstClosed().block(TIMEOUT);

      assertThat(closed).isNotNull();
      assertThat(closed.status()).isEqualTo(new CloseStatus(4001, "enough"));
      assertThat(closed.clean()).isTrue();
    }
  }

  @ParameterizedTest(name = "{0}")
  @EnumSource(Foreign.class)
  void a_foreign_server_echoes(Foreign foreign, @TempDir Path directory) {
    try (Peer server = foreign.script("server", directory).start()) {
      String port = server.awaitLine("^port (\\d+)$", Foreign.LIMIT).group(1);
      MessageWebSocketControl plain =
          MessageWebSocketControl.builder().supportedProtocols(List.of("echo")).build();
      PermessageDeflate frugal =
          PermessageDeflate.builder().thresholdBytes(0).serverMaxWindowBits(10).build();
      PermessageDeflate sharing =
          PermessageDeflate.builder()
              .thresholdBytes(0)
              .serverContextTakeover(true)
              .clientContextTakeover(true)
              .build();
      URI uri = URI.create("ws://127.0.0.1:" + port + "/");
      converse(uri, plain);
      converse(uri, plain.toBuilder().deflate(frugal).build());
      converse(uri, plain.toBuilder().deflate(sharing).build());
    }
  }

  private static void converse(URI uri, MessageWebSocketControl control) {
    MessageWebSocket socket = MessageWebSocket.connect(uri, control).block(TIMEOUT);
    assertThat(socket).isNotNull();
    assertThat(socket.handshake().protocol()).isEqualTo(Optional.of("echo"));
    assertThat(socket.handshake().extensions().isPresent())
        .isEqualTo(control.deflate().isPresent());
    byte[] bytes = new byte[1_000_000];
    List<Frame> messages =
        List.of(
            Frame.text("Grüße €"),
            Frame.text(""),
            Frame.binary(new byte[0]),
            Frame.binary(bytes),
            Frame.text("x".repeat(300_000)));
    socket.send(Flux.fromIterable(messages)).block(TIMEOUT);
    assertThat(socket.frames().take(messages.size()).collectList().block(TIMEOUT))
        .isEqualTo(messages);
    socket
        .send(Flux.just(Frame.textPart("in "), Frame.textPart(""), Frame.text("parts")))
        .block(TIMEOUT);
    assertThat(socket.frames().blockFirst(TIMEOUT)).isEqualTo(Frame.text("in parts"));
    socket.send(Frame.text("fragments")).block(TIMEOUT);
    assertThat(socket.frames().blockFirst(TIMEOUT)).isEqualTo(Frame.text("in fragments"));
    assertThat(socket.ping().block(TIMEOUT)).isPositive();
    socket.send(Frame.text("close")).block(TIMEOUT);
    assertThat(socket.frames().collectList().block(TIMEOUT)).isEmpty();
    WebSocketClosed closed = socket.closed().block(TIMEOUT);
    assertThat(closed).isNotNull();
    assertThat(closed.status()).isEqualTo(new CloseStatus(4002, "as told"));
    assertThat(closed.clean()).isTrue();
  }
}
