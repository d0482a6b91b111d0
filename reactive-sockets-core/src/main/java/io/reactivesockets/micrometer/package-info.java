/**
 * Meters of Micrometer for sockets; needs {@code micrometer-core}, which is an optional dependency.
 */
@NullMarked
package io.reactivesockets.micrometer;

import org.jspecify.annotations.NullMarked;
