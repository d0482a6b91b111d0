/**
 * What the machine's network looks like, and what a change of it means for a connection; not for
 * users.
 */
@NullMarked
package io.reactivesockets.triggers.control.network;

import org.jspecify.annotations.NullMarked;
