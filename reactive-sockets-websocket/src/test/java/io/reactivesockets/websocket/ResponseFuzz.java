package io.reactivesockets.websocket;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpDecoderConfig;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * For a fuzzer: any bytes as the response to an opening handshake. The client waits for more, opens
 * a WebSocket, or fails once, with the channel closed and no more kept of a body than it may.
 */
public final class ResponseFuzz {

  private static final String KEY = "dGhlIHNhbXBsZSBub25jZQ==";
  private static final int MAX_BODY = 100;
  private static final MessageWebSocketControl CONTROL =
      MessageWebSocketControl.builder()
          .supportedProtocols(List.of("chat"))
          .deflate(PermessageDeflate.defaults())
          .maxRefusalBytes(MAX_BODY)
          .build();

  private ResponseFuzz() {}

  /** Reads some bytes; where they begin with a blank, a proper 101 is put before. */
  public static void fuzzerTestOneInput(byte[] data) {
    byte[] response = data;
    if (data.length > 0 && data[0] == ' ') {
      String begin =
          "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
              + ("Sec-WebSocket-Accept: " + ClientHandshake.acceptOf(KEY) + "\r\n");
      String rest = new String(data, 1, data.length - 1, StandardCharsets.ISO_8859_1);
      response = (begin + rest + "\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1);
    }
    String whole = outcome(response, response.length);
    String pieces = outcome(response, 20);
    if (!whole.equals(pieces)) {
      throw new AssertionError("whole: " + whole + ", in pieces: " + pieces);
    }
  }

  private static String outcome(byte[] response, int piece) {
    EmbeddedChannel channel = new EmbeddedChannel();
    HttpClientCodec http =
        new HttpClientCodec(
            new HttpDecoderConfig().setMaxInitialLineLength(1_000).setMaxHeaderSize(4_000),
            false,
            false);
    StringBuilder result = new StringBuilder();
    ClientHandshake handshake =
        new ClientHandshake(
            WebSocketUri.of(URI.create("ws://example.com/")),
            CONTROL,
            HeaderList.NONE,
            Optional.empty(),
            KEY);
    channel
        .pipeline()
        .addLast(http)
        .addLast(
            new ClientUpgrade(
                new Http1Dialect(handshake, http),
                CONTROL.upgradeTimeout().toNanos(),
                agreement -> () -> result.append("open ").append(agreement.deflate()),
                failure -> result.append("failed ").append(told(failure))));
    for (int at = 0; at < response.length && channel.isActive(); at += piece) {
      int length = Math.min(piece, response.length - at);
      channel.writeInbound(Unpooled.copiedBuffer(response, at, length));
      channel.runPendingTasks();
      if (result.length() > 0) {
        break;
      }
    }
    String outcome = result.toString();
    if (outcome.startsWith("failed") && channel.isActive()) {
      throw new AssertionError("failed but not closed: " + outcome);
    }
    channel.finishAndReleaseAll();
    return outcome;
  }

  private static String told(Throwable failure) {
    if (failure instanceof UpgradeRefusedException refused) {
      if (refused.body().length > MAX_BODY) {
        throw new AssertionError("kept too much: " + refused.body().length);
      }
      return "refused with " + refused.statusCode();
    }
    return failure.getClass().getSimpleName();
  }
}
