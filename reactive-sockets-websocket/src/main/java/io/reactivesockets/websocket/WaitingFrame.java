package io.reactivesockets.websocket;

import io.reactivesockets.websocket.BacklogQueue.Message;
import io.reactivesockets.websocket.BacklogQueue.Strand;
import org.jspecify.annotations.Nullable;

/** A frame that is to be sent; compared by identity. */
final class WaitingFrame {

  private static final int OVERHEAD = 64;

  final Frame frame;
  final Strand strand;

  /** How many bytes it counts for while it waits. */
  final int cost;

  /** What it is a part of; {@code null} if it is a message by itself. */
  final @Nullable Message message;

  /** Set if others get it too. */
  final @Nullable SharedMessage shared;

  WaitingFrame(
      Frame frame, Strand strand, @Nullable Message message, @Nullable SharedMessage shared) {
    this.frame = frame;
    this.strand = strand;
    this.message = message;
    this.shared = shared;
    cost = frame.size() + OVERHEAD;
  }

  /** Returns what stands for a message that others get too, here and there. */
  static WaitingFrame whole(SharedMessage shared) {
    return new WaitingFrame(shared.frame(), new Strand(FrameOrigin.NOBODY), null, shared);
  }
}
