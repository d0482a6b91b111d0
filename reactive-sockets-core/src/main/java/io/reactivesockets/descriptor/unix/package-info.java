/** Messages with descriptors over Unix-domain sockets; not for users. */
@NullMarked
package io.reactivesockets.descriptor.unix;

import org.jspecify.annotations.NullMarked;
