/** One thread, its clocks, and timers that fall into windows. */
@NullMarked
package io.reactivesockets.triggers.control.timing;

import org.jspecify.annotations.NullMarked;
