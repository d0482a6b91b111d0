/** Tests of the broker. */
@NullMarked
package io.reactivesockets.triggers.broker;

import org.jspecify.annotations.NullMarked;
