/** The suite for TCP: rows, loads, and a peer class for each library. */
@NullMarked
package io.reactivesockets.benchmarks.tcp;

import org.jspecify.annotations.NullMarked;
