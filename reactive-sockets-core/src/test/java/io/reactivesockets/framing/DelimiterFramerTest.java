package io.reactivesockets.framing;

import static io.reactivesockets.framing.Failures.assertTooLong;
import static io.reactivesockets.framing.Failures.assertTorn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class DelimiterFramerTest {

  @Test
  void lines_end_with_lf_or_crlf_and_may_be_empty() {
    // given
    String input = "one\r\ntwo\n\n\r\nth\rree\n\r\r\n";
    Feed.everySplit(
        bytes(input),
        1,
        pieces -> {
          // when
          Feed.Outcome<ByteBuffer> outcome =
              Feed.run(Framing.lines(100).newDecoder(), pieces, true);
          // then
          assertThat(texts(outcome)).containsExactly("one", "two", "", "", "th\rree", "\r");
          assertThat(outcome.error()).isNull();
        });
  }

  @Test
  void frames_keep_their_delimiter_on_request() {
    Feed.everySplit(
        bytes("one\r\ntwo\n\r\n"),
        2,
        pieces -> {
          Feed.Outcome<ByteBuffer> outcome =
              Feed.run(Framing.lines(100).keepDelimiter().newDecoder(), pieces, true);
          assertThat(texts(outcome)).containsExactly("one\r\n", "two\n", "\r\n");
        });
  }

  @Test
  void an_unterminated_last_frame_fails_and_says_how_much_was_left() {
    Feed.everySplit(
        bytes("one\ntwo"),
        3,
        pieces -> {
          Feed.Outcome<ByteBuffer> outcome =
              Feed.run(Framing.lines(100).newDecoder(), pieces, true);
          assertThat(texts(outcome)).containsExactly("one");
          assertTorn(outcome.error(), 3);
        });
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void an_unterminated_last_frame_is_emitted_on_request(boolean keep) {
    DelimiterFramer stripping = Framing.lines(100).emitUnterminated();
    DelimiterFramer framer = keep ? stripping.keepDelimiter() : stripping;
    Feed.everySplit(
        bytes("one\ntwo\r"),
        4,
        pieces -> {
          Feed.Outcome<ByteBuffer> outcome = Feed.run(framer.newDecoder(), pieces, true);
          assertThat(texts(outcome)).containsExactly(keep ? "one\n" : "one", "two\r");
          assertThat(outcome.error()).isNull();
        });
  }

  @Test
  void nothing_is_emitted_for_a_stream_that_ends_behind_a_delimiter_or_at_once() {
    DelimiterFramer framer = Framing.lines(100).emitUnterminated();
    assertThat(Feed.run(framer.newDecoder(), List.of(), true).items()).isEmpty();
    assertThat(texts(Feed.run(framer.newDecoder(), List.of(bytes("a\n")), true)))
        .containsExactly("a");
  }

  @Test
  void the_longest_of_several_delimiters_at_one_place_wins_even_if_it_comes_late() {
    // given delimiters that begin alike
    DelimiterFramer framer = Framing.delimiter(100, "--=", "--", "-+-+-");
    Feed.everySplit(
        bytes("a--=b--c-+-+-d-+-+e---=f--"),
        5,
        pieces -> {
          Feed.Outcome<ByteBuffer> outcome = Feed.run(framer.newDecoder(), pieces, true);
          // then
          assertThat(texts(outcome)).containsExactly("a", "b", "c", "d-+-+e", "-=f");
          assertThat(outcome.error()).isNull();
        });
  }

  @Test
  void a_delimiter_that_may_be_longer_waits_for_the_byte_that_decides() {
    // given
    DelimiterFramer framer = Framing.delimiter(100, "\r\n", "\r");
    ByteDecoder<ByteBuffer> decoder = framer.newDecoder();
    // when, then
    assertThat(Feed.run(decoder, List.of(bytes("a\r")), false))
        .isEqualTo(new Feed.Outcome<>(List.of(), null, 2));
    assertThat(texts(Feed.run(decoder, List.of(bytes("a\rb")), false))).containsExactly("a");
    assertThat(texts(Feed.run(framer.newDecoder(), List.of(bytes("a\r")), true)))
        .containsExactly("a");
  }

  @ParameterizedTest
  @ValueSource(longs = {11, 12, 13, 14, 15, 16})
  void agrees_with_a_plain_reference_on_random_delimiters_and_input(long seed) {
    Random random = new Random(seed);
    for (int round = 0; round < 400; round++) {
      // given a small alphabet, so that delimiters overlap each other and themselves
      String[] delimiters = new String[1 + random.nextInt(4)];
      for (int i = 0; i < delimiters.length; i++) {
        delimiters[i] = randomText(random, 1 + random.nextInt(4));
      }
      DelimiterFramer framer;
      try {
        framer = Framing.delimiter(1 + random.nextInt(12), delimiters);
      } catch (IllegalArgumentException firstIsAPrefix) {
        continue;
      }
      DelimiterFramer emitting = framer.emitUnterminated();
      String input = randomText(random, random.nextInt(40));
      List<String> expected = new ArrayList<>();
      boolean fits = reference(input, delimiters, framer.maxFrameBytes(), expected);
      for (int split = 0; split < 8; split++) {
        // when
        List<byte[]> pieces =
            split == 0
                ? Feed.singleBytes(bytes(input))
                : Feed.randomSplit(bytes(input), random, 1 + 4 * split);
        Feed.Outcome<ByteBuffer> outcome = Feed.run(emitting.newDecoder(), pieces, true);
        // then
        assertThat(texts(outcome)).as("%s in %s", framer, input).isEqualTo(expected);
        assertThat(outcome.error() == null).as("%s in %s", framer, input).isEqualTo(fits);
      }
    }
  }

  /** Leftmost, then longest; returns whether all frames are within the limit. */
  private static boolean reference(
      String input, String[] delimiters, int maxFrameBytes, List<String> frames) {
    int start = 0;
    int at = 0;
    while (at < input.length()) {
      int longest = 0;
      for (String delimiter : delimiters) {
        if (input.startsWith(delimiter, at)) {
          longest = Math.max(longest, delimiter.length());
        }
      }
      if (longest == 0) {
        at++;
        continue;
      }
      if (at - start > maxFrameBytes) {
        return false;
      }
      frames.add(input.substring(start, at));
      at += longest;
      start = at;
    }
    if (at - start > maxFrameBytes) {
      return false;
    }
    if (at > start) {
      frames.add(input.substring(start, at));
    }
    return true;
  }

  @Test
  void a_frame_of_exactly_the_limit_passes() {
    Feed.everySplit(
        bytes("1234567890\r\n1234567890\n"),
        6,
        pieces ->
            assertThat(texts(Feed.run(Framing.lines(10).newDecoder(), pieces, true)))
                .containsExactly("1234567890", "1234567890"));
  }

  @Test
  void a_frame_one_byte_longer_fails_as_soon_as_no_delimiter_can_come_in_time() {
    // given
    ByteDecoder<ByteBuffer> decoder = Framing.lines(10).newDecoder();
    // when
    Feed.Outcome<ByteBuffer> inTime =
        Feed.run(decoder, Feed.singleBytes(bytes("1234567890\r")), false);
    Feed.Outcome<ByteBuffer> tooLate =
        Feed.run(
            Framing.lines(10).newDecoder(), Feed.singleBytes(bytes("1234567890\rx yz")), false);
    Feed.Outcome<ByteBuffer> whole =
        Feed.run(Framing.lines(10).newDecoder(), List.of(bytes("12345678901\n")), false);
    // then
    assertThat(inTime.error()).isNull();
    assertTooLong(tooLate.error(), 10, 12);
    assertTooLong(whole.error(), 10, 12);
  }

  @Test
  void the_limit_counts_a_delimiter_that_is_kept() {
    DelimiterFramer framer = Framing.lines(10).keepDelimiter();
    Feed.everySplit(
        bytes("123456789\n12345678\r\n"),
        7,
        pieces -> assertThat(Feed.run(framer.newDecoder(), pieces, true).items()).hasSize(2));
    Feed.everySplit(
        bytes("123456789\r\n"),
        8,
        pieces -> assertTooLong(Feed.run(framer.newDecoder(), pieces, true).error(), 10, 11));
    assertThatThrownBy(() -> Framing.lines(1).keepDelimiter())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("maxFrameBytes: 1 (expected: at least 2");
  }

  @Test
  @Timeout(60)
  void scanning_byte_by_byte_takes_linear_time() {
    // given four million bytes that all might start the delimiter, and a view that grows by one
    int size = 4_000_000;
    DelimiterFramer framer = Framing.delimiter(size, "aab");
    ByteDecoder<ByteBuffer> decoder = framer.newDecoder();
    ByteBuffer input = ByteBuffer.allocate(size + 1);
    Arrays.fill(input.array(), (byte) 'a');
    input.put(size, (byte) 'b');
    // when
    List<Integer> sizes = new ArrayList<>();
    for (int end = 0; end <= size + 1; end++) {
      ByteBuffer frame = decoder.decode(input.limit(end), false);
      if (frame != null) {
        sizes.add(frame.remaining());
      }
    }
    // then
    assertThat(sizes).containsExactly(size - 2);
  }

  static List<DelimiterFramer> framers() {
    return List.of(
        Framing.lines(64),
        Framing.lines(64).keepDelimiter(),
        Framing.delimiter(64, "\0"),
        Framing.delimiter(64, "ab", "ba", "c"),
        Framing.delimiter(64, "aab").keepDelimiter(),
        Framing.delimiter(64, "\r\n", "\n", "\r", "\u0085").keepDelimiter());
  }

  @ParameterizedTest
  @MethodSource("framers")
  void an_encoded_payload_decodes_to_itself_or_is_refused(DelimiterFramer framer) {
    Random random = new Random(9);
    boolean keeps = framer.keepsDelimiter();
    int accepted = 0;
    for (int round = 0; round < 3_000; round++) {
      // given
      String payload =
          randomText(random, random.nextInt(6)) + "\r\nabc\0 ".charAt(random.nextInt(7));
      String frame;
      try {
        frame = Bytes.text(framer.encode(Bytes.text(payload)));
      } catch (IllegalArgumentException refused) {
        // then a decoder would not have given it back
        String joined = payload + Bytes.text(ByteBuffer.wrap(framer.delimiters().preferred()));
        DelimiterFramer stripping = new DelimiterFramer(64, framer.delimiters());
        assertThat(texts(Feed.run(stripping.newDecoder(), List.of(bytes(joined)), false)))
            .isNotEqualTo(List.of(payload));
        continue;
      }
      accepted++;
      // then it is given back, alone and followed by others
      String expected = keeps ? frame : payload;
      assertThat(texts(Feed.run(framer.newDecoder(), Feed.singleBytes(bytes(frame)), true)))
          .containsExactly(expected);
      assertThat(frame).startsWith(payload);
      assertThat(texts(Feed.run(framer.newDecoder(), List.of(bytes(frame + "x" + frame)), true)))
          .startsWith(expected);
    }
    assertThat(accepted).isGreaterThan(100);
  }

  @Test
  void encoding_appends_the_first_delimiter_unless_a_kept_one_is_there() {
    assertThat(Bytes.text(Framing.lines(9).encode(Bytes.text("a")))).isEqualTo("a\n");
    DelimiterFramer keeping = Framing.lines(9).keepDelimiter();
    assertThat(Bytes.text(keeping.encode(Bytes.text("a")))).isEqualTo("a\n");
    assertThat(Bytes.text(keeping.encode(Bytes.text("a\n")))).isEqualTo("a\n");
    assertThat(Bytes.text(keeping.encode(Bytes.text("a\r\n")))).isEqualTo("a\r\n");
  }

  @Test
  void a_payload_with_a_delimiter_inside_is_refused_so_that_nobody_can_inject_a_frame() {
    assertThatThrownBy(() -> Framing.lines(99).encode(Bytes.text("RCPT a\r\nDATA")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("payload: a delimiter at byte 6 of 12 (expected: none inside)");
    assertThatThrownBy(() -> Framing.lines(99).encode(Bytes.text("ends with CR\r")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("byte 12 of 13");
    assertThatThrownBy(() -> Framing.lines(99).keepDelimiter().encode(Bytes.text("a\nb\n")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("byte 1 of 4");
  }

  @Test
  void encoding_checks_the_limit_at_its_edge() {
    DelimiterFramer framer = Framing.lines(10);
    assertThat(framer.encode(Bytes.zeros(10)).remaining()).isEqualTo(11);
    assertThatThrownBy(() -> framer.encode(Bytes.zeros(11))).satisfies(Failures.tooLong(10, 11));
    assertThat(framer.keepDelimiter().encode(Bytes.zeros(9)).remaining()).isEqualTo(10);
    assertThatThrownBy(() -> framer.keepDelimiter().encode(Bytes.zeros(10)))
        .satisfies(Failures.tooLong(10, 11));
  }

  @Test
  void a_big_payload_is_sent_without_a_copy() {
    // given
    ByteBuffer payload = ByteBuffer.allocate(8_192);
    // when
    List<ByteBuffer> parts = Framing.lines(10_000).encodeParts(payload);
    // then
    assertThat(parts).hasSize(2);
    assertThat(parts.get(0).array()).isSameAs(payload.array());
    assertThat(Bytes.concat(parts.toArray(ByteBuffer[]::new)))
        .isEqualTo(Framing.lines(10_000).encode(payload));
    assertThat(Framing.lines(10_000).encodeParts(payload.limit(8_191))).hasSize(1);
  }

  @Test
  void encoding_leaves_the_payload_as_it_is_and_shares_no_memory() {
    // given
    ByteBuffer payload = Bytes.text("xxabcxx").position(2).limit(5);
    // when
    ByteBuffer frame = Framing.lines(10).encode(payload);
    payload.put(2, (byte) '!');
    // then
    assertThat(payload.position()).isEqualTo(2);
    assertThat(Bytes.text(frame)).isEqualTo("abc\n");
    assertThat(Bytes.text(Framing.lines(10).encode(payload.asReadOnlyBuffer()))).isEqualTo("!bc\n");
  }

  @Test
  void wrong_arguments_are_named() {
    assertThatThrownBy(() -> Framing.lines(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("maxFrameBytes: 0 (expected: 1..1073741824)");
    assertThatThrownBy(() -> Framing.delimiter(9, new byte[][] {}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("delimiters: none");
    assertThatThrownBy(() -> Framing.delimiter(9, "\n", ""))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("delimiters: an empty one");
    assertThatThrownBy(() -> Framing.delimiter(9, "\r", "\r\n"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("delimiters: the first, 0x0d, begins 0x0d0a (expected: the longer one first)");
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static List<String> texts(Feed.Outcome<ByteBuffer> outcome) {
    return outcome.items().stream().map(Bytes::text).toList();
  }

  private static String randomText(Random random, int length) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < length; i++) {
      text.append((char) ('a' + random.nextInt(3)));
    }
    return text.toString();
  }
}
