/** Sockets that a broker keeps while their application is down. */
@NullMarked
package io.reactivesockets.triggers.activity;

import org.jspecify.annotations.NullMarked;
