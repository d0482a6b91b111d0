/** The suites for WebSockets: rows, loads, and a peer class for each library on each end. */
@NullMarked
package io.reactivesockets.benchmarks.ws;

import org.jspecify.annotations.NullMarked;
