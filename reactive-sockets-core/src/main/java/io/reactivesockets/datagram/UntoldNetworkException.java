package io.reactivesockets.datagram;

import java.io.IOException;

/** The network reported an error for a datagram sent before; the kernel told no more than that. */
final class UntoldNetworkException extends IOException {

  private static final long serialVersionUID = 1L;

  UntoldNetworkException() {
    super("an ICMP error that a batch of sends has swallowed");
  }
}
