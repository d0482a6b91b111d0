/** Tests of the service, by HTTP, by WebSocket clients and by a browser. */
@NullMarked
package io.reactivesockets.samples.webflux;

import org.jspecify.annotations.NullMarked;
