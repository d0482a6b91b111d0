/** One thread, its clocks, and timers that fall into windows; not for users. */
@NullMarked
package io.reactivesockets.triggers.control.timing;

import org.jspecify.annotations.NullMarked;
