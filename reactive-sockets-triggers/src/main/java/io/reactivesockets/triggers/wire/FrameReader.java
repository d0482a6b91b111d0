package io.reactivesockets.triggers.wire;

import io.netty.channel.unix.Errors;
import io.netty.channel.unix.Socket;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads one frame at a time and the descriptor behind it, and never a byte further. */
final class FrameReader {

  enum Result {
    MESSAGE,
    MORE,
    END
  }

  private final Socket socket;
  private final int maxPayloadBytes;
  private byte[] frame = new byte[Limits.MAX_GREETING_BYTES];
  private int have;
  private Frames.@Nullable Header header;
  private @Nullable Message message;
  private List<Integer> descriptors = new ArrayList<>();
  private boolean greeted;
  private boolean paused;
  private long progress;

  FrameReader(Socket socket, int maxPayloadBytes) {
    this.socket = socket;
    this.maxPayloadBytes = maxPayloadBytes;
  }

  /** Returns the message that was read last. */
  Message message() {
    return Objects.requireNonNull(message);
  }

  /** Hands out the descriptors that came with it. */
  List<Integer> descriptors() {
    List<Integer> handedOut = descriptors;
    descriptors = new ArrayList<>();
    return handedOut;
  }

  boolean isInFrame() {
    return have > 0;
  }

  boolean isPaused() {
    return paused;
  }

  void pause(boolean on) {
    paused = on;
  }

  long progress() {
    return progress;
  }

  void close() {
    Descriptors.close(descriptors());
  }

  Result read() throws IOException {
    while (true) {
      int due = due();
      if (due == 0) {
        return complete();
      }
      ByteBuffer chunk = Chunk.empty();
      int read = socket.read(chunk, 0, Math.min(due, Chunk.BYTES));
      if (read <= 0) {
        return read == 0 ? Result.MORE : end();
      }
      keep(chunk, read);
    }
  }

  /** Returns how many bytes are missing to the header, or to the whole frame. */
  private int due() {
    if (header == null && have == Limits.HEADER_BYTES) {
      header = checked(Frames.Header.read(ByteBuffer.wrap(frame, 0, have)));
    }
    int whole = Limits.HEADER_BYTES + (header == null ? 0 : header.length());
    return whole - have;
  }

  private Frames.Header checked(Frames.Header read) {
    int limit = greeted ? maxPayloadBytes : Limits.MAX_GREETING_BYTES;
    if (read.length() > limit) {
      throw new WireFormatException(
          read.type() + " of " + read.length() + " bytes (expected: 0.." + limit + ")");
    }
    return read;
  }

  private void keep(ByteBuffer chunk, int count) {
    if (frame.length - have < count) {
      frame = Arrays.copyOf(frame, Math.max(frame.length * 2, have + count));
    }
    chunk.get(frame, have, count);
    have += count;
    progress += count;
  }

  private Result complete() throws IOException {
    while (descriptors.size() < Objects.requireNonNull(header).descriptors()) {
      int received = receiveDescriptor();
      if (received <= 0) {
        return received == 0 ? Result.MORE : end();
      }
      descriptors.add(received);
    }
    message = Frames.decode(ByteBuffer.wrap(frame, 0, have));
    progress++;
    greeted = true;
    header = null;
    have = 0;
    if (frame.length > Chunk.BYTES) {
      frame = new byte[Limits.MAX_GREETING_BYTES];
    }
    return Result.MESSAGE;
  }

  /**
   * Receives one descriptor. Fails for several at once, none of which is kept then, and where this
   * process has no room for another one, for then it is lost.
   */
  private int receiveDescriptor() throws IOException {
    try {
      return socket.recvFd();
    } catch (Errors.NativeIoException e) {
      if (e.expectedErr() == Errors.ERRNO_ECONNRESET_NEGATIVE) {
        throw e;
      }
      throw new WireFormatException("no descriptor could be received: " + e.getMessage());
    }
  }

  private Result end() throws IOException {
    if (have > 0) {
      throw new EOFException("the connection ended inside a message");
    }
    return Result.END;
  }
}
