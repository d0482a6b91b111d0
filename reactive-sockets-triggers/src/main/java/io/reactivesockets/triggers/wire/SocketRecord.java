package io.reactivesockets.triggers.wire;

import java.util.UUID;

/**
 * What is known of a socket that a broker holds.
 *
 * @param uid whose it is
 * @param application which of that user's applications gave it
 * @param id the name that the application gave it
 * @param kind {@link #LISTENER}, {@link #DATAGRAM} or {@link #STREAM}
 * @param task which task to run on activity
 * @param wake whether the task runs during standby too
 * @param keepAliveMillis after how long without activity to tell, zero for never
 * @param heldSince when it came, in milliseconds since 1970
 * @param unreadBytes how many bytes were received before and wait with the broker
 * @param reason what happened to it, {@link #NOTHING} if nothing did
 * @param local its own address, in words
 * @param remote the address of its peer, in words; empty if it has none
 * @param level what a listener speaks with those that it accepts, empty if that is plaintext
 * @param context what the application wants to find again
 */
public record SocketRecord(
    int uid,
    String application,
    String id,
    int kind,
    UUID task,
    boolean wake,
    long keepAliveMillis,
    long heldSince,
    long unreadBytes,
    int reason,
    String local,
    String remote,
    String level,
    Bytes context) {

  /** A listener. */
  public static final int LISTENER = 1;

  /** A datagram socket. */
  public static final int DATAGRAM = 2;

  /** A connection. */
  public static final int STREAM = 3;

  /** Nothing happened yet. */
  public static final int NOTHING = 255;

  /** Something happened, but it is not known what. */
  public static final int NOT_KNOWN = 0;

  /** Bytes or a datagram came. */
  public static final int ACTIVITY = 1;

  /** A connection came. */
  public static final int ACCEPTED = 2;

  /** Nothing came for the keep-alive time. */
  public static final int KEEP_ALIVE = 3;

  /** The peer closed, or the connection was lost. */
  public static final int CLOSED = 4;

  void write(WireWriter out) {
    out.i32(uid)
        .text(application)
        .text(id)
        .u8(kind)
        .uuid(task)
        .flag(wake)
        .i64(keepAliveMillis)
        .i64(heldSince)
        .i64(unreadBytes)
        .u8(reason)
        .text(local)
        .text(remote)
        .text(level)
        .bytes(context);
  }

  static SocketRecord read(WireReader in) {
    return new SocketRecord(
        in.i32(),
        in.name(),
        in.name(),
        kind(in),
        in.uuid(),
        in.flag(),
        in.count(),
        in.count(),
        in.count(),
        reason(in),
        in.name(),
        in.name(),
        in.name(),
        in.bytes(Limits.MAX_CONTEXT_BYTES));
  }

  static int kind(WireReader in) {
    int kind = in.u8();
    if (kind < LISTENER || kind > STREAM) {
      throw new WireFormatException("kind " + kind + " (expected: 1..3)");
    }
    return kind;
  }

  static int reason(WireReader in) {
    int reason = in.u8();
    if (reason > CLOSED && reason != NOTHING) {
      throw new WireFormatException("reason " + reason + " (expected: 0..4 or 255)");
    }
    return reason;
  }
}
