/** What sockets tell whoever measures them. */
@NullMarked
package io.reactivesockets.metrics;

import org.jspecify.annotations.NullMarked;
