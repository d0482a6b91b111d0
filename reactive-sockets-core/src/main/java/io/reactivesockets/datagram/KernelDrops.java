package io.reactivesockets.datagram;

import io.netty.channel.Channel;
import io.reactivesockets.channel.JdkDatagram;
import java.util.OptionalLong;

/** How many datagrams the kernel has dropped for one socket, since its buffer was full. */
@FunctionalInterface
interface KernelDrops {

  /** A platform that does not tell. */
  KernelDrops UNKNOWN = OptionalLong::empty;

  /** Returns the count now; any thread. Empty once the socket is closed, or if it is not known. */
  OptionalLong read();

  /** Finds the count of a channel whose control says whether others may have the same port. */
  static KernelDrops of(Channel channel, DatagramSocketControl control) {
    MemoryCounters counters = new MemoryCounters(channel);
    if (counters.isKnown()) {
      return counters::drops;
    }
    boolean shared = control.sockets() > 1 || control.reusePort() || control.multicastOnly();
    return JdkDatagram.of(channel) != null && !shared && ProcDrops.isAvailable()
        ? new ProcDrops(channel)
        : UNKNOWN;
  }
}
