package io.reactivesockets.architecture.bad.host;

import io.reactivesockets.architecture.bad.host.zone.About;

/** Half of a cycle. */
public final class Round {

  private Round() {}

  /** Goes round. */
  public static Class<?> about() {
    return About.class;
  }
}
