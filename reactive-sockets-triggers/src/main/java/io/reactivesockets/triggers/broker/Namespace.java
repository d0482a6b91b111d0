package io.reactivesockets.triggers.broker;

/**
 * Whose sockets: those of one application of one user.
 *
 * @param uid the user
 * @param application the application
 */
record Namespace(int uid, String application) {

  /** Returns what the key of each socket of this namespace begins with. */
  String prefix() {
    return "%010d\0%s\0".formatted(uid & 0xffffffffL, application);
  }

  @Override
  public String toString() {
    return "uid=" + (uid & 0xffffffffL) + " application=" + application;
  }
}
