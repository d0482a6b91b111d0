/** Tests of sockets that outlive their process. */
@NullMarked
package io.reactivesockets.triggers.activity;

import org.jspecify.annotations.NullMarked;
