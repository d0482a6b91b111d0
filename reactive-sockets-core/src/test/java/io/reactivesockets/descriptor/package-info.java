/** Tests of stream sockets. */
@NullMarked
package io.reactivesockets.descriptor;

import org.jspecify.annotations.NullMarked;
