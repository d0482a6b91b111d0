/** Messages with descriptors over Unix-domain sockets. */
@NullMarked
package io.reactivesockets.descriptor.unix;

import org.jspecify.annotations.NullMarked;
