/** Datagram sockets against raw Netty, Reactor Netty, Vert.x and a blocking loop on the JDK. */
@NullMarked
package io.reactivesockets.benchmarks.udp;

import org.jspecify.annotations.NullMarked;
