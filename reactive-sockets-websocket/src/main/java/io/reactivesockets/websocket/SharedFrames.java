package io.reactivesockets.websocket;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.reactivesockets.websocket.codec.FrameWriter;
import io.reactivesockets.websocket.codec.Opcode;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A message as it stands on the wire of each server's WebSocket that gets it from one event loop:
 * encoded when the first one asks for it, and only then. Event loop only.
 */
final class SharedFrames {

  private final SharedMessage message;
  private final FrameWriter writer = new FrameWriter(false);
  private final Map<Integer, ByteBuf> compressed = new TreeMap<>();
  private @Nullable ByteBuf plain;

  SharedFrames(SharedMessage message) {
    this.message = message;
  }

  SharedMessage message() {
    return message;
  }

  /** Returns the frame of the message as it is; the buffer stays ours. */
  ByteBuf plain() {
    ByteBuf frame = plain;
    if (frame == null) {
      frame = encode(0, FrameBytes.of(message.frame()));
      plain = frame;
    }
    return frame;
  }

  /** Returns the frame of the message compressed in a way; the buffer stays ours. */
  ByteBuf compressed(int way, byte[] payload) {
    return compressed.computeIfAbsent(way, asked -> encode(FrameWriter.RSV1, payload));
  }

  private ByteBuf encode(int rsv1, byte[] payload) {
    int opcode = FrameBytes.isText(message.frame()) ? Opcode.TEXT : Opcode.BINARY;
    ByteBuf frame =
        PooledByteBufAllocator.DEFAULT.directBuffer(
            writer.headerBytes(payload.length) + payload.length);
    writer.frame(frame, FrameWriter.FIN | rsv1 | opcode, payload);
    return frame;
  }

  /** Lets go of the buffers; who still sends them holds them by itself. */
  void release() {
    if (plain != null) {
      plain.release();
    }
    compressed.values().forEach(ByteBuf::release);
  }
}
