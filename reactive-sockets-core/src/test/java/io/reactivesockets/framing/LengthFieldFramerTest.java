package io.reactivesockets.framing;

import static io.reactivesockets.framing.Failures.assertTooLong;
import static io.reactivesockets.framing.Failures.assertTorn;
import static io.reactivesockets.framing.Failures.assertViolation;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class LengthFieldFramerTest {

  @ParameterizedTest(name = "width {0} {1} offset {2} adjustment {3} header counted {4} strip {5}")
  @CsvSource({
    // width, order, offset, adjustment, counts header, strip, wire, frame
    "1, BIG, 0, 0, false, -, 03 616263, 616263",
    "2, BIG, 0, 0, false, -, 0003 616263, 616263",
    "3, BIG, 0, 0, false, -, 000003 616263, 616263",
    "4, BIG, 0, 0, false, -, 00000003 616263, 616263",
    "8, BIG, 0, 0, false, -, 0000000000000003 616263, 616263",
    "2, LITTLE, 0, 0, false, -, 0300 616263, 616263",
    "3, LITTLE, 0, 0, false, -, 030000 616263, 616263",
    "4, LITTLE, 0, 0, false, -, 03000000 616263, 616263",
    "8, LITTLE, 0, 0, false, -, 0300000000000000 616263, 616263",
    "2, BIG, 0, 0, false, 0, 0003 616263, 0003616263",
    "2, BIG, 0, 0, true, -, 0005 616263, 616263",
    "2, BIG, 0, -2, false, 0, 0005 616263, 0005616263",
    "2, BIG, 2, 0, false, -, cafe 0003 616263, 616263",
    "2, BIG, 2, 0, false, 1, cafe 0003 616263, fe0003616263",
    "2, BIG, 2, 0, false, 2, cafe 0003 616263, 0003616263",
    "3, BIG, 2, 0, true, 0, cafe 000008 616263, cafe000008616263",
    "2, BIG, 1, 1, false, 0, ca 0003 fe 616263, ca0003fe616263",
    "2, BIG, 1, 1, false, 4, ca 0003 fe 616263, 616263",
    "2, LITTLE, 1, -3, true, 4, ca 0a00 fe 616263, 616263",
    "2, BIG, 0, -3, false, -, 0003, ''",
    "1, BIG, 0, 0, false, -, 00, ''",
    "V5, BIG, 0, 0, false, -, 03 616263, 616263",
    "V5, BIG, 0, 0, false, 0, 03 616263, 03616263",
    "V5, BIG, 2, 0, false, -, cafe 03 616263, 616263",
    "V5, BIG, 2, 0, true, -, cafe 06 616263, 616263",
    "V10, BIG, 0, 0, false, -, 8380808000 616263, 616263",
    "V10, BIG, 0, 0, false, -, 83808080808080808000 616263, 616263",
  })
  void decodes_each_variant_in_each_split(
      String width,
      String order,
      int offset,
      int adjustment,
      boolean countsHeader,
      String strip,
      String wire,
      String frame) {
    // given
    LengthFieldFramer.Builder builder =
        Framing.lengthField()
            .order(order.equals("BIG") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN)
            .offset(offset)
            .adjustment(adjustment)
            .lengthIncludesHeader(countsHeader);
    if (width.startsWith("V")) {
      builder.varint(Integer.parseInt(width.substring(1)));
    } else {
      builder.width(Integer.parseInt(width));
    }
    if (!strip.equals("-")) {
      builder.strip(Integer.parseInt(strip));
    }
    LengthFieldFramer framer = builder.build();
    // when two of them follow each other
    Feed.everySplit(
        Bytes.hex(wire + wire).array(),
        1,
        pieces -> {
          Feed.Outcome<ByteBuffer> outcome = Feed.run(framer.newDecoder(), pieces, true);
          // then
          assertThat(outcome.error()).isNull();
          assertThat(outcome.items()).containsExactly(Bytes.hex(frame), Bytes.hex(frame));
        });
  }

  @Test
  void each_frame_has_its_own_length() {
    // given frames and headers of different sizes
    LengthFieldFramer framer = Framing.varintLength(1_000);
    ByteBuffer longest = Bytes.zeros(200);
    Feed.everySplit(
        Bytes.concat(Bytes.hex("03616263 00 0178 c801"), longest, Bytes.hex("0179")).array(),
        7,
        pieces ->
            // when, then
            assertThat(Feed.run(framer.newDecoder(), pieces, true).items())
                .containsExactly(
                    Bytes.text("abc"), Bytes.text(""), Bytes.text("x"), longest, Bytes.text("y")));
  }

  static List<LengthFieldFramer> framers() {
    List<LengthFieldFramer> framers = new ArrayList<>();
    for (int width : new int[] {1, 2, 3, 4, 8}) {
      for (ByteOrder order : List.of(ByteOrder.BIG_ENDIAN, ByteOrder.LITTLE_ENDIAN)) {
        framers.addAll(variants(() -> Framing.lengthField().width(width).order(order)));
      }
      framers.add(strippingBehindTheField(width, false));
      framers.add(strippingBehindTheField(width, true));
    }
    framers.addAll(variants(() -> Framing.lengthField().varint(5)));
    framers.addAll(variants(() -> Framing.lengthField().varint(10)));
    return framers;
  }

  private static List<LengthFieldFramer> variants(Supplier<LengthFieldFramer.Builder> field) {
    List<LengthFieldFramer> variants = new ArrayList<>();
    for (boolean counts : new boolean[] {false, true}) {
      Supplier<LengthFieldFramer.Builder> plain =
          () -> field.get().lengthIncludesHeader(counts).maxFrameBytes(60_000);
      variants.add(plain.get().build());
      variants.add(plain.get().adjustment(-20).build());
      variants.add(plain.get().offset(2).headerPrefix((byte) 1, (byte) 2).build());
      variants.add(plain.get().offset(3).strip(0).build());
      variants.add(plain.get().offset(3).strip(1).headerPrefix((byte) 7).build());
      variants.add(plain.get().offset(1).strip(1).headerPrefix((byte) 7).build());
    }
    return variants;
  }

  private static LengthFieldFramer strippingBehindTheField(int width, boolean counts) {
    return Framing.lengthField()
        .width(width)
        .offset(1)
        .lengthIncludesHeader(counts)
        .adjustment(counts ? 0 : 2)
        .strip(1 + width + 2)
        .headerPrefix((byte) 1)
        .headerSuffix((byte) 8, (byte) 9)
        .maxFrameBytes(60_000)
        .build();
  }

  @ParameterizedTest
  @MethodSource("framers")
  void an_encoded_payload_decodes_to_itself(LengthFieldFramer framer) {
    Random random = new Random(5);
    LengthFieldLayout layout = framer.layout();
    for (int size :
        new int[] {0, 1, 2, 99, 100, 106, 107, 108, 127, 128, 129, 230, 16_384, 50_000}) {
      // given, where the length is kept, a payload that brings its header
      byte[] body = new byte[size];
      random.nextBytes(body);
      ByteBuffer payload = ByteBuffer.wrap(body);
      if (layout.keepsField()) {
        int own = layout.offset() - layout.strip() + layout.field().widthOf(0);
        payload = Bytes.concat(Bytes.zeros(own), payload);
      }
      // when
      ByteBuffer frame;
      try {
        frame = framer.encode(payload);
      } catch (IllegalArgumentException tooBigForTheField) {
        long least = layout.value(layout.offset() + 1L + size, 1);
        assertThat(least < 0 || least > layout.field().maxValue() - 16).isTrue();
        continue;
      }
      List<byte[]> pieces = Feed.randomSplit(Bytes.concat(frame, frame).array(), random, 4_000);
      Feed.Outcome<ByteBuffer> outcome = Feed.run(framer.newDecoder(), pieces, true);
      // then
      assertThat(outcome.error()).isNull();
      assertThat(outcome.items()).hasSize(2);
      ByteBuffer decoded = outcome.items().get(1);
      if (!layout.keepsField()) {
        assertThat(decoded).isEqualTo(payload);
      }
      assertThat(framer.encode(decoded)).isEqualTo(frame);
      assertThat(decoded.slice(decoded.limit() - size, size)).isEqualTo(ByteBuffer.wrap(body));
      assertThat(Bytes.concat(framer.encodeParts(payload).toArray(ByteBuffer[]::new)))
          .isEqualTo(frame);
    }
  }

  @Test
  void a_frame_of_exactly_the_limit_passes_and_one_more_fails_when_its_length_is_known() {
    // given
    LengthFieldFramer framer = Framing.lengthField().width(2).maxFrameBytes(3).build();
    // when, then
    assertThat(
            Feed.run(framer.newDecoder(), List.of(Bytes.hex("0003616263").array()), true).items())
        .containsExactly(Bytes.text("abc"));
    Feed.everySplit(
        Bytes.hex("0004").array(),
        2,
        pieces -> assertTooLong(Feed.run(framer.newDecoder(), pieces, false).error(), 3, 4));
    assertThat(framer.encode(Bytes.text("abc"))).isEqualTo(Bytes.hex("0003616263"));
    assertThatThrownBy(() -> framer.encode(Bytes.text("abcd"))).satisfies(Failures.tooLong(3, 4));
  }

  @Test
  void the_limit_is_on_the_frame_as_emitted() {
    // given frames of which two bytes of four are stripped
    LengthFieldFramer framer = Framing.lengthField().offset(1).width(1).maxFrameBytes(2).build();
    LengthFieldFramer keeping =
        Framing.lengthField().offset(1).width(1).strip(0).maxFrameBytes(4).build();
    byte[] frame = Bytes.hex("aa 02 6162").array();
    byte[] longer = Bytes.hex("aa 03").array();
    // when, then
    assertThat(Feed.run(framer.newDecoder(), List.of(frame), true).items()).hasSize(1);
    assertThat(Feed.run(keeping.newDecoder(), List.of(frame), true).items()).hasSize(1);
    assertTooLong(Feed.run(framer.newDecoder(), List.of(longer), true).error(), 2, 3);
    assertTooLong(Feed.run(keeping.newDecoder(), List.of(longer), true).error(), 4, 5);
  }

  @ParameterizedTest
  @CsvSource({
    "8, ffffffffffffffff",
    "8, 8000000000000000",
    "V10, ffffffffffffffffff01",
    "V10, 80808080808080808001",
  })
  void a_length_beyond_the_range_of_a_long_is_a_violation(String width, String wire) {
    Feed.everySplit(
        Bytes.hex(wire).array(),
        3,
        pieces -> assertViolation(Feed.run(framer(width), pieces, false).error(), "beyond 2^63"));
  }

  @ParameterizedTest
  @CsvSource({
    "V5, 8080808080",
    "V10, ffffffffffffffffffff",
    "V5, ffffffff10",
    "V10, ffffffffffffffffff02",
  })
  void a_varint_with_more_bytes_or_bits_than_allowed_is_a_violation(String width, String wire) {
    Feed.everySplit(
        Bytes.hex(wire).array(),
        4,
        pieces -> assertViolation(Feed.run(framer(width), pieces, false).error(), "more than"));
  }

  @ParameterizedTest
  @CsvSource({
    "4, ffffffff, 4294967295",
    "3, ffffff, 16777215",
    "8, 7fffffffffffff00, 9223372036854775552",
    "V5, ffffffff0f, 4294967295",
  })
  void the_largest_lengths_are_unsigned_and_fail_as_too_long(
      String width, String wire, String size) {
    Feed.Outcome<ByteBuffer> outcome =
        Feed.run(framer(width), List.of(Bytes.hex(wire).array()), false);
    assertThat(outcome.error()).hasMessageContaining(size + " bytes").hasMessageContaining("65536");
  }

  @Test
  void a_length_that_overflows_with_its_adjustment_is_a_violation() {
    LengthFieldFramer framer = Framing.lengthField().width(8).adjustment(100).build();
    assertViolation(
        Feed.run(framer.newDecoder(), List.of(Bytes.hex("7ffffffffffffff0").array()), false)
            .error(),
        "beyond 2^63");
  }

  @Test
  void a_length_less_than_its_own_header_is_a_violation() {
    LengthFieldFramer counting = Framing.lengthField().width(2).lengthIncludesHeader(true).build();
    LengthFieldFramer adjusted = Framing.lengthField().width(2).adjustment(-3).build();
    LengthFieldFramer stripping = Framing.lengthField().width(2).strip(4).build();
    for (LengthFieldFramer framer : List.of(counting, adjusted, stripping)) {
      assertViolation(
          Feed.run(framer.newDecoder(), Feed.singleBytes(Bytes.hex("0001").array()), false).error(),
          "says 1,",
          "less than its header of ");
    }
  }

  @Test
  void a_stream_that_ends_inside_a_header_or_a_body_is_torn() {
    LengthFieldFramer framer = Framing.lengthField().build();
    Feed.everySplit(
        Bytes.hex("000000").array(),
        5,
        pieces -> assertTorn(Feed.run(framer.newDecoder(), pieces, true).error(), 3));
    Feed.everySplit(
        Bytes.hex("00000003 6162").array(),
        6,
        pieces -> assertTorn(Feed.run(framer.newDecoder(), pieces, true).error(), 6));
    assertThat(Feed.run(framer.newDecoder(), List.of(), true).error()).isNull();
  }

  @Test
  void bytes_of_the_next_frame_stay_where_they_are() {
    LengthFieldFramer framer = Framing.lengthField().width(1).build();
    ByteBuffer input = Bytes.hex("01aa 01bb 01");
    ByteDecoder<ByteBuffer> decoder = framer.newDecoder();
    assertThat(decoder.decode(input, false)).isEqualTo(Bytes.hex("aa"));
    assertThat(input).isEqualTo(Bytes.hex("01bb01"));
  }

  @Test
  void a_frame_is_a_copy_of_its_own() {
    ByteBuffer input = Bytes.hex("01aa");
    ByteBuffer frame = Framing.lengthField().width(1).build().newDecoder().decode(input, false);
    input.put(1, (byte) 0);
    assertThat(frame).isEqualTo(Bytes.hex("aa"));
  }

  @Test
  void encoding_sets_the_true_length_in_a_kept_header() {
    // given a type and a flag before the length, which the payload brings along
    LengthFieldFramer framer = Framing.lengthField().offset(2).width(2).strip(0).build();
    // when, then
    assertThat(framer.encode(Bytes.hex("0701 0000 616263")))
        .isEqualTo(Bytes.hex("0701 0003 616263"));
    assertThatThrownBy(() -> framer.encode(Bytes.hex("070100")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("payload: 3 bytes without a whole length field");
    assertThatThrownBy(
            () -> Framing.lengthField().varint(5).strip(0).build().encode(Bytes.hex("8080808080")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("payload: its header has no valid length");
  }

  @Test
  void encoding_refuses_what_the_length_field_cannot_say() {
    LengthFieldFramer framer = Framing.lengthField().width(1).build();
    assertThat(framer.encode(Bytes.zeros(255)).remaining()).isEqualTo(256);
    assertThatThrownBy(() -> framer.encode(Bytes.zeros(256)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("a length of 256 (expected: 0..255");
    assertThatThrownBy(() -> Framing.lengthField().adjustment(2).build().encode(Bytes.zeros(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("a length of -1");
  }

  @Test
  void encoding_does_not_invent_header_bytes() {
    LengthFieldFramer framer = Framing.lengthField().offset(2).build();
    LengthFieldFramer behind = Framing.lengthField().width(1).adjustment(1).strip(2).build();
    assertThatThrownBy(() -> framer.encode(Bytes.zeros(1)))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessageContaining("the 2 bytes before the length field")
        .hasMessageContaining("headerPrefix");
    assertThatThrownBy(() -> behind.encode(Bytes.zeros(1)))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessageContaining("headerSuffix");
  }

  @Test
  void a_varint_that_counts_itself_grows_with_what_it_counts() {
    LengthFieldFramer framer =
        Framing.lengthField().varint(5).lengthIncludesHeader(true).maxFrameBytes(99_999).build();
    assertThat(framer.encode(Bytes.zeros(126)).slice(0, 1)).isEqualTo(Bytes.hex("7f"));
    assertThat(framer.encode(Bytes.zeros(127)).slice(0, 2)).isEqualTo(Bytes.hex("8101"));
    assertThat(framer.encode(Bytes.zeros(16_381)).slice(0, 2)).isEqualTo(Bytes.hex("ff7f"));
    assertThat(framer.encode(Bytes.zeros(16_382)).slice(0, 3)).isEqualTo(Bytes.hex("818001"));
  }

  @Test
  void a_big_payload_is_sent_without_a_copy() {
    ByteBuffer payload = ByteBuffer.allocate(8_192);
    List<ByteBuffer> parts = Framing.lengthField().build().encodeParts(payload);
    assertThat(parts).hasSize(2);
    assertThat(parts.get(1).array()).isSameAs(payload.array());
    assertThat(payload.remaining()).isEqualTo(8_192);
  }

  @Test
  void settings_that_contradict_each_other_are_named() {
    assertThatThrownBy(() -> Framing.lengthField().width(5))
        .hasMessage("width: 5 (expected: 1, 2, 3, 4 or 8)");
    assertThatThrownBy(() -> Framing.lengthField().varint(4))
        .hasMessage("maxBytes: 4 (expected: 5 or 10)");
    assertThatThrownBy(() -> Framing.lengthField().offset(-1))
        .hasMessage("offset: -1 (expected: 0..65536)");
    assertThatThrownBy(() -> Framing.lengthField().offset(1).strip(3).build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("strip: 3 (expected: not inside the length field, bytes 1 to 4)");
    assertThatThrownBy(() -> Framing.lengthField().varint(5).strip(1).build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("strip: 1 (expected: 0..0");
    assertThatThrownBy(() -> Framing.lengthField().offset(2).headerPrefix((byte) 1).build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("headerPrefix: 1 bytes (expected: 2, those stripped)");
    assertThatThrownBy(() -> Framing.lengthField().headerSuffix((byte) 1).build())
        .hasMessage("headerSuffix: 1 bytes (expected: 0, those stripped)");
  }

  private static ByteDecoder<ByteBuffer> framer(String width) {
    LengthFieldFramer.Builder builder = Framing.lengthField();
    return (width.startsWith("V")
            ? builder.varint(Integer.parseInt(width.substring(1)))
            : builder.width(Integer.parseInt(width)))
        .build()
        .newDecoder();
  }
}
