/** How the processes of a run speak with each other. */
@NullMarked
package io.reactivesockets.benchmarks.process;

import org.jspecify.annotations.NullMarked;
