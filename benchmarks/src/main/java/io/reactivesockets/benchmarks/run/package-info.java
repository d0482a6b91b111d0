/** Runs rows of a suite: starts the processes, takes turns, makes ratios of what they did. */
@NullMarked
package io.reactivesockets.benchmarks.run;

import org.jspecify.annotations.NullMarked;
