package io.reactivesockets.datagram;

import io.reactivesockets.host.HostName;
import java.util.Optional;

/**
 * A multicast group that a socket has joined.
 *
 * @param group the address of the group
 * @param adapter the name of the network adapter on which it was joined
 * @param source the only sender whose datagrams are wanted; empty for all
 */
public record MulticastMembership(HostName group, String adapter, Optional<HostName> source) {}
