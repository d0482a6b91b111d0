@NullMarked
package io.reactivesockets.samples.rsock.tls;

import org.jspecify.annotations.NullMarked;
