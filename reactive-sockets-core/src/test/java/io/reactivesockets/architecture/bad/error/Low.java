package io.reactivesockets.architecture.bad.error;

import io.reactivesockets.architecture.bad.stream.High;

/** On the ground floor, knows a floor above. */
public final class Low {

  private Low() {}

  /** Uses the upper floor. */
  public static Object above() {
    return High.INSTANCE;
  }
}
