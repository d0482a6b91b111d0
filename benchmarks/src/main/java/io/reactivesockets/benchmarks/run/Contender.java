package io.reactivesockets.benchmarks.run;

import io.reactivesockets.benchmarks.peer.Library;

/**
 * One of those that take turns in a row.
 *
 * @param label what a report calls it
 * @param library the library
 * @param transport the transport it runs on
 * @param classPath where its code is
 */
public record Contender(String label, Library library, String transport, String classPath) {

  /** One of this build. */
  static Contender ofThisBuild(String label, Library library, String transport) {
    return new Contender(label, library, transport, System.getProperty("java.class.path"));
  }
}
