package io.reactivesockets.framing;

import static io.reactivesockets.framing.Failures.assertTorn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

class FixedLengthFramerTest {

  @Test
  void cuts_frames_of_one_size_in_each_split() {
    Feed.everySplit(
        Bytes.text("abcdefghi").array(),
        1,
        pieces ->
            assertThat(Feed.run(Framing.fixed(3).newDecoder(), pieces, true).items())
                .containsExactly(Bytes.text("abc"), Bytes.text("def"), Bytes.text("ghi")));
  }

  @Test
  void a_short_last_frame_is_torn() {
    Feed.everySplit(
        Bytes.text("abcde").array(),
        2,
        pieces -> {
          Feed.Outcome<ByteBuffer> outcome = Feed.run(Framing.fixed(3).newDecoder(), pieces, true);
          assertThat(outcome.items()).containsExactly(Bytes.text("abc"));
          assertTorn(outcome.error(), 2);
        });
  }

  @Test
  void encodes_payloads_of_just_this_size() {
    Framer framer = Framing.fixed(3);
    ByteBuffer payload = Bytes.text("abc");
    assertThat(framer.encode(payload)).isEqualTo(payload);
    framer.encode(payload).put(0, (byte) '!');
    assertThat(payload).isEqualTo(Bytes.text("abc"));
    assertThat(framer.encodeParts(payload)).isEqualTo(List.of(payload));
    assertThatThrownBy(() -> framer.encode(Bytes.text("abcd")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("payload: 4 bytes (expected: 3)");
    assertThatThrownBy(() -> framer.encode(Bytes.text("ab")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("payload: 2 bytes (expected: 3)");
  }

  @Test
  void a_size_of_zero_is_refused() {
    assertThatThrownBy(() -> Framing.fixed(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("frameBytes: 0 (expected: 1..1073741824)");
  }
}
