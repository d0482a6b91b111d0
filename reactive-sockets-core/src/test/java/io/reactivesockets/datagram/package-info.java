/** Tests of datagram sockets. */
@NullMarked
package io.reactivesockets.datagram;

import org.jspecify.annotations.NullMarked;
