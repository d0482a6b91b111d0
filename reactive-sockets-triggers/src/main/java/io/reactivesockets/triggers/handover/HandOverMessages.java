package io.reactivesockets.triggers.handover;

import io.reactivesockets.descriptor.DetachedSocket;
import io.reactivesockets.descriptor.unix.UnixMessage;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What predecessor and successor say to each other, in messages over a Unix-domain socket.
 *
 * <pre>
 * HELLO     00, version             the successor's first word
 * VERDICT   05, with the end of a pipe, see {@link Verdict}
 * PARCEL    01, id, name, context, state, with the descriptors
 * HELD      02, id                  the successor has the parcel, and does not touch the socket
 * YOURS     03, id                  it is the successor's; the predecessor closes its descriptors
 * END       04                      there is no more; the successor says it too, if it has all
 * </pre>
 *
 * <p>Up to YOURS the socket is the predecessor's, who can go on with it at any time: it says so in
 * the verdict first. If the connection ends before YOURS has come, the verdict tells whose it is; a
 * predecessor that died without one has left it to the successor.
 */
final class HandOverMessages {

  static final int HELLO = 0;
  static final int PARCEL = 1;
  static final int HELD = 2;
  static final int YOURS = 3;
  static final int END = 4;
  static final int VERDICT = 5;

  static final int VERSION = 2;

  private HandOverMessages() {}

  static UnixMessage hello() {
    return UnixMessage.of(new byte[] {HELLO, VERSION});
  }

  static UnixMessage end() {
    return UnixMessage.of(new byte[] {END});
  }

  static UnixMessage verdict(int descriptor) {
    return UnixMessage.of(new byte[] {VERDICT}, List.of(descriptor));
  }

  static UnixMessage of(int kind, int id) {
    return UnixMessage.of(ByteBuffer.allocate(5).put((byte) kind).putInt(id).array());
  }

  static UnixMessage of(int id, Parcel parcel) {
    byte[] name = parcel.name().getBytes(StandardCharsets.UTF_8);
    byte[] context = parcel.context();
    byte[] state = parcel.socket().encode();
    ByteBuffer bytes = ByteBuffer.allocate(17 + name.length + context.length + state.length);
    bytes.put((byte) PARCEL).putInt(id);
    bytes.putInt(name.length).put(name);
    bytes.putInt(context.length).put(context);
    bytes.putInt(state.length).put(state);
    return UnixMessage.of(bytes.array(), parcel.socket().descriptors());
  }

  static int kind(UnixMessage message) {
    return message.bytes().length == 0 ? -1 : message.bytes()[0];
  }

  static int id(UnixMessage message) {
    if (message.bytes().length < 5) {
      throw new IllegalArgumentException("message: too short for an id");
    }
    return ByteBuffer.wrap(message.bytes()).getInt(1);
  }

  /** Reads a parcel; if it cannot, the descriptors are still the message's. */
  static Parcel parcel(UnixMessage message) {
    ByteBuffer bytes = ByteBuffer.wrap(message.bytes()).position(5);
    try {
      String name = new String(part(bytes), StandardCharsets.UTF_8);
      byte[] context = part(bytes);
      byte[] state = part(bytes);
      return Parcel.of(name, context, DetachedSocket.decode(state, message.descriptors()));
    } catch (BufferUnderflowException cut) {
      throw new IllegalArgumentException("parcel: cut", cut);
    }
  }

  private static byte[] part(ByteBuffer bytes) {
    int length = bytes.getInt();
    if (length < 0 || length > bytes.remaining()) {
      throw new IllegalArgumentException("parcel: a length of " + length);
    }
    byte[] part = new byte[length];
    bytes.get(part);
    return part;
  }
}
