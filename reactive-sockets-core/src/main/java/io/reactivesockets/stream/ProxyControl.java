package io.reactivesockets.stream;

/** The proxy to connect through. */
public final class ProxyControl {
  private ProxyControl() {}

  @Override
  public String toString() {
    return "x";
  }
}
