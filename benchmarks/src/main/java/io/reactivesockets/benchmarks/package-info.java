/** Measures Reactive Sockets beside its peers; the entry point is {@link Main}. */
@NullMarked
package io.reactivesockets.benchmarks;

import org.jspecify.annotations.NullMarked;
