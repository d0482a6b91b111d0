package io.reactivesockets.architecture.bad.stream;

import io.reactivesockets.architecture.bad.error.Low;

/** Knows what is below: allowed. */
public final class High {

  /** For the fixture below. */
  public static final High INSTANCE = new High();

  private High() {}

  /** Uses the lower floor. */
  public Class<?> below() {
    return Low.class;
  }
}
