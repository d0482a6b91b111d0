package io.reactivesockets.samples.rsock.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivesockets.tls.CertificateDefect;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The table of defects in docs/tls.md is the whole truth. */
@Tag("once")
class TlsPageTest {

  private static final Path PAGE = Path.of("../../docs/tls.md");

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
