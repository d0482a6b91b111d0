package io.reactivesockets.stream;

import io.reactivesockets.error.SocketErrorStatus;

/** Something under way that may end in a connection. Event loop only. */
interface Attempt {

  /** What a stop means for attempts that nobody waits for any more. */
  Attempt NOTHING_TO_STOP = why -> {};

  /**
   * Gives it up and leaves nothing behind; its outcome hears nothing from now on.
   *
   * @param why the status to note for what was under way
   */
  void stop(SocketErrorStatus why);
}
