package io.reactivesockets.benchmarks.run;

import io.reactivesockets.benchmarks.peer.Library;

/**
 * One of those that take turns in a row.
 *
 * @param library the library
 * @param transport the transport it runs on
 */
public record Contender(Library library, String transport) {}
