/** Plays every family of cases of a fuzzing peer against echoes on either end of a WebSocket. */
@NullMarked
package io.reactivesockets.websocket.conformance;

import org.jspecify.annotations.NullMarked;
