/** Stream sockets over TCP and what can be known about them. */
@NullMarked
package io.reactivesockets.stream;

import org.jspecify.annotations.NullMarked;
