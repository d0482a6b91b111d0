package io.reactivesockets.websocket.conformance;

import io.reactivesockets.websocket.codec.Bytes;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * What a peer hears from the endpoint that it examines.
 *
 * @param what the kind of it: {@code text}, {@code binary}, {@code ping}, {@code pong}, {@code
 *     close}, or {@code end}, when there is nothing more
 * @param payload what it carries
 */
record Heard(String what, ByteBuffer payload) {

  private static final int SHOWN_BYTES = 40;

  static final Heard END = of("end", new byte[0]);

  static Heard of(String what, byte[] payload) {
    return new Heard(what, ByteBuffer.wrap(payload));
  }

  @Override
  public String toString() {
    byte[] all = payload.array();
    byte[] shown = Arrays.copyOf(all, Math.min(SHOWN_BYTES, all.length));
    return what + " of " + all.length + " " + Bytes.hex(shown);
  }
}
