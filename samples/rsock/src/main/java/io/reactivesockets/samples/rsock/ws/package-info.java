/** The commands for WebSockets. */
@NullMarked
package io.reactivesockets.samples.rsock.ws;

import org.jspecify.annotations.NullMarked;
