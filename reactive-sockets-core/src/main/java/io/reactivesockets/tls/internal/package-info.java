/** How TLS is put on a channel: for our own modules only. */
@NullMarked
package io.reactivesockets.tls.internal;

import org.jspecify.annotations.NullMarked;
