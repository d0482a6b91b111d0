/** Tests of stream sockets. */
@NullMarked
package io.reactivesockets.stream;

import org.jspecify.annotations.NullMarked;
