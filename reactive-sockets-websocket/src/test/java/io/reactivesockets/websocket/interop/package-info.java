/** Other people's WebSockets as peers. */
@NullMarked
package io.reactivesockets.websocket.interop;

import org.jspecify.annotations.NullMarked;
