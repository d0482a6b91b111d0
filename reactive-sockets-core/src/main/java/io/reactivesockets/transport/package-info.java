/** The ground under the sockets: event loops, channels and name resolution. */
@NullMarked
package io.reactivesockets.transport;

import org.jspecify.annotations.NullMarked;
