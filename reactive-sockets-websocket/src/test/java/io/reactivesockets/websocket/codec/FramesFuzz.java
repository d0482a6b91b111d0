package io.reactivesockets.websocket.codec;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * For a fuzzer: any bytes as frames. However they are cut, the same is found; nothing goes through
 * that is no text or too large; nothing but a violation is thrown.
 */
public final class FramesFuzz {

  private static final ReceiveLimits LIMITS = new ReceiveLimits(5_000, 10_000, 100, 20_000, 50);

  private FramesFuzz() {}

  /** Reads some bytes; the first one says by which rules. */
  public static void fuzzerTestOneInput(byte[] data) {
    if (data.length < 2) {
      return;
    }
    int way = data[0];
    ReceiveRules rules =
        new ReceiveRules(
            (way & 1) != 0,
            (way & 2) == 0,
            (way & 4) != 0,
            PeerCompression.values()[(way >> 3 & 3) % 3],
            LIMITS);
    List<String> whole = found(rules, data, data.length);
    List<String> pieces = found(rules, data, 1 + (data[1] & 0x0F));
    if (rules.inParts() ? !summary(whole).equals(summary(pieces)) : !whole.equals(pieces)) {
      throw new AssertionError("cut otherwise, found otherwise: " + whole + " and " + pieces);
    }
  }

  /** How it ended; and what was received, if that was in good order, whatever the parts. */
  private static String summary(List<String> events) {
    String last = events.isEmpty() ? "" : events.get(events.size() - 1);
    if (last.startsWith("violation")) {
      return last;
    }
    StringBuilder all = new StringBuilder();
    for (String event : events) {
      all.append(event.replaceAll("^(text|binary) | \\.\\.\\.$", ""));
    }
    return all.toString();
  }

  private static List<String> found(ReceiveRules rules, byte[] data, int piece) {
    Checking sink = new Checking();
    MessageReader reader = new MessageReader(sink, rules);
    ByteBuf all = Unpooled.wrappedBuffer(data, 2, data.length - 2);
    try {
      while (all.isReadable()) {
        ByteBuf part = all.readSlice(Math.min(piece, all.readableBytes()));
        reader.read(part);
        if (part.isReadable() && sink.closed == null) {
          throw new AssertionError("left unread though there is room");
        }
      }
    } catch (ProtocolViolation violation) {
      sink.note("violation " + violation.closeCode());
    }
    reader.stop();
    return sink.events;
  }

  /** Holds what comes to what was promised. */
  private static final class Checking implements MessageSink {

    final List<String> events = new ArrayList<>();
    @Nullable String closed;

    void note(String event) {
      events.add(event);
    }

    @Override
    public boolean isFull() {
      return false;
    }

    @Override
    public void part(boolean text, byte[] payload, boolean ascii, boolean last) {
      if (text) {
        try {
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(payload));
        } catch (CharacterCodingException e) {
          throw new AssertionError("text that is none: " + Bytes.hex(payload), e);
        }
        for (byte each : payload) {
          if (ascii && each < 0) {
            throw new AssertionError("said to be ASCII: " + Bytes.hex(payload));
          }
        }
      }
      if (last && payload.length > 20_000) {
        throw new AssertionError("over the limit: " + payload.length);
      }
      note((text ? "text " : "binary ") + Bytes.hex(payload) + (last ? "" : " ..."));
    }

    @Override
    public void ping(byte[] payload) {
      control("ping", payload);
    }

    @Override
    public void pong(byte[] payload) {
      control("pong", payload);
    }

    private void control(String what, byte[] payload) {
      if (payload.length > 125) {
        throw new AssertionError(what + " of " + payload.length);
      }
      note(what + Bytes.hex(payload));
    }

    @Override
    public void close(int code, String reason) {
      if (closed != null) {
        throw new AssertionError("closed twice");
      }
      closed = code + reason;
      if (code != CloseCodes.NO_STATUS && !CloseCodes.mayBeSent(code)) {
        throw new AssertionError("close with " + code);
      }
      note("close " + closed);
    }
  }
}
