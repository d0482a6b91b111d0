package io.reactivesockets.websocket.codec;

import io.netty.buffer.ByteBuf;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Arrays;

/**
 * Hands on each message in the pieces in which it arrives and holds none of it, save the up to
 * three bytes of a character that is torn between two pieces of text.
 */
final class PartialPayload extends Payload {

  private static final byte[] NOTHING = new byte[0];

  private byte[] torn = NOTHING;
  private boolean ended;

  PartialPayload(MessageSink sink) {
    super(sink);
  }

  @Override
  void begin(boolean isText) {
    super.begin(isText);
    torn = NOTHING;
    ended = false;
  }

  @Override
  void take(ByteBuf in, int length, int maskKey, long left, boolean lastFrame)
      throws ProtocolViolation {
    byte[] piece = Arrays.copyOf(torn, torn.length + length);
    in.readBytes(piece, torn.length, length);
    long seen = Masking.apply(piece, torn.length, piece.length, maskKey);
    handOn(piece, seen, lastFrame && left == 0);
  }

  @Override
  void take(byte[] inflated, int length) throws ProtocolViolation {
    byte[] piece = Arrays.copyOf(torn, torn.length + length);
    System.arraycopy(inflated, 0, piece, torn.length, length);
    handOn(piece, Masking.apply(piece, torn.length, piece.length, 0), false);
  }

  private void handOn(byte[] piece, long seen, boolean last) throws ProtocolViolation {
    byte[] whole = text ? cutTorn(piece, Masking.isAscii(seen)) : piece;
    if (last) {
      checkTextEnd();
    }
    ended = last;
    if (last || whole.length > 0) {
      sink.part(text, whole, false, last);
    }
  }

  /** Checks text and keeps back what belongs to a character that has not arrived whole. */
  private byte[] cutTorn(byte[] piece, boolean ascii) throws ProtocolViolation {
    checkText(piece, torn.length, piece.length, ascii);
    int cut = piece.length - utf8.tornBytes();
    if (cut == piece.length) {
      torn = NOTHING;
      return piece;
    }
    torn = Arrays.copyOfRange(piece, cut, piece.length);
    return Arrays.copyOf(piece, cut);
  }

  @Override
  void end() throws ProtocolViolation {
    if (!ended) {
      checkTextEnd();
      ended = true;
      sink.part(text, NOTHING, true, true);
    }
  }

  @Override
  void save(DataOutputStream out) throws IOException {
    out.writeBoolean(text);
    out.writeBoolean(ended);
    SavedBytes.write(out, torn);
  }

  @Override
  void restore(DataInputStream in) throws IOException {
    text = in.readBoolean();
    ended = in.readBoolean();
    torn = SavedBytes.read(in);
    recheck(torn);
  }

  @Override
  void discard() {
    torn = NOTHING;
  }
}
