/** The commands for TCP. */
@NullMarked
package io.reactivesockets.samples.rsock.tcp;

import org.jspecify.annotations.NullMarked;
