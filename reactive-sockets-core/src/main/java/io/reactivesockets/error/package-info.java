/** What can go wrong with a socket, as data. */
@NullMarked
package io.reactivesockets.error;

import org.jspecify.annotations.NullMarked;
