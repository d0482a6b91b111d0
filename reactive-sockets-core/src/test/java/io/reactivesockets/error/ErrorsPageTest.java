package io.reactivesockets.error;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivesockets.error.ErrnoNames.Name;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The table in docs/errors.md says what the code does. */
class ErrorsPageTest {
  private static final Path PAGE = Path.of("..", "docs", "errors.md");

  /** One row of the table of statuses. */
  record Row(String status, String windows, String when, List<String> errnos, String retry) {

    static Row of(String line) {
      String[] cells = line.split("\\|", -1);
      List<String> errnos =
          Arrays.stream(cells[4].split(",", -1))
              .map(String::strip)
              .filter(e -> !e.isEmpty())
              .toList();
      return new Row(
          cells[1].strip().replace("`", ""),
          cells[2].strip(),
          cells[3].strip(),
          errnos,
          cells[5].strip());
    }

    @Override
    public String toString() {
      return status;
    }
  }

  static List<Row> rows() throws IOException {
    try (Stream<String> lines = Files.lines(PAGE)) {
      return lines.filter(line -> line.matches("\\| `[A-Z_]+` \\|.*")).map(Row::of).toList();
    }
  }

  @Test
  void each_status_has_one_row_in_the_order_of_the_code() throws IOException {
    assertThat(rows())
        .extracting(Row::status)
        .containsExactlyElementsOf(Stream.of(SocketErrorStatus.values()).map(Enum::name).toList());
  }

  @ParameterizedTest
  @MethodSource("rows")
  void number_and_retry_are_those_of_the_code(Row row) {
    SocketErrorStatus status = SocketErrorStatus.valueOf(row.status());

    assertThat(row.windows())
        .isEqualTo(status.windowsValue().isPresent() ? "" + status.windowsValue().getAsInt() : "");
    assertThat(row.retry()).isEqualTo(status.isTransient() ? "yes" : "no");
    assertThat(row.when()).isNotBlank();
  }

  @ParameterizedTest
  @MethodSource("rows")
  void its_errnos_are_those_that_the_code_takes_for_it(Row row) {
    SocketErrorStatus status = SocketErrorStatus.valueOf(row.status());

    assertThat(row.errnos())
        .containsExactlyInAnyOrderElementsOf(
            ErrnoNames.ALL.stream()
                .filter(name -> Errno.ofLinux(name.linux()) == status)
                .map(Name::name)
                .toList());
  }

  @Test
  void the_first_31_are_those_of_windows_in_its_order() {
    SocketErrorStatus[] statuses = SocketErrorStatus.values();
    for (int i = 0; i < statuses.length; i++) {
      if (i <= 30) {
        assertThat(statuses[i].windowsValue()).hasValue(i);
      } else {
        assertThat(statuses[i].windowsValue()).isEmpty();
      }
    }
  }
}
