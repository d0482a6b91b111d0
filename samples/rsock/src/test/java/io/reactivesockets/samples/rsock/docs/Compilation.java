package io.reactivesockets.samples.rsock.docs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.util.Optional;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/** Compiles what a page shows, with the class path of the tests. */
final class Compilation {

  private Compilation() {}

  /** Fails with the complaints of the compiler if there are any. */
  static void compile(Path source, Path into) {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    ByteArrayOutputStream complaints = new ByteArrayOutputStream();
    String classPath =
        Optional.ofNullable(System.getProperty("surefire.test.class.path"))
            .orElseGet(() -> System.getProperty("java.class.path"));

    int result =
        compiler.run(
            null,
            complaints,
            complaints,
            "-proc:none",
            "-classpath",
            classPath,
            "-d",
            into.toString(),
            source.toString());

    assertThat(result).as(complaints.toString(UTF_8)).isZero();
  }
}
