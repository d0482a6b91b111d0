package io.reactivesockets.stream;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Ways to connect that are all known from the beginning. */
final class KnownCandidates<T> implements Candidates<T> {

  private final Deque<Candidate<T>> waiting;

  KnownCandidates(List<Candidate<T>> known) {
    waiting = new ArrayDeque<>(known);
  }

  @Override
  public void find(Runnable changed) {}

  @Override
  public @Nullable Candidate<T> next() {
    return waiting.poll();
  }

  @Override
  public int waiting() {
    return waiting.size();
  }

  @Override
  public boolean complete() {
    return true;
  }

  @Override
  public List<Setback> setbacks() {
    return List.of();
  }

  @Override
  public void stop() {
    waiting.clear();
  }
}
