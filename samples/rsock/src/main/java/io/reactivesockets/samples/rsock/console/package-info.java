/** What every command shares: standard streams with back-pressure, options, exit codes. */
@NullMarked
package io.reactivesockets.samples.rsock.console;

import org.jspecify.annotations.NullMarked;
