package io.reactivesockets.architecture.bad.api;

/** Public, but no user can get one. */
public final class Unreachable {

  Unreachable() {}

  /** Does nothing for anyone. */
  public void use() {}
}
