package io.reactivesockets.triggers.wire;

import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;

/** Sends frames, and behind some of them a descriptor, as fast as the peer reads. */
final class FrameSender {

  private final Socket socket;
  private final Deque<Frame> frames = new ArrayDeque<>();
  private long pending;
  private long progress;

  FrameSender(Socket socket) {
    this.socket = socket;
  }

  void add(Message message, List<Integer> descriptors) {
    ByteBuffer bytes = Frames.encode(message, descriptors.size());
    frames.add(new Frame(MessageType.of(message), bytes, List.copyOf(descriptors).iterator()));
    pending += bytes.remaining() + 1;
  }

  long pendingBytes() {
    return pending;
  }

  long progress() {
    return progress;
  }

  void flush() throws IOException {
    while (!frames.isEmpty()) {
      Frame frame = frames.element();
      if (!bytesLeave(frame.bytes) || !descriptorsLeave(frame)) {
        return;
      }
      pending--;
      progress++;
      frames.remove();
      ProtocolSteps.sent(frame.type);
    }
  }

  private boolean bytesLeave(ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      int count = Math.min(bytes.remaining(), Chunk.BYTES);
      ByteBuffer chunk = Chunk.empty();
      chunk.put(0, bytes, bytes.position(), count);
      int written = socket.write(chunk, 0, count);
      bytes.position(bytes.position() + written);
      pending -= written;
      progress += written;
      if (written < count) {
        return false;
      }
    }
    return true;
  }

  private boolean descriptorsLeave(Frame frame) throws IOException {
    while (frame.next >= 0 || frame.descriptors.hasNext()) {
      if (frame.next < 0) {
        frame.next = frame.descriptors.next();
      }
      if (socket.sendFd(frame.next) <= 0) {
        return false;
      }
      frame.next = -1;
      progress++;
    }
    return true;
  }

  private static final class Frame {
    final MessageType type;
    final ByteBuffer bytes;
    final Iterator<Integer> descriptors;

    /** The descriptor that the socket had no room for, or -1. */
    int next = -1;

    Frame(MessageType type, ByteBuffer bytes, Iterator<Integer> descriptors) {
      this.type = type;
      this.bytes = bytes;
      this.descriptors = descriptors;
    }
  }
}
