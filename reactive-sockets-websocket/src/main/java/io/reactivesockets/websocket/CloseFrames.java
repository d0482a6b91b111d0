package io.reactivesockets.websocket;

import io.reactivesockets.websocket.codec.CloseCodes;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** The payload of close frames (RFC 6455 section 5.5.1). */
final class CloseFrames {

  private CloseFrames() {}

  /** Returns code and reason, or nothing for {@link CloseStatus#NO_STATUS}. */
  static byte[] payload(CloseStatus status) {
    if (status.code() == CloseCodes.NO_STATUS) {
      return new byte[0];
    }
    byte[] reason = status.reason().getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(Short.BYTES + reason.length)
        .putShort((short) status.code())
        .put(reason)
        .array();
  }
}
