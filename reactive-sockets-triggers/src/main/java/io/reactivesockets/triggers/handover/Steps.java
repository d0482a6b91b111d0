package io.reactivesockets.triggers.handover;

import java.util.function.Consumer;

/** The steps of the protocol, so that tests can stop a process at each. */
final class Steps {

  static volatile Consumer<String> watch = step -> {};

  private Steps() {}

  static void reached(String step) {
    watch.accept(step);
  }
}
