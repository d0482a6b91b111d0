/** Where WebSockets meet Reactor Netty: routes of an {@code HttpServer}. */
@NullMarked
package io.reactivesockets.websocket.netty;

import org.jspecify.annotations.NullMarked;
