package io.reactivesockets.architecture.bad.api;

/** A drawer for odds and ends. */
public final class SocketUtils {

  private SocketUtils() {}

  /** An odd end. */
  public static int odd() {
    return 1;
  }
}
