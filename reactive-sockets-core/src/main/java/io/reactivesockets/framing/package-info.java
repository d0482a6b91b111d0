/** Cuts byte streams into frames and back, with limits. */
@NullMarked
package io.reactivesockets.framing;

import org.jspecify.annotations.NullMarked;
