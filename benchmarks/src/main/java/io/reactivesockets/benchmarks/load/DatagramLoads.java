package io.reactivesockets.benchmarks.load;

/** The loads over datagrams. The work of all is datagrams. */
public final class DatagramLoads {

  private DatagramLoads() {}

  /**
   * Sends more than the server can take; what the server takes is the work.
   *
   * @param bytes the size of each datagram
   * @param inATrain how many go in one piece through the kernel; 1 for each alone
   */
  public static Load flood(int bytes, int inATrain) {
    return target -> new FloodSession(target, bytes, inATrain);
  }

  /** Sends half of what the server can take; parameters as above. */
  public static Load halfOfCapacity(int bytes, int inATrain) {
    return target -> new HalfSession(target, bytes, inATrain);
  }

  /** Sends a datagram from each of some peers, waits for each to come back, and so on. */
  public static Load pingPong(int peers, int bytes) {
    return target -> new DatagramEchoes(target, peers, bytes);
  }

  /** Asks for datagrams without end, so many with each request. */
  public static Load demand(int datagramsARequest) {
    return target -> new DemandSession(target, datagramsARequest);
  }
}
