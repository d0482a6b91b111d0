/** Message and stream WebSockets for client and server (RFC 6455, RFC 7692). */
@NullMarked
package io.reactivesockets.websocket;

import org.jspecify.annotations.NullMarked;
