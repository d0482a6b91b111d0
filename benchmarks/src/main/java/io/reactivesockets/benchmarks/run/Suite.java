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

  /** The server of a library. */
  Peer peer(Library library);

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
