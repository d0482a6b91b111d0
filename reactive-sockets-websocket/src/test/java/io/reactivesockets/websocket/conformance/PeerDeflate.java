package io.reactivesockets.websocket.conformance;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/** The peer's own permessage-deflate, straight on zlib. */
final class PeerDeflate implements AutoCloseable {

  private static final byte[] TAIL = {0, 0, (byte) 0xFF, (byte) 0xFF};

  private final Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
  private final Inflater inflater = new Inflater(true);
  private final boolean forgetsOwn;
  private final boolean forgetsTheirs;
  private final byte[] buffer = new byte[16_384];

  /**
   * Compresses for one connection.
   *
   * @param forgetsOwn whether our messages may not refer to earlier ones
   * @param forgetsTheirs whether the endpoint's messages may not
   */
  PeerDeflate(boolean forgetsOwn, boolean forgetsTheirs) {
    this.forgetsOwn = forgetsOwn;
    this.forgetsTheirs = forgetsTheirs;
  }

  byte[] compress(byte[] message) {
    deflater.setInput(message);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int count;
    do {
      count = deflater.deflate(buffer, 0, buffer.length, Deflater.SYNC_FLUSH);
      out.write(buffer, 0, count);
    } while (count == buffer.length);
    if (forgetsOwn) {
      deflater.reset();
    }
    byte[] all = out.toByteArray();
    return all.length < TAIL.length ? new byte[1] : Arrays.copyOf(all, all.length - TAIL.length);
  }

  byte[] expand(byte[] message) throws DataFormatException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] part : new byte[][] {message, TAIL}) {
      inflater.setInput(part);
      int count;
      while ((count = inflater.inflate(buffer)) > 0) {
        out.write(buffer, 0, count);
      }
    }
    if (forgetsTheirs) {
      inflater.reset();
    }
    return out.toByteArray();
  }

  @Override
  public void close() {
    deflater.end();
    inflater.end();
  }
}
