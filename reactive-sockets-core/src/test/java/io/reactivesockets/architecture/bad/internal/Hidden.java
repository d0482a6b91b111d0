package io.reactivesockets.architecture.bad.internal;

/** Public, in a package that is not exported. */
public final class Hidden {

  /** For our own packages. */
  public Hidden() {}
}
