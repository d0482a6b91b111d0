package io.reactivesockets.stream;

import java.time.Duration;

/**
 * How attempts follow each other.
 *
 * @param delay how long one has the field to itself before the next starts beside it
 * @param serialized whether the next starts only when the one before has failed
 */
record Pace(Duration delay, boolean serialized) {

  /**
   * For the targets of a service. A host that has not answered for four delays (by default one
   * second, when TCP first repeats its SYN) counts as one that cannot be reached for now.
   */
  static Pace ofTargets(StreamSocketControl control) {
    Pace pace = ofAddresses(control);
    return new Pace(pace.delay().multipliedBy(4), pace.serialized());
  }

  static Pace ofAddresses(StreamSocketControl control) {
    return new Pace(control.connectionAttemptDelay(), control.serializeConnectionAttempts());
  }
}
