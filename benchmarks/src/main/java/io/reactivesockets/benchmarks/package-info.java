/** Benchmarks against the peers. */
@NullMarked
package io.reactivesockets.benchmarks;

import org.jspecify.annotations.NullMarked;
