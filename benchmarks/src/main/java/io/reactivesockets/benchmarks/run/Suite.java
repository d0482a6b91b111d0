package io.reactivesockets.benchmarks.run;

import io.reactivesockets.benchmarks.peer.Library;
import io.reactivesockets.benchmarks.peer.Peer;
import java.util.List;

/** Rows that are measured with the same peers: one kind of socket. */
public interface Suite {

  /** The word by which the command line knows it. */
  String name();

  /** The rows, in the order of the report. */
  List<Row> rows();

  /** The libraries that take part; the first is what the ratios refer to. */
  default List<Library> libraries() {
    return List.of(Library.NETTY, Library.REACTOR_NETTY, Library.REACTIVE_SOCKETS);
  }

  /** Whether a library takes part on a transport. */
  default boolean has(Library library, String transport) {
    return true;
  }

  /** Options of the command line that hold unless it says otherwise. */
  default List<String> defaults() {
    return List.of();
  }

  /** The server of a library, one of {@link #libraries()}. */
  Peer peer(Library library);

  /** What to throw at whoever asks for another library. */
  static IllegalArgumentException takesNoPart(Library library) {
    return new IllegalArgumentException("library: " + library + " (takes no part in this suite)");
  }

  /** Finds a row. */
  default Row row(String rowName) {
    return rows().stream()
        .filter(row -> row.name().equals(rowName))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "row: "
                        + rowName
                        + " (expected: one of "
                        + rows().stream().map(Row::name).toList()
                        + ")"));
  }
}
