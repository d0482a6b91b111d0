package io.reactivesockets.triggers.control;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The code that docs/control-channel.md shows compiles as it stands there, as bodies of methods.
 */
@Tag("once")
class ControlChannelPageTest {

  private static final Path PAGE = Path.of("..", "docs", "control-channel.md");
  private static final Pattern JAVA =
      Pattern.compile("^```java\\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);

  private static final String BEGIN =
      """
      import static java.nio.charset.StandardCharsets.UTF_8;
      import io.reactivesockets.datagram.*;
      import io.reactivesockets.stream.*;
      import io.reactivesockets.tls.*;
      import io.reactivesockets.triggers.activity.*;
      import io.reactivesockets.triggers.control.*;
      import io.reactivesockets.triggers.parking.*;
      import io.reactivesockets.websocket.*;
      import java.net.URI;
      import java.nio.file.Path;
      import java.time.Duration;
      import reactor.core.publisher.*;

      class Snippets {
        ControlChannelTrigger trigger;
        Flux<String> tokens;
      """;

  private static final String EACH =
      """
        void snippet%d() throws Exception {
      %s
        }
      """;

  @TempDir Path directory;

  @Test
  void each_snippet_compiles() throws IOException {
    List<String> snippets =
        JAVA.matcher(Files.readString(PAGE)).results().map(block -> block.group(1)).toList();
    assertThat(snippets).isNotEmpty();
    StringBuilder source = new StringBuilder(BEGIN);
    for (int i = 0; i < snippets.size(); i++) {
      source.append(EACH.formatted(i, snippets.get(i)));
    }
    assertThat(compile(source.append("}\n").toString())).isEmpty();
  }

  private String compile(String source) throws IOException {
    Path file = directory.resolve("Snippets.java");
    Files.writeString(file, source);
    ByteArrayOutputStream complaints = new ByteArrayOutputStream();
    String classPath =
        Optional.ofNullable(System.getProperty("surefire.test.class.path"))
            .orElseGet(() -> System.getProperty("java.class.path"));
    ToolProvider.getSystemJavaCompiler()
        .run(
            null,
            complaints,
            complaints,
            "-proc:none",
            "-nowarn",
            "-classpath",
            classPath,
            "-d",
            directory.toString(),
            file.toString());
    return complaints.toString(UTF_8);
  }
}
