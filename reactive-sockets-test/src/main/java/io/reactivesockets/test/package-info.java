/** Sockets for tests: two that are connected to each other, over loopback. */
@NullMarked
package io.reactivesockets.test;

import org.jspecify.annotations.NullMarked;
