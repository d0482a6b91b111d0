/** TLS: its options, the ways into it from plain protocols, and a look at what a server shows. */
@NullMarked
package io.reactivesockets.samples.rsock.tls;

import org.jspecify.annotations.NullMarked;
