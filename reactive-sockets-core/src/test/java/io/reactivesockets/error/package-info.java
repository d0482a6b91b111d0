/** Tests of errors, many of them provoked for real. */
@NullMarked
package io.reactivesockets.error;

import org.jspecify.annotations.NullMarked;
