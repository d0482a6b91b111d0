package io.reactivesockets.websocket.codec;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/** Arrays of bytes in what a socket takes along to another process: their length, and they. */
public final class SavedBytes {

  private SavedBytes() {}

  /** Writes an array. */
  public static void write(DataOutputStream out, byte[] bytes) throws IOException {
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  /**
   * Reads an array; a length is not believed beyond what is there.
   *
   * @throws IllegalArgumentException if less is there than the length says
   */
  public static byte[] read(DataInputStream in) throws IOException {
    int length = in.readInt();
    if (length < 0 || length > in.available()) {
      throw new IllegalArgumentException(
          "state: a length of " + length + " with " + in.available() + " bytes left");
    }
    return in.readNBytes(length);
  }
}
