/** The process that keeps sockets while their applications are down. */
@NullMarked
package io.reactivesockets.triggers.broker;

import org.jspecify.annotations.NullMarked;
