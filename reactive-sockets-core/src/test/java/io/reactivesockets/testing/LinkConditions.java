package io.reactivesockets.testing;

import java.time.Duration;

/**
 * How bad a link is, in each direction. Start from {@link #PERFECT} and make it worse.
 *
 * @param delay one way
 * @param jitter by which the delay of a packet may be shorter or longer
 * @param lossPercent packets lost
 * @param reorderPercent packets overtaken by later ones
 * @param duplicatePercent packets that arrive twice
 * @param corruptPercent packets with one bit flipped
 * @param bitsPerSecond rate of the wire; 0 for no limit
 * @param queueBytes what may wait in front of the wire
 * @param seed from which all decisions follow
 */
public record LinkConditions(
    Duration delay,
    Duration jitter,
    double lossPercent,
    double reorderPercent,
    double duplicatePercent,
    double corruptPercent,
    long bitsPerSecond,
    int queueBytes,
    long seed) {

  /** No delay, no fault, no limit. */
  public static final LinkConditions PERFECT =
      new LinkConditions(Duration.ZERO, Duration.ZERO, 0, 0, 0, 0, 0, 262_144, 1);

  /**
   * Returns these conditions with another delay.
   *
   * @param delay one way
   * @return the new conditions
   */
  public LinkConditions delay(Duration delay) {
    return copy(delay, jitter, lossPercent, reorderPercent, duplicatePercent, corruptPercent);
  }

  /**
   * Returns these conditions with another jitter.
   *
   * @param jitter by which a delay may differ
   * @return the new conditions
   */
  public LinkConditions jitter(Duration jitter) {
    return copy(delay, jitter, lossPercent, reorderPercent, duplicatePercent, corruptPercent);
  }

  /**
   * Returns these conditions with another loss.
   *
   * @param percent packets lost
   * @return the new conditions
   */
  public LinkConditions loss(double percent) {
    return copy(delay, jitter, percent, reorderPercent, duplicatePercent, corruptPercent);
  }

  /**
   * Returns these conditions with other reordering.
   *
   * @param percent packets overtaken by later ones
   * @return the new conditions
   */
  public LinkConditions reorder(double percent) {
    return copy(delay, jitter, lossPercent, percent, duplicatePercent, corruptPercent);
  }

  /**
   * Returns these conditions with other duplication.
   *
   * @param percent packets that arrive twice
   * @return the new conditions
   */
  public LinkConditions duplicate(double percent) {
    return copy(delay, jitter, lossPercent, reorderPercent, percent, corruptPercent);
  }

  /**
   * Returns these conditions with other corruption.
   *
   * @param percent packets with one bit flipped
   * @return the new conditions
   */
  public LinkConditions corrupt(double percent) {
    return copy(delay, jitter, lossPercent, reorderPercent, duplicatePercent, percent);
  }

  /**
   * Returns these conditions with another rate.
   *
   * @param bitsPerSecond rate of the wire; 0 for no limit
   * @param queueBytes what may wait in front of it
   * @return the new conditions
   */
  public LinkConditions rate(long bitsPerSecond, int queueBytes) {
    return new LinkConditions(
        delay,
        jitter,
        lossPercent,
        reorderPercent,
        duplicatePercent,
        corruptPercent,
        bitsPerSecond,
        queueBytes,
        seed);
  }

  /**
   * Returns these conditions with another seed.
   *
   * @param seed from which all decisions follow
   * @return the new conditions
   */
  public LinkConditions seed(long seed) {
    return new LinkConditions(
        delay,
        jitter,
        lossPercent,
        reorderPercent,
        duplicatePercent,
        corruptPercent,
        bitsPerSecond,
        queueBytes,
        seed);
  }

  private LinkConditions copy(
      Duration delay,
      Duration jitter,
      double loss,
      double reorder,
      double duplicate,
      double corrupt) {
    return new LinkConditions(
        delay, jitter, loss, reorder, duplicate, corrupt, bitsPerSecond, queueBytes, seed);
  }
}
