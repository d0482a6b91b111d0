package io.reactivesockets.websocket;

import io.reactivesockets.websocket.codec.DeflateAgreement;
import io.reactivesockets.websocket.codec.ReceiveLimits;
import io.reactivesockets.websocket.codec.SavedBytes;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a session takes along to another process. As bytes, numbers in network byte order, arrays
 * and texts (UTF-8) behind their length of four bytes:
 *
 * <pre>
 * "RSW", version 1
 * client, messages (booleans), limits (frame 8, message 8, fragments 4, inflated 8, ratio 4)
 * URI, headers (count; name, count, values), protocol, extensions (boolean and text)
 * deflate (boolean; 2 booleans, 2 bytes), counts (5 of 8 bytes)
 * message begun by us: whether, text, compressed (booleans)
 * close frame not answered yet (boolean; code 4, reason)
 * items not taken (count; text, complete, bytes), what the reader of messages says
 * </pre>
 *
 * @param client whether it is the client's end
 * @param messages whether text is taken, so that messages matter
 * @param limits how much of the peer's data is taken
 * @param handshake what was agreed on
 * @param deflate what was agreed on compression
 * @param counts what passed so far
 * @param outbound the message of ours that is under way
 * @param close the peer's close frame, if it waits for an answer
 * @param items what was received and not taken
 * @param reader where the reader of messages stands
 */
@SuppressWarnings("ArrayRecordComponent") // Equality is of no use here.
record SavedSession(
    boolean client,
    boolean messages,
    ReceiveLimits limits,
    WebSocketHandshake handshake,
    Optional<DeflateAgreement> deflate,
    Counts counts,
    Outbound outbound,
    Optional<CloseStatus> close,
    List<Item> items,
    byte[] reader) {

  private static final int MAGIC_AND_VERSION = 0x52535701;

  /** What passed so far. */
  record Counts(
      long messagesReceived,
      long bytesReceived,
      long messagesSent,
      long messagesDropped,
      long bytesSent) {}

  /** A message of ours: whether its end is still to be sent, and what it is. */
  record Outbound(boolean open, boolean text, boolean compressed) {}

  /** A message or a part of one. */
  record Item(boolean text, boolean complete, byte[] payload) {}

  /** Sets the limits that it had. */
  <B extends WebSocketControl.Builder<B>> B limitsIn(B control) {
    return control
        .maxFrameBytes(limits.maxFrameBytes())
        .maxMessageBytes((int) limits.maxMessageBytes())
        .maxFragments(limits.maxFragments())
        .maxInflatedBytes((int) limits.maxInflatedBytes())
        .maxInflationRatio(limits.maxInflationRatio());
  }

  byte[] encode() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeInt(MAGIC_AND_VERSION);
      out.writeBoolean(client);
      out.writeBoolean(messages);
      write(out, limits);
      write(out, handshake);
      write(out, deflate);
      write(out, counts);
      out.writeBoolean(outbound.open);
      out.writeBoolean(outbound.text);
      out.writeBoolean(outbound.compressed);
      out.writeBoolean(close.isPresent());
      if (close.isPresent()) {
        out.writeInt(close.get().code());
        write(out, close.get().reason());
      }
      out.writeInt(items.size());
      for (Item item : items) {
        out.writeBoolean(item.text);
        out.writeBoolean(item.complete);
        SavedBytes.write(out, item.payload);
      }
      SavedBytes.write(out, reader);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // Memory does not fail so.
    }
    return bytes.toByteArray();
  }

  private static void write(DataOutputStream out, ReceiveLimits limits) throws IOException {
    out.writeLong(limits.maxFrameBytes());
    out.writeLong(limits.maxMessageBytes());
    out.writeInt(limits.maxFragments());
    out.writeLong(limits.maxInflatedBytes());
    out.writeInt(limits.maxInflationRatio());
  }

  private static void write(DataOutputStream out, WebSocketHandshake handshake) throws IOException {
    write(out, handshake.requestUri());
    out.writeInt(handshake.headers().size());
    for (Map.Entry<String, List<String>> header : handshake.headers().entrySet()) {
      write(out, header.getKey());
      out.writeInt(header.getValue().size());
      for (String value : header.getValue()) {
        write(out, value);
      }
    }
    writeText(out, handshake.protocol());
    writeText(out, handshake.extensions());
  }

  private static void write(DataOutputStream out, Optional<DeflateAgreement> deflate)
      throws IOException {
    out.writeBoolean(deflate.isPresent());
    if (deflate.isPresent()) {
      out.writeBoolean(deflate.get().serverContextTakeover());
      out.writeBoolean(deflate.get().clientContextTakeover());
      out.writeByte(deflate.get().serverMaxWindowBits());
      out.writeByte(deflate.get().clientMaxWindowBits());
    }
  }

  private static void write(DataOutputStream out, Counts counts) throws IOException {
    out.writeLong(counts.messagesReceived);
    out.writeLong(counts.bytesReceived);
    out.writeLong(counts.messagesSent);
    out.writeLong(counts.messagesDropped);
    out.writeLong(counts.bytesSent);
  }

  private static void write(DataOutputStream out, String text) throws IOException {
    SavedBytes.write(out, text.getBytes(StandardCharsets.UTF_8));
  }

  private static void writeText(DataOutputStream out, Optional<String> text) throws IOException {
    out.writeBoolean(text.isPresent());
    if (text.isPresent()) {
      write(out, text.get());
    }
  }

  /**
   * Reads what {@link #encode()} wrote.
   *
   * @throws IllegalArgumentException if it is not that, or of another version
   */
  static SavedSession decode(byte[] bytes) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      if (in.readInt() != MAGIC_AND_VERSION) {
        throw new IllegalArgumentException("state: not of a WebSocket, or of another version");
      }
      SavedSession read =
          new SavedSession(
              in.readBoolean(),
              in.readBoolean(),
              new ReceiveLimits(
                  in.readLong(), in.readLong(), in.readInt(), in.readLong(), in.readInt()),
              handshake(in),
              deflate(in),
              new Counts(in.readLong(), in.readLong(), in.readLong(), in.readLong(), in.readLong()),
              new Outbound(in.readBoolean(), in.readBoolean(), in.readBoolean()),
              in.readBoolean()
                  ? Optional.of(new CloseStatus(in.readInt(), text(in)))
                  : Optional.empty(),
              items(in),
              SavedBytes.read(in));
      if (in.available() > 0) {
        throw new IllegalArgumentException("state: " + in.available() + " bytes too many");
      }
      return read;
    } catch (IOException cut) {
      throw new IllegalArgumentException("state: cut", cut);
    }
  }

  private static WebSocketHandshake handshake(DataInputStream in) throws IOException {
    String uri = text(in);
    Map<String, List<String>> headers = new LinkedHashMap<>();
    for (int left = in.readInt(); left > 0; left--) {
      String name = text(in);
      List<String> values = new ArrayList<>();
      for (int more = in.readInt(); more > 0; more--) {
        values.add(text(in));
      }
      headers.put(name, values);
    }
    return new WebSocketHandshake(uri, headers, optionalText(in), optionalText(in));
  }

  private static Optional<DeflateAgreement> deflate(DataInputStream in) throws IOException {
    return in.readBoolean()
        ? Optional.of(
            new DeflateAgreement(
                in.readBoolean(), in.readBoolean(), in.readUnsignedByte(), in.readUnsignedByte()))
        : Optional.empty();
  }

  private static List<Item> items(DataInputStream in) throws IOException {
    List<Item> items = new ArrayList<>();
    for (int left = in.readInt(); left > 0; left--) {
      items.add(new Item(in.readBoolean(), in.readBoolean(), SavedBytes.read(in)));
    }
    return items;
  }

  private static String text(DataInputStream in) throws IOException {
    return new String(SavedBytes.read(in), StandardCharsets.UTF_8);
  }

  private static Optional<String> optionalText(DataInputStream in) throws IOException {
    return in.readBoolean() ? Optional.of(text(in)) : Optional.empty();
  }
}
