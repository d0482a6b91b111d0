/** Host names, addresses, services and adapters. */
@NullMarked
package io.reactivesockets.host;

import org.jspecify.annotations.NullMarked;
