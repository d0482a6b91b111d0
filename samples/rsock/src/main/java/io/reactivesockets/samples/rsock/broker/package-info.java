/** rsock broker: keeps sockets for others, and shows what it keeps. */
@NullMarked
package io.reactivesockets.samples.rsock.broker;

import org.jspecify.annotations.NullMarked;
