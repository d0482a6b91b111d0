/** The suites for TLS, one for each engine: the servers of TCP with TLS in front. */
@NullMarked
package io.reactivesockets.benchmarks.tls;

import org.jspecify.annotations.NullMarked;
