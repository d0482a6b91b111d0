package io.reactivesockets.benchmarks.run;

import io.reactivesockets.benchmarks.peer.Library;
import io.reactivesockets.transport.Transport;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/** Runs a suite: the libraries against each other on each transport, then ours on each. */
public final class SuiteRun {

  private final Suite suite;
  private final Plan plan;
  private final PrintStream out;
  private final Children children;
  private final Processors processors;

  public SuiteRun(Suite suite, Plan plan, PrintStream out) throws IOException {
    this.suite = suite;
    this.plan = plan;
    this.out = out;
    this.processors = Processors.ofThisProcess();
    this.children = new Children(suite, plan, processors);
  }

  /** Runs it all, which prints as it goes. */
  public void run() throws IOException {
    out.println("## " + suite.name());
    out.println();
    out.println("```");
    out.println(Environment.describe(children, processors, plan));
    out.println("```");
    Neighbours neighbours = Neighbours.start(plan.neighbours(), processors);
    try {
      runRows();
    } finally {
      neighbours.end();
    }
  }

  private void runRows() throws IOException {
    List<Row> rows = rows();
    List<String> transports = transports();
    for (String transport : transports) {
      compareLibraries(rows, transport);
    }
    if (transports.size() > 1 && libraries().contains(Library.REACTIVE_SOCKETS)) {
      compareTransports(rows, transports);
    }
  }

  private List<Row> rows() {
    return plan.rows().isEmpty() ? suite.rows() : plan.rows().stream().map(suite::row).toList();
  }

  private List<Library> libraries() {
    return plan.libraries().isEmpty() ? suite.libraries() : plan.libraries();
  }

  private List<String> transports() {
    List<String> here = Transport.available();
    return plan.transports().isEmpty()
        ? here
        : plan.transports().stream().filter(here::contains).toList();
  }

  private void compareLibraries(List<Row> rows, String transport) throws IOException {
    List<Contender> contenders = new ArrayList<>();
    for (Library library : libraries()) {
      if (!suite.has(library, transport)) {
        continue;
      }
      contenders.add(Contender.ofThisBuild(library.label(), library, transport));
    }
    if (!plan.earlier().isEmpty()) {
      contenders.add(new Contender("earlier", Library.REACTIVE_SOCKETS, transport, plan.earlier()));
    }
    Report report = new Report(out, contenders);
    report.begin(suite.name() + " on " + transport);
    for (Row row : rows) {
      for (Result result : measure(row, contenders)) {
        report.add(result);
      }
    }
  }

  private void compareTransports(List<Row> rows, List<String> transports) throws IOException {
    List<Contender> contenders =
        Transports.baseFirst(transports).stream()
            .map(name -> Contender.ofThisBuild(name, Library.REACTIVE_SOCKETS, name))
            .toList();
    Report report = new Report(out, contenders);
    report.begin(suite.name() + ": " + Library.REACTIVE_SOCKETS.label() + " on each transport");
    for (Row row : rows) {
      if (row.measure() != Row.Measure.MEMORY) {
        measure(row, contenders).forEach(report::add);
      }
    }
  }

  private List<Result> measure(Row row, List<Contender> contenders) throws IOException {
    return switch (row.measure()) {
      case WORK, WORK_AND_LOSS -> new WorkRow(row, plan, children).run(contenders);
      case MEMORY -> new MemoryRow(row, plan, children).run(contenders);
    };
  }
}
