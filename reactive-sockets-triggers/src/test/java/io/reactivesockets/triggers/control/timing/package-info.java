/** Tests of timers, in virtual time. */
@NullMarked
package io.reactivesockets.triggers.control.timing;

import org.jspecify.annotations.NullMarked;
