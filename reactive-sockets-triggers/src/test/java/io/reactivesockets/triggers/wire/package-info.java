/** Tests of the protocol. */
@NullMarked
package io.reactivesockets.triggers.wire;

import org.jspecify.annotations.NullMarked;
