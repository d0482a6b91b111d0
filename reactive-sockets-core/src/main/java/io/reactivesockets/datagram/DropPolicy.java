package io.reactivesockets.datagram;

/** Which datagram is dropped, and counted, when one more arrives than may be kept. */
public enum DropPolicy {
  /**
   * The one that arrives: what was received first is emitted first. Where the kernel counts what it
   * drops, the socket then stops reading, so that dropping costs next to nothing.
   */
  NEWEST,
  /** The ones that have waited longest: what is emitted is as fresh as can be. */
  OLDEST
}
