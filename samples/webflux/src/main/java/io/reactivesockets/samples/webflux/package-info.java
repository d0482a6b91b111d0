/** A WebFlux service with a page: a chat room and a ticker on WebSockets. */
@NullMarked
package io.reactivesockets.samples.webflux;

import org.jspecify.annotations.NullMarked;
