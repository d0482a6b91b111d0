/** Long-lived connections kept alive for the least cost: control channels. */
@NullMarked
package io.reactivesockets.triggers.control;

import org.jspecify.annotations.NullMarked;
