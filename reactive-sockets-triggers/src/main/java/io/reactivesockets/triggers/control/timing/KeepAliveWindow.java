package io.reactivesockets.triggers.control.timing;

import java.time.Duration;

/**
 * The window in which a timer went off.
 *
 * @param length how long it is; zero for a timer that was exact
 * @param early how much before its due time the timer went off to be in it
 */
public record KeepAliveWindow(Duration length, Duration early) {}
