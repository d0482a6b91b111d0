package io.reactivesockets.architecture.bad.host.zone;

import io.reactivesockets.architecture.bad.host.Round;

/** The other half of a cycle. */
public final class About {

  private About() {}

  /** Goes round. */
  public static Class<?> round() {
    return Round.class;
  }
}
