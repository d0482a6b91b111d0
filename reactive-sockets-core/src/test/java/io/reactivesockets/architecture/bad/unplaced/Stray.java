package io.reactivesockets.architecture.bad.unplaced;

/** In a package that no one planned. */
public final class Stray {

  private Stray() {}
}
