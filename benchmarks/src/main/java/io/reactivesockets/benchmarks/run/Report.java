package io.reactivesockets.benchmarks.run;

import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Prints a table, line by line as the results come. */
final class Report {

  private final PrintStream out;
  private final List<Contender> contenders;

  /**
   * @param contenders the base first
   */
  Report(PrintStream out, List<Contender> contenders) {
    this.out = out;
    this.contenders = List.copyOf(contenders);
  }

  void begin(String title) {
    String base = contenders.get(0).label();
    String ratios =
        contenders.stream()
            .skip(1)
            .map(Contender::label)
            .map(label -> " " + label + " / " + base + " |")
            .collect(Collectors.joining());
    out.println();
    out.println("### " + title);
    out.println();
    out.println("| row | " + base + " |" + ratios + " server busy |");
    out.println("|---|---:|" + " ---: |".repeat(contenders.size() - 1) + "---|");
    out.flush();
  }

  void add(Result result) {
    Contender base = contenders.get(0);
    String ratios =
        contenders.stream()
            .skip(1)
            .map(contender -> " " + told(result, contender, base) + " |")
            .collect(Collectors.joining());
    out.println(
        "| "
            + result.title()
            + " | "
            + told(result, base)
            + " |"
            + ratios
            + " "
            + busy(result)
            + " |");
    out.flush();
  }

  private static String told(Result result, Contender base) {
    Series values = result.values(base);
    return result.areShares()
        ? values.asShare()
        : String.format(Locale.ROOT, "%,.0f %s", values.median(), result.unit());
  }

  private static String told(Result result, Contender contender, Contender base) {
    return result.areShares()
        ? result.values(contender).asShare()
        : result.ratio(contender, base).asRatio();
  }

  private String busy(Result result) {
    return contenders.stream()
        .map(result.utilisation()::get)
        .filter(java.util.Objects::nonNull)
        .map(share -> String.format(Locale.ROOT, "%.0f %%", share * 100))
        .collect(Collectors.joining(", "));
  }
}
