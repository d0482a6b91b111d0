package io.reactivesockets.transport;

/** How urgent the traffic of a socket is. */
public enum SocketQualityOfService {
  /** Like everything else. */
  NORMAL,
  /**
   * Ahead of the rest where there is a queue, as for audio or games: priority 6 in the queues of
   * this host (SO_PRIORITY) and the type of service "low delay" on the wire (IP_TOS, IPV6_TCLASS
   * 0x10). NIO sets the type of service only.
   */
  LOW_LATENCY
}
