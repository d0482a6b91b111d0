/** The load generator: one thread on blocking sockets, in a process of its own. */
@NullMarked
package io.reactivesockets.benchmarks.load;

import org.jspecify.annotations.NullMarked;
