package io.reactivesockets.triggers.activity;

import io.reactivesockets.triggers.wire.Message;
import java.util.List;

/** Something that was asked of the broker and has not been answered to the end. */
interface Exchange {

  /**
   * Takes an answer.
   *
   * @return whether it was the last
   */
  boolean answered(Message answer, List<Integer> descriptors);

  /** The connection has ended before the last answer came. */
  void lost(Throwable cause);
}
