/**
 * The transports on Netty, and the corner for users who bring event loops or channels of their own.
 */
@NullMarked
package io.reactivesockets.transport.netty;

import org.jspecify.annotations.NullMarked;
