package io.reactivesockets.descriptor;

import java.net.InetSocketAddress;
import java.util.Objects;
import java.util.Optional;

/**
 * A datagram that was received and that nobody has seen yet.
 *
 * @param remote who sent it
 * @param local where it arrived, if the system told
 * @param payload the bytes; the array is shared, not copied
 * @param originalSize how long it was on the wire
 */
@SuppressWarnings("ArrayRecordComponent") // Equality is of no use here; copies would cost.
public record UnreadDatagram(
    InetSocketAddress remote, Optional<InetSocketAddress> local, byte[] payload, int originalSize) {

  /**
   * Refuses what cannot be.
   *
   * @param remote who sent it
   * @param local where it arrived, if the system told
   * @param payload the bytes; the array is shared, not copied
   * @param originalSize how long it was on the wire
   */
  public UnreadDatagram {
    Objects.requireNonNull(remote, "remote");
    Objects.requireNonNull(local, "local");
    Objects.requireNonNull(payload, "payload");
    if (originalSize < payload.length || originalSize > 65_535) {
      throw new IllegalArgumentException(
          "originalSize: " + originalSize + " (expected: " + payload.length + "..65535)");
    }
  }
}
