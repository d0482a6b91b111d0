/** The tool as its users run it: the packaged jar, in processes of their own. */
@NullMarked
package io.reactivesockets.samples.rsock;

import org.jspecify.annotations.NullMarked;
