package io.reactivesockets.descriptor;

/**
 * What a socket has counted so far; it goes on counting from there.
 *
 * @param receivedCount datagrams received
 * @param receivedBytes bytes received, those not read yet included
 * @param deliveredCount datagrams given to a subscriber
 * @param droppedCount datagrams that could not be kept
 * @param deniedCount datagrams from networks that are not granted
 * @param sentCount datagrams sent
 * @param sentBytes bytes sent
 * @param failedCount datagrams that could not be sent
 */
public record SocketCounts(
    long receivedCount,
    long receivedBytes,
    long deliveredCount,
    long droppedCount,
    long deniedCount,
    long sentCount,
    long sentBytes,
    long failedCount) {

  /** Nothing was counted. */
  public static final SocketCounts NONE = new SocketCounts(0, 0, 0, 0, 0, 0, 0, 0);

  /**
   * Returns the counts of a stream.
   *
   * @param receivedBytes bytes received, those not read yet included
   * @param sentBytes bytes sent
   * @return the counts
   */
  public static SocketCounts ofStream(long receivedBytes, long sentBytes) {
    return new SocketCounts(0, receivedBytes, 0, 0, 0, 0, sentBytes, 0);
  }
}
