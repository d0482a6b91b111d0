/** JMH benchmarks of pieces that need no kernel. */
@NullMarked
package io.reactivesockets.benchmarks.micro;

import org.jspecify.annotations.NullMarked;
