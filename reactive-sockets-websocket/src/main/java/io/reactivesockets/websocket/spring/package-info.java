/**
 * WebSockets in Spring WebFlux: our sockets at its endpoints, its sessions on our sockets, and our
 * client behind its interface.
 */
@NullMarked
package io.reactivesockets.websocket.spring;

import org.jspecify.annotations.NullMarked;
