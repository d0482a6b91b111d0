package io.reactivesockets.framing;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ByteSearchTest {

  @Test
  void finds_each_byte_value_at_each_place_among_its_neighbours() {
    for (int value = 0; value < 256; value++) {
      for (int place = 0; place < 20; place++) {
        // given a buffer of values that differ in one bit, or by one, from the one looked for
        byte[] bytes = new byte[20];
        for (int i = 0; i < bytes.length; i++) {
          bytes[i] = (byte) (i % 3 == 0 ? value ^ 0x80 : i % 3 == 1 ? value + 1 : value ^ 1);
        }
        bytes[place] = (byte) value;
        // when, then
        assertThat(ByteSearch.indexOf(ByteBuffer.wrap(bytes), 0, 20, (byte) value))
            .isEqualTo(place);
      }
    }
  }

  @Test
  void agrees_with_a_plain_loop_on_random_bytes_and_ranges() {
    Random random = new Random(42);
    for (int round = 0; round < 20_000; round++) {
      // given
      byte[] bytes = new byte[random.nextInt(40)];
      for (int i = 0; i < bytes.length; i++) {
        bytes[i] = (byte) (random.nextInt(12) - 6);
      }
      int to = random.nextInt(bytes.length + 1);
      int from = random.nextInt(to + 1);
      byte a = (byte) (random.nextInt(12) - 6);
      byte b = (byte) (random.nextInt(12) - 6);
      boolean[] set = new boolean[256];
      set[a & 0xFF] = true;
      set[b & 0xFF] = true;
      ByteBuffer in =
          random.nextBoolean()
              ? ByteBuffer.wrap(bytes)
              : ByteBuffer.allocateDirect(bytes.length).put(0, bytes);
      // when, then
      int either = plain(bytes, from, to, a, b);
      assertThat(ByteSearch.indexOf(in, from, to, a)).isEqualTo(plain(bytes, from, to, a, a));
      assertThat(ByteSearch.indexOfEither(in, from, to, a, b)).isEqualTo(either);
      assertThat(ByteSearch.indexOfAny(in, from, to, set)).isEqualTo(either);
    }
  }

  private static int plain(byte[] bytes, int from, int to, byte a, byte b) {
    for (int i = from; i < to; i++) {
      if (bytes[i] == a || bytes[i] == b) {
        return i;
      }
    }
    return to;
  }
}
