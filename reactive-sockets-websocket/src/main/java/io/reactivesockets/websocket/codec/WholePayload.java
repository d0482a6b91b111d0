package io.reactivesockets.websocket.codec;

import io.netty.buffer.ByteBuf;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/**
 * Gathers each message and hands it on whole. A message that stands whole in the buffer that was
 * read is copied once, into the array that the receiver gets.
 */
final class WholePayload extends Payload {

  private final ByteAccumulator gathered = new ByteAccumulator();
  private boolean ascii;

  WholePayload(MessageSink sink) {
    super(sink);
  }

  @Override
  void begin(boolean isText) {
    super.begin(isText);
    ascii = true;
  }

  @Override
  void take(ByteBuf in, int length, int maskKey, long left, boolean lastFrame)
      throws ProtocolViolation {
    byte[] bytes = gathered.room(length, left, lastFrame);
    int from = gathered.size();
    in.readBytes(bytes, from, length);
    long seen = Masking.apply(bytes, from, from + length, maskKey);
    added(bytes, from, length, seen);
  }

  @Override
  void take(byte[] inflated, int length) throws ProtocolViolation {
    byte[] bytes = gathered.room(length, 0, false);
    int from = gathered.size();
    System.arraycopy(inflated, 0, bytes, from, length);
    added(bytes, from, length, Masking.apply(bytes, from, from + length, 0));
  }

  private void added(byte[] bytes, int from, int length, long seen) throws ProtocolViolation {
    gathered.filled(length);
    if (text) {
      boolean pieceAscii = Masking.isAscii(seen);
      ascii &= pieceAscii;
      checkText(bytes, from, from + length, pieceAscii);
    }
  }

  @Override
  void end() throws ProtocolViolation {
    checkTextEnd();
    sink.part(text, gathered.take(), ascii, true);
  }

  @Override
  void save(DataOutputStream out) throws IOException {
    out.writeBoolean(text);
    out.writeBoolean(ascii);
    SavedBytes.write(out, gathered.copy());
  }

  @Override
  void restore(DataInputStream in) throws IOException {
    text = in.readBoolean();
    ascii = in.readBoolean();
    byte[] before = SavedBytes.read(in);
    gathered.clear();
    gathered.add(before, before.length);
    recheck(before);
  }

  @Override
  void discard() {
    gathered.clear();
  }
}
