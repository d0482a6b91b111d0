/** Tests of stream sockets. */
@NullMarked
package io.reactivesockets.descriptor.unix;

import org.jspecify.annotations.NullMarked;
