package io.reactivesockets.samples.rsock.docs;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;

/** The Java code of a page. */
final class Snippets {

  private static final Pattern JAVA =
      Pattern.compile("^```java\\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);

  private Snippets() {}

  /** Returns what stands in the blocks of a page, in their order. */
  static List<String> of(Path page) throws IOException {
    return JAVA.matcher(Files.readString(page)).results().map(block -> block.group(1)).toList();
  }

  /**
   * Compiles a class against what the tests see.
   *
   * @return what the compiler complains of; empty if it does not
   */
  static String compile(Path directory, String name, String source) throws IOException {
    Path file = directory.resolve(name + ".java");
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
