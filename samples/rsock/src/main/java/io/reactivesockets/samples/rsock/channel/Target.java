package io.reactivesockets.samples.rsock.channel;

import io.reactivesockets.stream.StreamSocket;
import io.reactivesockets.stream.StreamSocketControl;
import io.reactivesockets.triggers.control.ChannelTransport;
import io.reactivesockets.triggers.control.KeepAlive;
import io.reactivesockets.websocket.Frame;
import io.reactivesockets.websocket.MessageWebSocket;
import io.reactivesockets.websocket.MessageWebSocketControl;
import io.reactivesockets.websocket.SocketMessageType;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** What the channel goes to: a WebSocket or a TCP port. */
final class Target {

  private final String text;
  private final @Nullable URI webSocket;
  private final String host;
  private final int port;

  private Target(String text, @Nullable URI webSocket, String host, int port) {
    this.text = text;
    this.webSocket = webSocket;
    this.host = host;
    this.port = port;
  }

  static Target of(String text) {
    if (text.startsWith("ws://") || text.startsWith("wss://")) {
      return new Target(text, URI.create(text), "", 0);
    }
    int colon = text.lastIndexOf(':');
    String host = colon < 1 ? "" : text.substring(0, colon);
    if (host.startsWith("[") && host.endsWith("]")) {
      host = host.substring(1, host.length() - 1);
    }
    try {
      int port = Integer.parseInt(text.substring(colon + 1));
      if (!host.isEmpty() && port > 0 && port < 65_536) {
        return new Target(text, null, host, port);
      }
    } catch (NumberFormatException e) {
      // Said below.
    }
    throw new IllegalArgumentException(text + " (expected: ws://..., wss://... or HOST:PORT)");
  }

  void requireTcp(String option) {
    if (webSocket != null) {
      throw new IllegalArgumentException(option + ": not for WebSockets (expected: HOST:PORT)");
    }
  }

  /**
   * Returns the way to connect.
   *
   * @param bytes the keep-alive of a TCP connection, if it is to be bytes
   */
  ChannelTransport<?> transport(StreamSocketControl control, @Nullable String bytes) {
    URI uri = webSocket;
    if (uri != null) {
      if (bytes != null) {
        throw new IllegalArgumentException("--keep-alive: not for WebSockets, which have pings");
      }
      return ChannelTransport.webSocket(
          MessageWebSocket.connect(uri, MessageWebSocketControl.builder().socket(control).build()));
    }
    ChannelTransport<StreamSocket> tcp =
        ChannelTransport.stream(StreamSocket.connect(host, port, control));
    return bytes == null
        ? tcp
        : tcp.keepAlive(KeepAlive.bytes(StandardCharsets.UTF_8.encode(unescaped(bytes))));
  }

  private static String unescaped(String text) {
    String wanted = " (expected: text, with escapes such as \\r, \\n and \\t)";
    if (text.isEmpty()) {
      throw new IllegalArgumentException("--keep-alive: empty" + wanted);
    }
    try {
      return text.translateEscapes();
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("--keep-alive: " + text + wanted, e);
    }
  }

  /**
   * Takes what has arrived first, a text message as a line, the rest as it is; empty when it was
   * the end.
   */
  static Mono<ByteBuffer> take(Object transport) {
    if (transport instanceof MessageWebSocket socket) {
      return socket.frames().next().map(Target::bytesOf);
    }
    return transport instanceof StreamSocket socket ? socket.input().next() : Mono.empty();
  }

  private static ByteBuffer bytesOf(Frame message) {
    return message.messageType() == SocketMessageType.UTF8
        ? ByteBuffer.allocate(message.size() + 1).put(message.data()).put((byte) '\n').flip()
        : message.data();
  }

  @Override
  public String toString() {
    return text;
  }
}
