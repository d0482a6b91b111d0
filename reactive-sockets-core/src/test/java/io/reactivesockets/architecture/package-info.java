/** The rules of the house that the compiler does not know. */
@NullMarked
package io.reactivesockets.architecture;

import org.jspecify.annotations.NullMarked;
