package io.reactivesockets.framing;

import static io.reactivesockets.framing.Failures.assertViolation;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TextFramerTest {

  @ParameterizedTest
  @ValueSource(strings = {"UTF-8", "ISO-8859-1", "windows-1252", "GB18030", "Shift_JIS"})
  void lines_of_text_come_back_in_each_split(String charset) {
    // given
    TextFramer framer = Framing.lines(Charset.forName(charset));
    List<String> lines =
        charset.equals("UTF-8")
            ? List.of("grüße", "", "\uFFFD is a character", "\uD83D\uDE00")
            : List.of("plain", "", "words");
    byte[] input = lines.stream().map(framer::encode).reduce(Bytes::concat).orElseThrow().array();
    Feed.everySplit(
        input,
        1,
        pieces -> {
          // when
          Feed.Outcome<String> outcome = Feed.run(framer.newDecoder(), pieces, true);
          // then
          assertThat(outcome.error()).isNull();
          assertThat(outcome.items()).isEqualTo(lines);
        });
  }

  @ParameterizedTest
  @CsvSource({
    "UTF-8, 61c328, 1, 3",
    "UTF-8, eda080, 0, 3",
    "UTF-8, c0af, 0, 2",
    "UTF-8, 6161e282, 2, 4",
    "US-ASCII, 6180, 1, 2",
    "windows-1252, 616281, 2, 3",
    "Shift_JIS, 61fd, 1, 2",
  })
  void malformed_bytes_are_an_error_that_says_where(String charset, String hex, int at, int size) {
    // given one good line, then the bad one
    byte[] input = Bytes.hex("6f6b0a" + hex + "0a").array();
    // when
    Feed.Outcome<String> outcome =
        Feed.run(Framing.lines(Charset.forName(charset)).newDecoder(), List.of(input), true);
    // then
    assertThat(outcome.items()).containsExactly("ok");
    assertViolation(
        outcome.error(), "byte " + at + " of a frame of " + size + " is not " + charset);
  }

  @Test
  void characters_that_the_charset_lacks_are_refused() {
    assertThatThrownBy(() -> Framing.lines(StandardCharsets.ISO_8859_1).encode("€"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("text: has a character that ISO-8859-1 lacks (expected: none)");
    assertThatThrownBy(() -> Framing.lines(StandardCharsets.UTF_8).encode("\uD800"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTF-16", "UTF-16LE", "UTF-32", "IBM037"})
  void charsets_in_which_a_line_feed_is_not_one_byte_are_refused_for_lines(String charset) {
    assertThatThrownBy(() -> Framing.lines(Charset.forName(charset)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("charset: " + charset);
  }

  @Test
  void any_framer_may_carry_text_of_any_charset() {
    TextFramer framer = Framing.lengthField().width(2).build().text(StandardCharsets.UTF_16LE);
    assertThat(framer.encode("hi")).isEqualTo(Bytes.hex("0004 68006900"));
    assertThat(Feed.run(framer.newDecoder(), List.of(framer.encode("hi\n").array()), true).items())
        .containsExactly("hi\n");
    assertThat(framer.charset()).isEqualTo(StandardCharsets.UTF_16LE);
  }

  @Test
  void the_limit_is_in_bytes() {
    TextFramer framer = Framing.lines(StandardCharsets.UTF_8, 4);
    assertThat(framer.encode("éé").remaining()).isEqualTo(5);
    assertThatThrownBy(() -> framer.encode("ééé")).satisfies(Failures.tooLong(4, 6));
    assertThat(framer.newDecoder().maxPendingBytes()).isEqualTo(6);
  }
}
