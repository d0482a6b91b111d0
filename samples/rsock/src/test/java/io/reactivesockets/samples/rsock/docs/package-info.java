/** What the documents say is true. */
@NullMarked
package io.reactivesockets.samples.rsock.docs;

import org.jspecify.annotations.NullMarked;
