/**
 * Bytes to frames and back (RFC 6455 section 5, RFC 7692): the part of a WebSocket that knows
 * neither sockets nor publishers. Not exported.
 */
@NullMarked
package io.reactivesockets.websocket.codec;

import org.jspecify.annotations.NullMarked;
