/** {@code rsock udp}: datagrams with standard input and output. */
@NullMarked
package io.reactivesockets.samples.rsock.udp;

import org.jspecify.annotations.NullMarked;
