/** Protection of streams: levels, credentials, trust, and certificate verdicts as data. */
@NullMarked
package io.reactivesockets.tls;

import org.jspecify.annotations.NullMarked;
