package io.reactivesockets.websocket.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** RFC 3629 and RFC 6455 section 8.1, against the JDK's strict decoder. */
class Utf8ValidatorTest {

  private final Utf8Validator validator = new Utf8Validator();

  @Test
  void every_input_of_up_to_three_bytes_is_judged_as_the_jdk_does() {
    for (int length = 0; length <= 3; length++) {
      byte[] bytes = new byte[length];
      for (int value = 0; value < 1 << (8 * length); value++) {
        put(bytes, value);
        if (isValid(bytes) != jdkAccepts(bytes)) {
          throw new AssertionError("judged wrongly: " + Bytes.hex(bytes));
        }
      }
    }
  }

  @Test
  void every_four_byte_character_and_its_neighbours_are_judged_as_the_jdk_does() {
    byte[] bytes = new byte[4];
    int[] tails = {0x7F, 0x80, 0x8F, 0x90, 0xA0, 0xBF, 0xC0};
    for (int lead = 0xEE; lead <= 0xFF; lead++) {
      for (int second = 0; second < 256; second++) {
        for (int third : tails) {
          for (int fourth : tails) {
            put(bytes, lead << 24 | second << 16 | third << 8 | fourth);
            assertThat(isValid(bytes)).as(Bytes.hex(bytes)).isEqualTo(jdkAccepts(bytes));
          }
        }
      }
    }
  }

  @Test
  void a_piece_is_refused_exactly_when_no_valid_text_begins_with_it() {
    // given: the beginnings of all characters
    Set<String> beginnings = new HashSet<>();
    for (int point = 0; point <= Character.MAX_CODE_POINT; point++) {
      if (point < Character.MIN_SURROGATE || point > Character.MAX_SURROGATE) {
        byte[] character = Bytes.utf8(Character.toString(point));
        for (int length = 1; length < character.length; length++) {
          beginnings.add(Bytes.hex(character).substring(0, 2 * length));
        }
      }
    }
    for (int length = 1; length <= 3; length++) {
      byte[] bytes = new byte[length];
      for (int value = 0; value < 1 << (8 * length); value++) {
        put(bytes, value);
        if (bytes[0] >= 0) {
          continue;
        }
        // when
        validator.reset();
        boolean accepted = validator.accept(bytes, 0, length);
        // then
        boolean torn = beginnings.contains(Bytes.hex(bytes));
        if (accepted && !validator.isComplete() && validator.tornBytes() == length && !torn) {
          throw new AssertionError("kept waiting by " + Bytes.hex(bytes));
        }
        if (!accepted && torn) {
          throw new AssertionError("refused too early: " + Bytes.hex(bytes));
        }
      }
    }
  }

  @Test
  void random_text_is_accepted_however_it_is_cut() {
    Random random = new Random(7);
    for (int round = 0; round < 2_000; round++) {
      byte[] bytes = Bytes.utf8(randomText(random, 1 + random.nextInt(60)));
      validator.reset();
      int from = 0;
      while (from < bytes.length) {
        int to = from + 1 + random.nextInt(bytes.length - from);
        assertThat(validator.accept(bytes, from, to)).isTrue();
        assertThat(validator.tornBytes()).isEqualTo(tornBytes(bytes, to));
        from = to;
      }
      assertThat(validator.isComplete()).isTrue();
    }
  }

  @Test
  void random_damage_is_judged_as_the_jdk_does_however_it_is_cut() {
    Random random = new Random(11);
    for (int round = 0; round < 20_000; round++) {
      byte[] bytes = Bytes.utf8(randomText(random, 1 + random.nextInt(40)));
      bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
      int cut = random.nextInt(bytes.length + 1);
      validator.reset();
      boolean accepted =
          validator.accept(bytes, 0, cut)
              && validator.accept(bytes, cut, bytes.length)
              && validator.isComplete();
      assertThat(accepted).as(Bytes.hex(bytes)).isEqualTo(jdkAccepts(bytes));
    }
  }

  @Test
  void long_text_is_judged_as_the_jdk_does_however_it_is_damaged_and_cut() {
    Random random = new Random(13);
    for (int round = 0; round < 5_000; round++) {
      // given: dense text, or such with stretches of ASCII in between
      String gap = round % 2 == 0 ? "" : "a".repeat(random.nextInt(100));
      String text = randomText(random, 400) + gap + randomText(random, random.nextInt(800));
      byte[] bytes = Bytes.utf8(text);
      if (random.nextBoolean()) {
        bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
      }
      int from = random.nextInt(bytes.length);
      int to = from + random.nextInt(bytes.length - from + 1);
      // when
      validator.reset();
      boolean accepted =
          validator.accept(bytes, 0, from)
              && validator.accept(bytes, from, to)
              && validator.accept(bytes, to, bytes.length)
              && validator.isComplete();
      // then
      if (accepted != jdkAccepts(bytes)) {
        throw new AssertionError("judged wrongly: " + Bytes.hex(bytes));
      }
    }
  }

  @Test
  void a_fault_is_found_wherever_it_stands_in_a_long_text() {
    byte[] text = Bytes.utf8("数ä🚀aé據".repeat(120));
    for (String fault :
        new String[] {
          "80",
          "C080",
          "C1BF",
          "E08080",
          "E09FBF",
          "EDA080",
          "EDBFBF",
          "F0808080",
          "F08FBFBF",
          "F4908080",
          "F5808080",
          "FF",
          "C2",
          "E0A0",
          "F09080",
          "BFBFBFBF"
        }) {
      byte[] wrong = HexFormat.of().parseHex(fault);
      for (int at = 0; at < text.length; at++) {
        if (Utf8Automaton.isTail(text[at])) {
          continue;
        }
        byte[] bytes = Arrays.copyOf(text, text.length + wrong.length);
        System.arraycopy(wrong, 0, bytes, at, wrong.length);
        System.arraycopy(text, at, bytes, at + wrong.length, text.length - at);

        boolean valid = isValid(bytes);

        if (valid) {
          throw new AssertionError(fault + " at " + at);
        }
      }
    }
  }

  @Test
  void every_sequence_of_up_to_three_bytes_is_judged_the_same_in_four_stretches() {
    // given: a stretch of text, in which the sequence stands across the joint of two
    byte[] around = Bytes.utf8("ä".repeat(40));
    byte[] bytes = new byte[around.length + 3];
    for (int at = 18; at <= 22; at += 2) {
      for (int value = 0; value < 1 << 24; value += 0x101) {
        System.arraycopy(around, 0, bytes, 0, at);
        bytes[at] = (byte) (value >> 16);
        bytes[at + 1] = (byte) (value >> 8);
        bytes[at + 2] = (byte) value;
        System.arraycopy(around, at, bytes, at + 3, around.length - at);

        int inFour = Utf8Automaton.runInFour(Utf8Automaton.WHOLE, bytes, 0, bytes.length);

        if (inFour != Utf8Automaton.run(Utf8Automaton.WHOLE, bytes, 0, bytes.length)) {
          throw new AssertionError("judged wrongly: " + Bytes.hex(bytes));
        }
      }
    }
  }

  private boolean isValid(byte[] bytes) {
    validator.reset();
    return validator.accept(bytes, 0, bytes.length) && validator.isComplete();
  }

  private static void put(byte[] bytes, int value) {
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (value >> (8 * (bytes.length - 1 - i)));
    }
  }

  /** How many bytes of an unfinished character end at {@code to}, in valid text. */
  private static int tornBytes(byte[] bytes, int to) {
    if (to == bytes.length || (bytes[to] & 0xC0) != 0x80) {
      return 0;
    }
    int start = to;
    while ((bytes[start] & 0xC0) == 0x80) {
      start--;
    }
    return to - start;
  }

  private static String randomText(Random random, int characters) {
    int[][] ranges = {{0, 0x7F}, {0, 0x7F}, {0x80, 0x7FF}, {0x800, 0xD7FF}, {0xE000, 0x10FFFF}};
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < characters; i++) {
      int[] range = ranges[random.nextInt(ranges.length)];
      text.appendCodePoint(range[0] + random.nextInt(range[1] - range[0] + 1));
    }
    return text.toString();
  }

  private final CharsetDecoder jdk =
      StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .onUnmappableCharacter(CodingErrorAction.REPORT);

  private final CharBuffer decoded = CharBuffer.allocate(8_192);

  private boolean jdkAccepts(byte[] bytes) {
    return !jdk.reset().decode(ByteBuffer.wrap(bytes), decoded.clear(), true).isError();
  }
}
