/** Breaks a rule of the house on purpose, to show that the rule sees it. */
@NullMarked
package io.reactivesockets.architecture.bad.stream;

import org.jspecify.annotations.NullMarked;
