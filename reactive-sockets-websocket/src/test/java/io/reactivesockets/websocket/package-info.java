@NullMarked
package io.reactivesockets.websocket;

import org.jspecify.annotations.NullMarked;
