/** A network inside the JVM, and peers that follow a script. */
@NullMarked
package io.reactivesockets.test;

import org.jspecify.annotations.NullMarked;
