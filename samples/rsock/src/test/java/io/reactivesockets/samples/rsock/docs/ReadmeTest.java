package io.reactivesockets.samples.rsock.docs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What README.md shows runs as it stands there, and what it points to is there. */
@Tag("once")
class ReadmeTest {

  private static final Path ROOT = Path.of("../..");
  private static final Path README = ROOT.resolve("README.md");
  private static final Pattern LINK = Pattern.compile("\\]\\((?!https?:)([^)#]+)");

  private static final String PROGRAM =
      """
      import static java.nio.charset.StandardCharsets.UTF_8;
      import io.reactivesockets.stream.*;
      import reactor.core.publisher.*;

      public class Example {
        public static void main(String[] args) {
      %s
        }
      }
      """;

  @TempDir Path directory;

  @Test
  void the_example_compiles_and_prints_what_it_says() throws Exception {
    String lines = only(Snippets.of(README));

    assertThat(Snippets.compile(directory, "Example", PROGRAM.formatted(lines))).isEmpty();

    assertThat(outputOfMain("Example")).isEqualTo("reactive sockets");
  }

  @Test
  void every_link_leads_somewhere() throws IOException {
    List<String> links =
        LINK.matcher(Files.readString(README)).results().map(link -> link.group(1)).toList();

    assertThat(links).isNotEmpty().allSatisfy(link -> assertThat(ROOT.resolve(link)).exists());
  }

  private static String only(List<String> found) {
    assertThat(found).hasSize(1);
    return found.get(0);
  }

  private String outputOfMain(String name) throws Exception {
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    PrintStream before = System.out;
    URL[] classes = {directory.toUri().toURL()};
    try (URLClassLoader loader = new URLClassLoader(classes, getClass().getClassLoader());
        PrintStream captured = new PrintStream(printed, true, UTF_8)) {
      System.setOut(captured);
      loader.loadClass(name).getMethod("main", String[].class).invoke(null, (Object) new String[0]);
    } finally {
      System.setOut(before);
    }
    return printed.toString(UTF_8);
  }
}
