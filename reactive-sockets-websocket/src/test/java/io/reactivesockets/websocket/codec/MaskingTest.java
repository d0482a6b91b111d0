package io.reactivesockets.websocket.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** RFC 6455 section 5.3. */
class MaskingTest {

  @Test
  void bytes_of_any_length_and_place_are_masked_as_the_rfc_says() {
    int key = 0x3D21FA37;
    for (int from = 0; from < 9; from++) {
      for (int length = 0; length < 70; length++) {
        byte[] bytes = Bytes.random(from + length + 5, length);
        byte[] expected = bytes.clone();
        for (int i = 0; i < length; i++) {
          expected[from + i] ^= (byte) (key >> (8 * (i % 4)));
        }
        Masking.apply(bytes, from, from + length, key);
        assertThat(bytes).isEqualTo(expected);
      }
    }
  }

  @Test
  void masking_in_pieces_equals_masking_at_once() {
    int key = 0xC0FFEE42;
    for (int cut = 0; cut <= 40; cut++) {
      byte[] whole = Bytes.random(40, 3);
      byte[] pieces = whole.clone();
      Masking.apply(whole, 0, 40, key);
      Masking.apply(pieces, 0, cut, key);
      Masking.apply(pieces, cut, 40, Masking.advance(key, cut));
      assertThat(pieces).isEqualTo(whole);
    }
  }

  @Test
  void a_single_byte_that_is_not_ascii_is_seen_wherever_it_stands() {
    for (int length = 1; length < 40; length++) {
      byte[] bytes = new byte[length];
      assertThat(Masking.isAscii(Masking.apply(bytes, 0, length, 0))).isTrue();
      for (int i = 0; i < length; i++) {
        bytes[i] = (byte) 0x80;
        assertThat(Masking.isAscii(Masking.apply(bytes, 0, length, 0))).isFalse();
        bytes[i] = 0;
      }
    }
  }

  @Test
  void masks_do_not_repeat_and_use_all_bits() {
    Set<Integer> seen = new HashSet<>();
    int set = 0;
    int unset = 0;
    for (int i = 0; i < 20_000; i++) {
      int mask = MaskSource.current().next();
      seen.add(mask);
      set |= mask;
      unset |= ~mask;
    }
    // A few chance repeats in 20,000 draws of 2^32 are less likely than one in a thousand.
    assertThat(seen.size()).isGreaterThan(19_990);
    assertThat(set).isEqualTo(-1);
    assertThat(unset).isEqualTo(-1);
  }

  @Test
  void two_threads_draw_different_masks() throws InterruptedException {
    Set<Integer> seen = new HashSet<>();
    for (int i = 0; i < 2; i++) {
      Thread thread =
          new Thread(
              () -> {
                for (int j = 0; j < 1_000; j++) {
                  seen.add(MaskSource.current().next());
                }
              });
      thread.start();
      thread.join();
    }
    assertThat(seen.size()).isGreaterThan(1_990);
  }
}
