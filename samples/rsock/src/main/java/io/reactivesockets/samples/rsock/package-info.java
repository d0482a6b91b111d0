/** rsock, a reactive netcat. */
@NullMarked
package io.reactivesockets.samples.rsock;

import org.jspecify.annotations.NullMarked;
