package io.reactivesockets.descriptor;

import java.util.Objects;
import java.util.Optional;

/**
 * A multicast group that a datagram socket has joined; the membership is the kernel's and moves
 * with the descriptor.
 *
 * @param group the address of the group
 * @param adapter the name of the network adapter on which it was joined
 * @param source the only sender whose datagrams are wanted; empty for all
 */
public record JoinedGroup(String group, String adapter, Optional<String> source) {

  /**
   * Refuses nulls.
   *
   * @param group the address of the group
   * @param adapter the name of the network adapter on which it was joined
   * @param source the only sender whose datagrams are wanted; empty for all
   */
  public JoinedGroup {
    Objects.requireNonNull(group, "group");
    Objects.requireNonNull(adapter, "adapter");
    Objects.requireNonNull(source, "source");
  }
}
