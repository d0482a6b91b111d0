/** Tests of what is read of the network. */
@NullMarked
package io.reactivesockets.triggers.control.network;

import org.jspecify.annotations.NullMarked;
