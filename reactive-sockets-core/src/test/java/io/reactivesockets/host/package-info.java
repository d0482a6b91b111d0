/** Tests of names and addresses. */
@NullMarked
package io.reactivesockets.host;

import org.jspecify.annotations.NullMarked;
