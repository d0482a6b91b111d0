/** Where control channels, and the sockets of a process that restarts, are parked. */
@NullMarked
package io.reactivesockets.triggers.parking;

import org.jspecify.annotations.NullMarked;
