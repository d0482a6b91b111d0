/** Names and addresses: hosts, services, adapters of this machine, and where a socket may go. */
@NullMarked
package io.reactivesockets.host;

import org.jspecify.annotations.NullMarked;
