package io.reactivesockets.stream;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Ways to connect, best first, some of which may become known later. Event loop only. */
interface Candidates<T> {

  /**
   * Begins to find them.
   *
   * @param changed called whenever there may be more, and when there will be no more
   */
  void find(Runnable changed);

  /** Returns the best way not tried yet, or null if there is none now. */
  @Nullable Candidate<T> next();

  /** Returns how many ways are known and not tried yet. */
  int waiting();

  /** Tells whether all ways are known. */
  boolean complete();

  /** Returns what went wrong in finding them; asked once, when all have been tried. */
  List<Setback> setbacks();

  /** Stops looking for more. */
  void stop();

  /** Returns ways that are known from the beginning. */
  static <T> Candidates<T> of(List<Candidate<T>> known) {
    return new KnownCandidates<>(known);
  }
}
