package io.reactivesockets.samples.rsock.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivesockets.tls.CertificateDefect;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What docs/tls.md shows compiles, and its table of defects is the whole truth. */
@Tag("once")
class TlsPageTest {

  private static final Path PAGE = Path.of("../../docs/tls.md");
  private static final Pattern JAVA =
      Pattern.compile("^```java\\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);

  private static final String PROGRAM =
      """
      import static java.nio.charset.StandardCharsets.UTF_8;
      import io.reactivesockets.framing.*;
      import io.reactivesockets.stream.*;
      import io.reactivesockets.tls.*;
      import java.nio.ByteBuffer;
      import java.nio.file.Path;
      import java.security.cert.X509Certificate;
      import reactor.core.publisher.*;

      public abstract class Page {
        ByteBuffer request;
        StreamSocket socket;
        Path chain;
        Path key;
        Path file;
        char[] password;
        String base64OfTheKeysDigest;

        abstract Mono<Boolean> lookUp(X509Certificate certificate);
      %s
      }
      """;

  @TempDir Path directory;

  @Test
  void every_example_compiles() throws IOException {
    List<String> examples =
        JAVA.matcher(Files.readString(PAGE)).results().map(found -> found.group(1)).toList();
    String methods =
        IntStream.range(0, examples.size())
            .mapToObj(i -> "void example" + i + "() {\n" + examples.get(i) + "}\n")
            .collect(Collectors.joining());
    Path source = directory.resolve("Page.java");
    Files.writeString(source, PROGRAM.formatted(methods));

    assertThat(examples).hasSizeGreaterThan(5);
    Compilation.compile(source, directory);
  }

  @Test
  void the_table_names_every_defect_with_its_severity() throws IOException {
    String page = Files.readString(PAGE);

    assertThat(Arrays.asList(CertificateDefect.values()))
        .allSatisfy(
            defect ->
                assertThat(page)
                    .containsPattern(
                        "(?m)^\\| `"
                            + defect
                            + "` \\|.*\\| "
                            + defect.severity().name().toLowerCase(Locale.ROOT)));
  }
}
