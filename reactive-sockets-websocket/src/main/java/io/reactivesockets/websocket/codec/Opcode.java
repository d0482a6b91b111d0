package io.reactivesockets.websocket.codec;

/** The frame kinds of RFC 6455 section 5.2, as they stand in the low four bits of a frame. */
public final class Opcode {

  /** A further fragment of the message under way. */
  public static final int CONTINUATION = 0x0;

  /** The first or only frame of a text message. */
  public static final int TEXT = 0x1;

  /** The first or only frame of a binary message. */
  public static final int BINARY = 0x2;

  /** The closing handshake. */
  public static final int CLOSE = 0x8;

  /** A question whether the peer is there. */
  public static final int PING = 0x9;

  /** The answer to a ping, or a one-way heartbeat. */
  public static final int PONG = 0xA;

  private static final int KNOWN =
      (1 << CONTINUATION) | (1 << TEXT) | (1 << BINARY) | (1 << CLOSE) | (1 << PING) | (1 << PONG);

  private Opcode() {}

  /** Returns whether the protocol gives the four bits a meaning. */
  static boolean isKnown(int opcode) {
    return ((KNOWN >> opcode) & 1) != 0;
  }

  /** Returns whether frames of this kind are control frames, which may stand between fragments. */
  static boolean isControl(int opcode) {
    return (opcode & 0x8) != 0;
  }
}
