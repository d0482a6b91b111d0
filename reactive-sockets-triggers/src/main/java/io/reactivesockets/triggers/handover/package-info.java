/** Live sockets go from a process to its successor. */
@NullMarked
package io.reactivesockets.triggers.handover;

import org.jspecify.annotations.NullMarked;
