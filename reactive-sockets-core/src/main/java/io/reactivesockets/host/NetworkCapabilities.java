package io.reactivesockets.host;

import java.net.InetAddress;

/** A set of capabilities. */
public final class NetworkCapabilities {
  private static final NetworkCapabilities ALL = new NetworkCapabilities();

  private NetworkCapabilities() {}

  @Override
  public String toString() {
    return "x";
  }

  /**
   * Returns all.
   *
   * @return all
   */
  public static NetworkCapabilities all() {
    return ALL;
  }

  /**
   * Tells whether everything is granted.
   *
   * @return whether all
   */
  public boolean isAll() {
    return true;
  }

  /**
   * Decides.
   *
   * @param remote an address
   * @return whether granted
   */
  public boolean permitsInbound(InetAddress remote) {
    return true;
  }
}
