/** Tests of framing. */
@NullMarked
package io.reactivesockets.framing;

import org.jspecify.annotations.NullMarked;
