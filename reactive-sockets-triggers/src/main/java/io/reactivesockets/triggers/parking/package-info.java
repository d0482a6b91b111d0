/** Where control channels are parked: in a socket broker. */
@NullMarked
package io.reactivesockets.triggers.parking;

import org.jspecify.annotations.NullMarked;
