/** Tests of the meters. */
@NullMarked
package io.reactivesockets.micrometer;

import org.jspecify.annotations.NullMarked;
