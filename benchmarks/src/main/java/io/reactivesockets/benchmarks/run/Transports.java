package io.reactivesockets.benchmarks.run;

import java.util.ArrayList;
import java.util.List;

/** The order of transports in a comparison. */
final class Transports {

  private static final String BASE = "epoll";

  private Transports() {}

  /** Puts epoll, which everybody knows, first. */
  static List<String> baseFirst(List<String> transports) {
    List<String> ordered = new ArrayList<>(transports);
    if (ordered.remove(BASE)) {
      ordered.add(0, BASE);
    }
    return ordered;
  }
}
