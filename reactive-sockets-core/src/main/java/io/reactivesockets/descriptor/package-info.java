/** Sockets without an event loop: a descriptor and what must travel with it to another process. */
@NullMarked
package io.reactivesockets.descriptor;

import org.jspecify.annotations.NullMarked;
