/** Tests of what the system tells of its network. */
@NullMarked
package io.reactivesockets.host.signals;

import org.jspecify.annotations.NullMarked;
