package io.reactivesockets.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivesockets.error.SocketErrorStatus;
import io.reactivesockets.error.SocketPhase;
import io.reactivesockets.transport.TransportControl;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What docs/connecting.md says of defaults and statuses is what the code says. */
class ConnectingPageTest {

  private static final Path PAGE = Path.of("..", "docs", "connecting.md");
  private static final Pattern SETTING = Pattern.compile("`(\\w+Control\\.\\w+)` \\| (\\d+) s \\|");

  @Test
  void the_deadlines_are_the_defaults() throws IOException {
    // given
    List<String> told =
        SETTING
            .matcher(Files.readString(PAGE))
            .results()
            .map((MatchResult row) -> row.group(1) + " " + row.group(2))
            .toList();
    // when
    Duration connect = StreamSocketControl.defaults().connectTimeout();
    Duration proxy = ProxyControl.http("proxy.example", 80).build().connectTimeout();
    Duration query = TransportControl.builder().build().queryTimeout();
    // then
    assertThat(told)
        .containsExactly(
            "StreamSocketControl.connectTimeout " + connect.toSeconds(),
            "ProxyControl.connectTimeout " + proxy.toSeconds(),
            "TransportControl.queryTimeout " + query.toSeconds());
  }

  @Test
  void its_statuses_exist() throws IOException {
    List<String> known =
        Stream.concat(
                Arrays.stream(SocketErrorStatus.values()), Arrays.stream(SocketPhase.values()))
            .map(Enum::toString)
            .toList();
    assertThat(
            Pattern.compile("`([A-Z]+(?:_[A-Z]+)+)`")
                .matcher(Files.readString(PAGE))
                .results()
                .map(found -> found.group(1))
                .filter(name -> !name.startsWith("SO_")))
        .isNotEmpty()
        .isSubsetOf(known);
  }
}
