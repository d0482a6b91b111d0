/** How sockets of every kind find addresses, ports and servers; not for users. */
@NullMarked
package io.reactivesockets.transport.internal;

import org.jspecify.annotations.NullMarked;
