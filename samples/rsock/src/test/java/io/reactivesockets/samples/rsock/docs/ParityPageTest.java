package io.reactivesockets.samples.rsock.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The page that says what each member of Windows.Networking.Sockets is here. */
@Tag("once")
class ParityPageTest {

  private static final Path PAGE = Path.of("../../docs/windows-networking-sockets.md");
  private static final String MEMBERS = "/windows-networking-sockets-members.txt";

  private static final Pattern MEMBER_ROW =
      Pattern.compile("^\\| `([^`]+)` \\| (.*?) \\| (.*?) ?\\|$", Pattern.MULTILINE);
  private static final Pattern JAVA_NAME = Pattern.compile("`(io\\.reactivesockets\\.[^`]+)`");
  private static final Pattern JAVA_CELL = Pattern.compile("`[^`]+`(, `[^`]+`)*");
  private static final String NONE = "none";

  /**
   * One row of the page.
   *
   * @param member of the namespace
   * @param java what the row says it is here
   * @param note what else it says
   */
  private record Row(String member, String java, String note) {}

  @Test
  void each_member_of_the_namespace_has_exactly_one_row_and_nothing_else_has() throws IOException {
    assertThat(rows().stream().map(Row::member))
        .containsExactlyInAnyOrderElementsOf(members())
        .hasSize(378);
  }

  @Test
  void each_row_names_java_or_the_reason_for_none() throws IOException {
    assertThat(rows())
        .allSatisfy(
            row -> {
              if (row.java().equals(NONE)) {
                assertThat(row.note()).as(row.member()).isNotBlank();
              } else {
                assertThat(row.java()).as(row.member()).matches(JAVA_CELL);
              }
            });
  }

  @Test
  void each_java_name_on_the_page_exists_and_is_public() throws IOException {
    List<String> names =
        JAVA_NAME.matcher(page()).results().map((MatchResult name) -> name.group(1)).toList();

    assertThat(names).isNotEmpty();
    assertThat(names.stream().filter(name -> !JavaName.exists(name))).isEmpty();
  }

  private static List<Row> rows() throws IOException {
    return MEMBER_ROW
        .matcher(page())
        .results()
        .map(row -> new Row(row.group(1), row.group(2), row.group(3)))
        .toList();
  }

  private static List<String> members() throws IOException {
    try (InputStream list = ParityPageTest.class.getResourceAsStream(MEMBERS)) {
      assertThat(list).isNotNull();
      return new String(list.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    }
  }

  private static String page() throws IOException {
    return Files.readString(PAGE);
  }
}
