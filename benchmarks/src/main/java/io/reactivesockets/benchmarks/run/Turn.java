package io.reactivesockets.benchmarks.run;

/**
 * What one contender did in one round.
 *
 * @param work in the unit of the row
 * @param cpuSeconds processor time of the server
 * @param seconds time that passed
 * @param lost what share of what was sent did not arrive, 0 to 1
 */
record Turn(long work, double cpuSeconds, double seconds, double lost) {

  /** The clock of processor time has steps of 10 ms: shorter cannot be told from nothing. */
  private static final double CLOCK_STEP = 0.01;

  double workPerCpuSecond() {
    return work / Math.max(CLOCK_STEP, cpuSeconds);
  }

  /** How busy the server was; well below 1 means that the load was the slower side. */
  double utilisation() {
    return cpuSeconds / seconds;
  }
}
