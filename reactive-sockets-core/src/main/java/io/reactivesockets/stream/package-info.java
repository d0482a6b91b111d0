/** TCP sockets and listeners as publishers with back-pressure. */
@NullMarked
package io.reactivesockets.stream;

import org.jspecify.annotations.NullMarked;
