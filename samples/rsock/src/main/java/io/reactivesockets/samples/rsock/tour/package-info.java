/** A tour of the library: short scenes on loopback, each of which does real work. */
@NullMarked
package io.reactivesockets.samples.rsock.tour;

import org.jspecify.annotations.NullMarked;
