/** What the system tells of changes of this machine's network; not for users. */
@NullMarked
package io.reactivesockets.host.signals;

import org.jspecify.annotations.NullMarked;
