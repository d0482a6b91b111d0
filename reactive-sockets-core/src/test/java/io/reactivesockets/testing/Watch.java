package io.reactivesockets.testing;

import java.util.List;

/** One kind of thing that a test class must not leave behind, seen from the start of the class. */
interface Watch {

  /** Notes what is there after the named test, so that a leftover can be laid at its door. */
  default void afterTest(String test) {}

  /** Describes what the class has left behind up to now; empty when it is clean. */
  List<String> leftovers();
}
