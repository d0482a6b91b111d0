package io.reactivesockets.triggers.control;

import java.util.Optional;

/**
 * What a keep-alive found out.
 *
 * @param answered whether the peer has shown that it is there, and reached over the same path as
 *     before
 * @param mappedAddress from which address and port the peer saw it come, if it told: another one
 *     than before means that the network has forgotten the connection and made a new one, which
 *     matters for datagrams
 */
public record KeepAliveAnswer(boolean answered, Optional<String> mappedAddress) {

  /**
   * Returns the finding that the peer is there.
   *
   * @return an answer
   */
  public static KeepAliveAnswer of() {
    return new KeepAliveAnswer(true, Optional.empty());
  }

  /**
   * Returns the finding that the peer is there and sees us under an address.
   *
   * @param address as the peer tells it; only whether it changes counts
   * @return an answer
   */
  public static KeepAliveAnswer mappedTo(String address) {
    return new KeepAliveAnswer(true, Optional.of(address));
  }

  /**
   * Returns the finding that the keep-alive was sent; nothing is learned from it.
   *
   * @return no answer
   */
  public static KeepAliveAnswer unknown() {
    return new KeepAliveAnswer(false, Optional.empty());
  }
}
