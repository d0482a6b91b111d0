@NullMarked
package io.reactivesockets.triggers.wire;

import org.jspecify.annotations.NullMarked;
