/** Tests of what the commands share. */
@NullMarked
package io.reactivesockets.samples.rsock.console;

import org.jspecify.annotations.NullMarked;
