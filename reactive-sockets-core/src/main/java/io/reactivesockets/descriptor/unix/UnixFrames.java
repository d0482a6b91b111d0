package io.reactivesockets.descriptor.unix;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/**
 * The bytes on a Unix-domain socket.
 *
 * <pre>
 * MESSAGE  00, length of the bytes (int), number of descriptors (short), the bytes
 * READY    01: whoever got a message with descriptors now reads descriptors, and nothing else
 * TAKEN    02: it has them all, and reads bytes again
 * </pre>
 *
 * <p>A reader of bytes loses descriptors, and a reader of descriptors eats bytes. So the sender of
 * a message with descriptors sends nothing between it and READY; then each descriptor, with one
 * byte of no meaning; then nothing until TAKEN.
 */
final class UnixFrames {

  static final int MESSAGE = 0;
  static final int READY = 1;
  static final int TAKEN = 2;

  static final int HEADER_BYTES = 7;

  private UnixFrames() {}

  static ByteBuf message(ByteBufAllocator allocator, UnixMessage message) {
    byte[] bytes = message.bytes();
    return allocator
        .directBuffer(HEADER_BYTES + bytes.length)
        .writeByte(MESSAGE)
        .writeInt(bytes.length)
        .writeShort(message.descriptors().size())
        .writeBytes(bytes);
  }

  static ByteBuf sign(ByteBufAllocator allocator, int which) {
    return allocator.directBuffer(1).writeByte(which);
  }
}
