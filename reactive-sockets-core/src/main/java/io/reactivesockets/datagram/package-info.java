/** UDP sockets: every datagram delivered or counted. */
@NullMarked
package io.reactivesockets.datagram;

import org.jspecify.annotations.NullMarked;
