package io.reactivesockets.websocket;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * For a fuzzer: any bytes as the request of an opening handshake, whole and in pieces. The server
 * waits for more, refuses with a status, hangs up, or opens a WebSocket, the same in both ways.
 */
public final class RequestFuzz {

  private static final ServerMessageWebSocketControl CONTROL =
      ServerMessageWebSocketControl.builder()
          .supportedProtocols(java.util.List.of("chat"))
          .deflate(PermessageDeflate.defaults())
          .build();

  private static final Pattern HEAD =
      Pattern.compile("(?s)HTTP/1\\.1 (101|4\\d\\d|503) [^\r\n]*(\r\n[!-~]+: [^\r\n]*)*");

  private RequestFuzz() {}

  /**
   * Reads some bytes; where they begin with a blank, what must stand in a request is put before.
   */
  public static void fuzzerTestOneInput(byte[] data) {
    byte[] request = data;
    if (data.length > 0 && data[0] == ' ') {
      String begin =
          "GET /chat HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
              + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
      String rest = new String(data, 1, data.length - 1, StandardCharsets.ISO_8859_1);
      request = (begin + rest + "\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1);
    }
    String whole = answer(request, request.length);
    String pieces = answer(request, 50);
    if (!whole.equals(pieces)) {
      throw new AssertionError("whole: " + whole + ", in pieces: " + pieces);
    }
  }

  private static String answer(byte[] request, int piece) {
    EmbeddedChannel channel = new EmbeddedChannel();
    HttpServerCodec http =
        new HttpServerCodec(
            new HttpDecoderConfig().setMaxInitialLineLength(1_000).setMaxHeaderSize(4_000));
    StringBuilder result = new StringBuilder();
    channel
        .pipeline()
        .addLast(http)
        .addLast(new ServerUpgrade(http, Duration.ofHours(1), new Desk(result)));
    for (int at = 0; at < request.length && channel.isActive(); at += piece) {
      int length = Math.min(piece, request.length - at);
      channel.writeInbound(Unpooled.copiedBuffer(request, at, length));
      channel.runPendingTasks();
      if (result.length() > 0) {
        break;
      }
    }
    if (!channel.isActive() && result.length() == 0) {
      result.append("hung up");
    }
    ByteBuf out;
    StringBuilder response = new StringBuilder();
    while ((out = channel.readOutbound()) != null) {
      response.append(out.toString(StandardCharsets.ISO_8859_1));
      ReferenceCountUtil.release(out);
    }
    channel.finishAndReleaseAll();
    return result + checked(response.toString());
  }

  private static String checked(String response) {
    if (response.isEmpty()) {
      return "";
    }
    int end = response.indexOf("\r\n\r\n");
    String head = end < 0 ? response : response.substring(0, end);
    if (!HEAD.matcher(head).matches()) {
      throw new AssertionError("an answer that is none: " + head);
    }
    if (!head.startsWith("HTTP/1.1 101")
        && !head.toLowerCase(Locale.ROOT).contains("connection: close")) {
      throw new AssertionError("refused but kept open: " + head);
    }
    return head;
  }

  /** Admits whoever may be admitted. */
  private record Desk(StringBuilder result) implements ServerUpgrade.Desk {

    @Override
    public ServerHandshake judge(HttpRequest request) throws RefusedRequest {
      return ServerHandshake.answer(request, false, CONTROL);
    }

    @Override
    public void ready(ServerUpgrade upgrade, HttpRequest request) {
      upgrade.accept((context, handshake) -> result.append("open "));
    }

    @Override
    public void gone(ServerUpgrade upgrade) {}
  }
}
