/**
 * Test support shared by all modules: what a test may not leave behind, external peers, hosts of
 * its own, bad links.
 */
@NullMarked
package io.reactivesockets.testing;

import org.jspecify.annotations.NullMarked;
