package io.reactivesockets.stream;

import java.util.List;

/** Hears how an attempt ended, once, on the event loop. */
interface Outcome<T> {

  /** It connected; the result is the receiver's from now on. */
  void connected(T result);

  /** It failed, for these reasons, at least one. */
  void failed(List<Setback> setbacks);
}
