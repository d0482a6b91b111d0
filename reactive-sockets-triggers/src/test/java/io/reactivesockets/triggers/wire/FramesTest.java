package io.reactivesockets.triggers.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Tag("once")
class FramesTest {

  static List<Message> messages() {
    return Examples.all();
  }

  @Test
  void there_is_an_example_of_each_type() {
    assertThat(Examples.all().stream().map(MessageType::of))
        .containsExactlyInAnyOrder(MessageType.values());
  }

  @ParameterizedTest(name = "{displayName} [{index}]")
  @MethodSource("messages")
  void what_was_written_is_read_again(Message message) {
    assertThat(Frames.decode(frame(message))).isEqualTo(message);
  }

  @ParameterizedTest(name = "{displayName} [{index}]")
  @MethodSource("messages")
  void a_message_that_ends_early_is_refused_wherever_it_ends(Message message) {
    ByteBuffer whole = frame(message);
    for (int length = 0; length < whole.remaining(); length++) {
      ByteBuffer part = ByteBuffer.allocate(length).put(whole.slice(0, length)).flip();
      assertThatExceptionOfType(WireFormatException.class).isThrownBy(() -> Frames.decode(part));
      if (length >= Limits.HEADER_BYTES && !(message instanceof Message.Page)) {
        part.putInt(4, length - Limits.HEADER_BYTES);
        assertThatCode(() -> tryToDecode(part)).doesNotThrowAnyException();
      }
    }
  }

  @ParameterizedTest(name = "{displayName} [{index}]")
  @MethodSource("messages")
  void a_message_with_a_byte_too_many_is_refused(Message message) {
    ByteBuffer whole = frame(message);
    ByteBuffer longer = ByteBuffer.allocate(whole.remaining() + 1).put(whole.duplicate()).clear();
    longer.putInt(4, longer.remaining() - Limits.HEADER_BYTES);

    assertThatExceptionOfType(WireFormatException.class).isThrownBy(() -> Frames.decode(longer));
  }

  @Test
  void whatever_the_bytes_are_they_are_a_message_or_refused() {
    Random random = new Random(42);
    for (int round = 0; round < 200_000; round++) {
      ByteBuffer frame = frame(Examples.all().get(random.nextInt(Examples.all().size())));
      ByteBuffer bad = ByteBuffer.allocate(frame.remaining()).put(frame).flip();
      for (int i = random.nextInt(6); i >= 0; i--) {
        bad.put(random.nextInt(bad.remaining()), (byte) random.nextInt());
      }
      if (random.nextBoolean()) {
        bad.putInt(4, bad.remaining() - Limits.HEADER_BYTES);
      }
      tryToDecode(bad);
    }
  }

  @Test
  void a_length_beyond_the_limit_is_refused_before_anything_is_allocated() {
    ByteBuffer frame = frame(new Message.Statistics(UUID.randomUUID()));
    frame.putInt(4, Limits.MAX_PAYLOAD_BYTES + 1);

    assertThatThrownBy(() -> Frames.decode(frame))
        .isInstanceOf(WireFormatException.class)
        .hasMessage("16777217 bytes (expected: 0..16777216)");
  }

  @Test
  void a_name_has_no_control_characters() {
    assertThatThrownBy(() -> Frames.decode(frame(new Message.Hello(1, false, "a\nb"))))
        .isInstanceOf(WireFormatException.class)
        .hasMessage("name with a control character");
  }

  @Test
  void descriptors_come_only_with_messages_that_bring_some() {
    Message plain = new Message.Statistics(UUID.randomUUID());

    assertThatThrownBy(() -> Frames.encode(plain, 1)).isInstanceOf(IllegalArgumentException.class);
    ByteBuffer frame = frame(plain);
    frame.putShort(2, (short) 1);
    assertThatThrownBy(() -> Frames.decode(frame))
        .isInstanceOf(WireFormatException.class)
        .hasMessage("STATISTICS with 1 descriptors");
  }

  static void tryToDecode(ByteBuffer frame) {
    try {
      Frames.decode(frame);
    } catch (WireFormatException refused) {
      assertThat(refused).hasMessageMatching("(?s).+");
    }
  }

  private static ByteBuffer frame(Message message) {
    return Frames.encode(message, Examples.descriptors(message));
  }
}
