/** Tests of the adapters to Spring WebFlux, on real servers. */
@NullMarked
package io.reactivesockets.websocket.spring;

import org.jspecify.annotations.NullMarked;
