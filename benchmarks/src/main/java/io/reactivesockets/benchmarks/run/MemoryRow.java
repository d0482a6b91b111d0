package io.reactivesockets.benchmarks.run;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Measures a row of memory: a new server for each contender in each round. */
final class MemoryRow {

  private final Row row;
  private final Plan plan;
  private final Children children;

  MemoryRow(Row row, Plan plan, Children children) {
    this.row = row;
    this.plan = plan;
    this.children = children;
  }

  /** Gives two results: objects, and memory besides the heap. */
  List<Result> run(List<Contender> contenders) throws IOException {
    Map<Contender, List<Double>> heap = new LinkedHashMap<>();
    Map<Contender, List<Double>> besides = new LinkedHashMap<>();
    for (int round = 0; round < plan.memoryRounds(); round++) {
      for (Contender contender : contenders) {
        Server.Memory each = eachConnection(contender);
        heap.computeIfAbsent(contender, c -> new ArrayList<>()).add((double) each.heap());
        besides.computeIfAbsent(contender, c -> new ArrayList<>()).add((double) each.resident());
      }
    }
    return List.of(
        result(row.title() + ", live objects", heap),
        result(row.title() + ", RSS besides the heap", besides));
  }

  private Server.Memory eachConnection(Contender contender) throws IOException {
    try (Server server = children.server(row, contender);
        Generator generator = children.generator(row)) {
      generator.measure(server, 0, plan.warmUpMillis());
      Server.Memory before = server.memory();
      generator.hold(server, plan.connections());
      Server.Memory after = server.memory();
      generator.drop();
      // A page of noise must not become a ratio of nothing to nothing.
      return new Server.Memory(
          Math.max(1, (after.heap() - before.heap()) / plan.connections()),
          Math.max(1, (after.resident() - before.resident()) / plan.connections()));
    }
  }

  private static Result result(String title, Map<Contender, List<Double>> lists) {
    Map<Contender, Series> values = new LinkedHashMap<>();
    lists.forEach((contender, list) -> values.put(contender, new Series(list)));
    return new Result(title, "B/connection", values, Map.of());
  }
}
