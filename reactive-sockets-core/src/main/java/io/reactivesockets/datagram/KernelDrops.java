package io.reactivesockets.datagram;

import io.netty.channel.Channel;
import java.util.OptionalLong;

/** How many datagrams the kernel has dropped for one socket, since its buffer was full. */
@FunctionalInterface
interface KernelDrops {

  /** A platform that does not tell. */
  KernelDrops UNKNOWN = OptionalLong::empty;

  /** Returns the count now; any thread. Empty once the socket is closed, or if it is not known. */
  OptionalLong read();

  static KernelDrops of(Channel channel) {
    MemoryCounters counters = new MemoryCounters(channel);
    if (counters.isKnown()) {
      return counters::drops;
    }
    return ProcDrops.isAvailable() ? new ProcDrops(channel) : UNKNOWN;
  }
}
