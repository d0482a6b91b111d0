package io.reactivesockets.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.reactivesockets.benchmarks.run.Row;
import io.reactivesockets.benchmarks.run.Suite;
import io.reactivesockets.benchmarks.run.SuiteRun;
import io.reactivesockets.benchmarks.tcp.TcpSuite;
import io.reactivesockets.benchmarks.tls.TlsSuite;
import io.reactivesockets.benchmarks.udp.UdpSuite;
import io.reactivesockets.benchmarks.ws.WsClientSuite;
import io.reactivesockets.benchmarks.ws.WsSuite;
import io.reactivesockets.tls.TlsEngine;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** That the load runs run; what they measure in so short a time means nothing. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "processor time is read from /proc")
@Timeout(600)
class SuiteSmokeTest {

  private static final boolean LONG = "long".equals(System.getProperty("benchmarks"));

  static Stream<Suite> suites() {
    return Stream.of(
        new TcpSuite(),
        new TlsSuite(TlsEngine.JDK),
        new UdpSuite(),
        new WsSuite(),
        new WsClientSuite());
  }

  @ParameterizedTest(name = "{displayName} [{0}]")
  @MethodSource("suites")
  void rows_of_every_kind_run(Suite suite) throws IOException {
    Collection<Row> rows = ofEveryKind(suite);
    String names = rows.stream().map(Row::name).collect(Collectors.joining(","));

    String report =
        run(suite, "--smoke", "--transports", "nio", "--libraries", "ours", "--rows", names);

    for (Row row : rows) {
      assertThat(report).containsPattern("(?m)^\\| " + Pattern.quote(row.title()));
    }
  }

  /** One for each thing that a server does; all with {@code -Dbenchmarks=long}. */
  private static Collection<Row> ofEveryKind(Suite suite) {
    if (LONG) {
      return suite.rows();
    }
    Map<String, Row> kinds = new LinkedHashMap<>();
    for (Row row : suite.rows()) {
      kinds.putIfAbsent(row.measure() + " " + row.service(), row);
    }
    return kinds.values();
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

  @Test
  void the_servers_of_all_libraries_speak_tls() throws IOException {
    for (TlsEngine engine : TlsEngine.values()) {
      String report =
          run(new TlsSuite(engine), "--smoke", "--transports", "nio", "--rows", "echo-1");

      assertThat(report).contains("| row | netty | reactor / netty | ours / netty |");
    }
  }

  @Test
  void every_library_takes_datagrams_and_what_is_lost_is_told() throws IOException {
    String report =
        run(
            new UdpSuite(),
            "--smoke",
            "--transports",
            "epoll",
            "--rows",
            enough("half-64", "half-64,echo-1"));

    assertThat(report)
        .contains("netty-recvmmsg / netty | netty-gro / netty | reactor / netty")
        .containsPattern("at half of capacity: lost \\| \\*\\*[0-9.]+ %");
  }

  @Test
  void all_libraries_speak_websocket_on_either_end() throws IOException {
    String servers =
        run(
            new WsSuite(),
            "--smoke",
            "--transports",
            "epoll",
            "--rows",
            enough("text-16k", "text-16k,deflate-echo-64"));
    assertThat(servers).contains("ours / netty | vertx / netty | java-websocket / netty | jetty");
    String clients =
        run(new WsClientSuite(), "--smoke", "--transports", "epoll", "--rows", "text-16k");
    assertThat(clients).contains("ours / netty | java-websocket / netty | jdk / netty");
  }

  private static String enough(String rows, String all) {
    return LONG ? all : rows;
  }

  private static String run(String... arguments) throws IOException {
    return run(new TcpSuite(), arguments);
  }

  private static String run(Suite suite, String... arguments) throws IOException {
    ByteArrayOutputStream report = new ByteArrayOutputStream();
    try (PrintStream out = new PrintStream(report, true, UTF_8)) {
      new SuiteRun(suite, Options.parse(arguments).plan(), out).run();
    }
    return report.toString(UTF_8);
  }
}
