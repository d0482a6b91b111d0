/** What stream and datagram sockets share on a channel; not for users. */
@NullMarked
package io.reactivesockets.channel;

import org.jspecify.annotations.NullMarked;
