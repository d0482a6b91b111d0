package io.reactivesockets.triggers.wire;

/** Why a broker refuses something. */
public enum Code {
  /** The message makes no sense here. */
  PROTOCOL(0),
  /** The peer may not do this. */
  DENIED(1),
  /** A limit is reached. */
  QUOTA(2),
  /** The id is taken. */
  IN_USE(3),
  /** There is no such socket, task or transfer. */
  UNKNOWN(4),
  /** The descriptor is of a kind that is not held. */
  UNSUPPORTED(5),
  /** The broker is about to end. */
  ENDING(6);

  private final int number;

  Code(int number) {
    this.number = number;
  }

  int number() {
    return number;
  }

  static Code of(int number) {
    for (Code code : values()) {
      if (code.number == number) {
        return code;
      }
    }
    throw new WireFormatException("code " + number + " (expected: 0..6)");
  }
}
