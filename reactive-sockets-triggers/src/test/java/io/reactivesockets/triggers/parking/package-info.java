/** Tests of control channels, in virtual time and on real sockets. */
@NullMarked
package io.reactivesockets.triggers.parking;

import org.jspecify.annotations.NullMarked;
