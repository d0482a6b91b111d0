package io.reactivesockets.samples.rsock.ws;

import io.reactivesockets.framing.Framing;
import io.reactivesockets.framing.TextFramer;
import io.reactivesockets.samples.rsock.console.DurationConverter;
import io.reactivesockets.websocket.Frame;
import io.reactivesockets.websocket.PermessageDeflate;
import io.reactivesockets.websocket.SocketMessageType;
import io.reactivesockets.websocket.WebSocketControl;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import picocli.CommandLine.Option;
import reactor.core.publisher.Flux;

/** The options that both ends of a WebSocket share. */
final class MessageOptions {

  /** Larger messages are refused with 1009; much more than the default of the library. */
  private static final int MAX_MESSAGE_BYTES = 64 << 20;

  private static final int MAX_FRAGMENTS = 1 << 20;

  /** Nothing inflates by more. */
  private static final int MAX_RATIO = 1_100;

  private static final TextFramer LINES =
      Framing.lines(MAX_MESSAGE_BYTES).emitUnterminated().text(StandardCharsets.UTF_8);

  @Option(
      names = "--subprotocol",
      paramLabel = "P",
      description = "Speak this sub-protocol; may be given several times, the preferred one first.")
  private List<String> protocols = new ArrayList<>();

  @Option(
      names = "--binary",
      description = {
        "Send stdin as binary messages, a chunk each, and write what comes as it is.",
        "Default: each line is a text message, and each text message becomes a line."
      })
  private boolean binary;

  @Option(names = "--deflate", description = "Compress messages if the peer can (RFC 7692).")
  private boolean deflate;

  @Option(
      names = "--ping",
      paramLabel = "TIME",
      converter = DurationConverter.class,
      description = "Ping the peer that often. Default: 30s.")
  private @Nullable Duration ping;

  List<String> protocols() {
    return protocols;
  }

  /** Puts the options into a control. */
  void applyTo(WebSocketControl.Builder<?> control) {
    control
        .maxMessageBytes(MAX_MESSAGE_BYTES)
        .maxInflatedBytes(MAX_MESSAGE_BYTES)
        .maxInflationRatio(MAX_RATIO)
        .maxFragments(MAX_FRAGMENTS);
    if (deflate) {
      control.deflate(PermessageDeflate.defaults());
    }
    if (ping != null) {
      control.pingInterval(ping);
    }
  }

  /**
   * Returns the messages to send.
   *
   * @param bytes chunks that are valid while they are handed over
   */
  Flux<Frame> messagesOf(Publisher<ByteBuffer> bytes) {
    Flux<ByteBuffer> chunks = Flux.from(bytes).map(MessageOptions::copy);
    return binary
        ? chunks.map(Frame::binary)
        : Framing.decode(chunks, LINES::newDecoder).map(Frame::text);
  }

  /** Returns what is to be written of a message that came. */
  ByteBuffer bytesOf(Frame message) {
    if (binary || message.messageType() == SocketMessageType.BINARY) {
      return message.data();
    }
    return ByteBuffer.allocate(message.size() + 1).put(message.data()).put((byte) '\n').flip();
  }

  private static ByteBuffer copy(ByteBuffer chunk) {
    return ByteBuffer.allocate(chunk.remaining()).put(chunk).flip();
  }
}
