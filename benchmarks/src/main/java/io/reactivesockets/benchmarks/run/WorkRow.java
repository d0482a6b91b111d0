package io.reactivesockets.benchmarks.run;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** Measures a row of work: all servers stay up, and have their turn in every round. */
final class WorkRow {

  private final Row row;
  private final Plan plan;
  private final Children children;

  WorkRow(Row row, Plan plan, Children children) {
    this.row = row;
    this.plan = plan;
    this.children = children;
  }

  /** A contender in this row. */
  private record Entrant(Contender contender, Server server, List<Turn> turns) {}

  List<Result> run(List<Contender> contenders) throws IOException {
    List<Entrant> entrants = new ArrayList<>();
    try (Generator generator = children.generator(row)) {
      for (Contender contender : contenders) {
        entrants.add(new Entrant(contender, children.server(row, contender), new ArrayList<>()));
      }
      for (Entrant entrant : entrants) {
        generator.measure(entrant.server(), 0, plan.warmUpMillis());
      }
      takeTurns(generator, entrants);
      return results(entrants);
    } finally {
      entrants.forEach(entrant -> entrant.server().close());
    }
  }

  private void takeTurns(Generator generator, List<Entrant> entrants) throws IOException {
    List<Entrant> order = new ArrayList<>(entrants);
    for (int round = 0; round < plan.rounds(); round++) {
      for (Entrant entrant : order) {
        entrant
            .turns()
            .add(generator.measure(entrant.server(), plan.rampMillis(), plan.turnMillis()));
        rest();
      }
      // Nobody always comes first, or after the same other one.
      Collections.rotate(order, 1);
      if (round % entrants.size() == 0) {
        Collections.swap(order, 0, order.size() - 1);
      }
    }
  }

  private void rest() throws IOException {
    try {
      Thread.sleep(plan.restMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private List<Result> results(List<Entrant> entrants) {
    Map<Contender, Double> utilisation = new LinkedHashMap<>();
    for (Entrant entrant : entrants) {
      utilisation.put(entrant.contender(), series(entrant, Turn::utilisation).median());
    }
    Map<Contender, Series> work = all(entrants, Turn::workPerCpuSecond);
    Result result = Result.ratios(row.title(), row.unit() + "/CPU s", work, utilisation);
    if (row.measure() != Row.Measure.WORK_AND_LOSS) {
      return List.of(result);
    }
    return List.of(
        result, Result.shares(row.title() + ": lost", all(entrants, Turn::lost), utilisation));
  }

  private static Map<Contender, Series> all(
      List<Entrant> entrants, ToDoubleFunction<Turn> property) {
    Map<Contender, Series> all = new LinkedHashMap<>();
    for (Entrant entrant : entrants) {
      all.put(entrant.contender(), series(entrant, property));
    }
    return all;
  }

  private static Series series(Entrant entrant, ToDoubleFunction<Turn> property) {
    return new Series(entrant.turns().stream().mapToDouble(property).boxed().toList());
  }
}
