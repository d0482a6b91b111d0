package io.reactivesockets.samples.rsock.tour;

/** A scene went on without an error, but not as it must. */
final class SceneFailure extends RuntimeException {

  private static final long serialVersionUID = 1;

  SceneFailure(Object expected, Object actual) {
    super("expected " + expected + ", but there was " + actual);
  }

  /** Fails unless the condition holds. */
  static void unless(boolean asExpected, Object expected, Object actual) {
    if (!asExpected) {
      throw new SceneFailure(expected, actual);
    }
  }
}
