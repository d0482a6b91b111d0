/** Control channels on the command line. */
@NullMarked
package io.reactivesockets.samples.rsock.channel;

import org.jspecify.annotations.NullMarked;
