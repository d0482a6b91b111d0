/**
 * What a broker and its applications say to each other, and the connection they say it on; not for
 * users.
 */
@NullMarked
package io.reactivesockets.triggers.wire;

import org.jspecify.annotations.NullMarked;
