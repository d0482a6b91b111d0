package io.reactivesockets.websocket;

import static io.reactivesockets.websocket.codec.Bytes.concat;
import static io.reactivesockets.websocket.codec.Bytes.hex;
import static org.assertj.core.api.Assertions.assertThat;

import io.reactivesockets.stream.StreamSocketControl;
import io.reactivesockets.stream.StreamSocketListenerControl;
import io.reactivesockets.testing.OnEachTransport;
import io.reactivesockets.transport.Transport;
import io.reactivesockets.websocket.codec.Bytes;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;

/** A client that sends on after its close frame, which it must not, gets what came before. */
class LateSenderTest {

  private static final Duration TIMEOUT = Duration.ofSeconds(60);
  private static final int BYTES = 200_000;
  private static final int PINGS = 30;
  private static final int CLOSE = 0x88;
  private static final byte[] PING = Bytes.masked(0x89, new byte[0]);

  @OnEachTransport
  void what_was_sent_before_the_end_is_not_lost_by_a_reset(Transport transport) throws IOException {
    WebSocketListener listener = listener(transport);
    listener
        .messageSockets("/chat")
        .flatMap(socket -> socket.send(socket.frames()))
        .subscribe(none -> {}, failure -> {});
    byte[] message = new byte[BYTES];
    try (RawPeer peer = RawPeer.narrow(listener.port())) {
      peer.send(RawPeer.request(listener.port(), ""));
      assertThat(peer.readHead()).startsWith("HTTP/1.1 101 ");
      peer.send(concat(Bytes.masked(0x82, message), Bytes.masked(CLOSE, hex("03e8"))));

      peer.awaitEndOfOutput();
      for (int i = 0; i < PINGS; i++) {
        peer.send(PING);
      }

      assertThat(peer.readFrame()).isEqualTo("82 " + Bytes.hex(message));
      assertThat(peer.readFrame()).isEqualTo("88 03e8");
      assertThat(peer.readFrame()).isEqualTo("end");
    } finally {
      listener.close().block(TIMEOUT);
    }
  }

  private static WebSocketListener listener(Transport transport) {
    StreamSocketListenerControl socket =
        StreamSocketListenerControl.builder()
            .transport(transport)
            .accepted(
                StreamSocketControl.builder()
                    .transport(transport)
                    .outboundBufferBytes(1 << 20)
                    .build())
            .build();
    return Objects.requireNonNull(
        WebSocketListener.bind(
                "127.0.0.1", 0, WebSocketListenerControl.builder().socket(socket).build())
            .block(TIMEOUT));
  }
}
