/** The servers that are compared, each in a process of its own. */
@NullMarked
package io.reactivesockets.benchmarks.peer;

import org.jspecify.annotations.NullMarked;
