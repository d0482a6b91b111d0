package io.reactivesockets.websocket;

/** Something that frames to be sent come from. Called on the event loop only. */
interface OutboxSource {

  /**
   * Puts the next frame on the wire, if one is ready.
   *
   * @return whether it did
   */
  boolean encodeNext();

  /** Returns whether frames are ready. */
  boolean hasFrames();

  /** Returns whether nothing is under way here, though it may come to more later. */
  default boolean isIdle() {
    return false;
  }

  /** What is ready is still sent; then it ends, whether or not there would be more later. */
  void stop();

  /** Ends with an error; what it has is dropped. */
  void fail(Throwable cause);
}
