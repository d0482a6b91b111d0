package io.reactivesockets.websocket.codec;

import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** For a fuzzer: any bytes as the payload of a close frame, judged as the JDK and the RFC do. */
public final class ClosePayloadFuzz {

  private static final ReceiveRules RULES =
      new ReceiveRules(
          false, true, false, PeerCompression.NONE, new ReceiveLimits(125, 125, 1, 125, 1));

  private ClosePayloadFuzz() {}

  /** Reads some bytes. */
  public static void fuzzerTestOneInput(byte[] data) {
    if (data.length > 125) {
      return;
    }
    RecordingSink sink = new RecordingSink();
    MessageReader reader = new MessageReader(sink, RULES);
    try {
      reader.read(Unpooled.wrappedBuffer(Bytes.frame(0x88, data)));
    } catch (ProtocolViolation violation) {
      sink.events.add("violation " + violation.closeCode());
    }
    String found = String.join(", ", sink.events);
    if (!found.equals(expected(data))) {
      throw new AssertionError(Bytes.hex(data) + ": " + found + ", expected " + expected(data));
    }
  }

  private static String expected(byte[] data) {
    if (data.length == 0) {
      return "close 1005 ";
    }
    if (data.length == 1) {
      return "violation 1002";
    }
    int code = ByteBuffer.wrap(data).getShort() & 0xFFFF;
    boolean assigned = code >= 1000 && code <= 1014 && (code < 1004 || code > 1006);
    if (!assigned && (code < 3000 || code > 4999)) {
      return "violation 1002";
    }
    try {
      ByteBuffer reason = ByteBuffer.wrap(data, 2, data.length - 2);
      return "close " + code + " " + StandardCharsets.UTF_8.newDecoder().decode(reason);
    } catch (CharacterCodingException e) {
      return "violation 1007";
    }
  }
}
