package io.reactivesockets.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.reactivesockets.benchmarks.run.Row;
import io.reactivesockets.benchmarks.run.SuiteRun;
import io.reactivesockets.benchmarks.tcp.TcpSuite;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** That the load runs run; what they measure in so short a time means nothing. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "processor time is read from /proc")
@Timeout(600)
class SuiteSmokeTest {

  @Test
  void every_row_of_tcp_runs() throws IOException {
    String report = run("--smoke", "--transports", "nio", "--libraries", "ours");

    for (Row row : new TcpSuite().rows()) {
      assertThat(report).containsPattern("(?m)^\\| " + java.util.regex.Pattern.quote(row.title()));
    }
  }

  @Test
  void the_libraries_are_shown_as_ratios_over_netty() throws IOException {
    String report = run("--smoke", "--transports", "nio", "--rows", "pipelined-messages");

    assertThat(report)
        .contains("| row | netty | reactor / netty | ours / netty | server busy |")
        .containsPattern("messages/CPU s \\| \\*\\*[0-9.]+\\*\\* \\([0-9.]+–[0-9.]+\\) \\|");
  }

  @Test
  void a_report_tells_what_it_depends_on() throws IOException {
    String report =
        run("--smoke", "--transports", "nio", "--rows", "echo-1", "--libraries", "ours");

    assertThat(report)
        .contains("JDK " + System.getProperty("java.vm.version"))
        .contains("Linux " + System.getProperty("os.version"))
        .contains("-Dio.netty.leakDetection.level=disabled");
  }

  private static String run(String... arguments) throws IOException {
    ByteArrayOutputStream report = new ByteArrayOutputStream();
    try (PrintStream out = new PrintStream(report, true, UTF_8)) {
      new SuiteRun(new TcpSuite(), Options.parse(arguments).plan(), out).run();
    }
    return report.toString(UTF_8);
  }
}
