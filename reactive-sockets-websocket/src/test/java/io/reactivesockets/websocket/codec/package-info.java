@NullMarked
package io.reactivesockets.websocket.codec;

import org.jspecify.annotations.NullMarked;
