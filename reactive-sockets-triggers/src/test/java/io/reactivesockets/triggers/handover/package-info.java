/** Tests of the hand-over between processes. */
@NullMarked
package io.reactivesockets.triggers.handover;

import org.jspecify.annotations.NullMarked;
