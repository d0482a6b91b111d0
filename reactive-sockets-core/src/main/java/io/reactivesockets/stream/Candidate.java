package io.reactivesockets.stream;

/** A way to connect that has not been tried yet. */
interface Candidate<T> {

  /**
   * Begins to try it. Event loop only; the outcome may be told before this returns.
   *
   * @param deadlineNanos when the whole of it has to be done, in the time of the event loop
   */
  Attempt start(long deadlineNanos, Outcome<T> outcome);
}
