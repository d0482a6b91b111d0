package io.reactivesockets.websocket.codec;

import static io.reactivesockets.websocket.codec.Bytes.concat;
import static io.reactivesockets.websocket.codec.Bytes.frame;
import static io.reactivesockets.websocket.codec.Bytes.hex;
import static io.reactivesockets.websocket.codec.Bytes.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 7692 section 7.2: compressing, decompressing and the limits on what comes out. */
class DeflateTest {

  private static final int COMPRESSED_TEXT = 0xC1;
  private static final int COMPRESSED_TEXT_BEGIN = 0x41;
  private static final int COMPRESSED_BINARY = 0xC2;
  private static final int MORE = 0x00;
  private static final int END = 0x80;

  private final RecordingSink sink = new RecordingSink();

  @ParameterizedTest(name = "section {0}")
  @CsvSource({
    "7.2.3.1, c107f248cdc9c90700",
    "7.2.3.1 in two fragments, 4103f248cd8004c9c90700",
    "7.2.3.3, c10b000500faff48656c6c6f00",
    "7.2.3.4, c108f348cdc9c9070000",
    "7.2.3.5, c10df248050000 00ffffcac9c90700",
  })
  void an_example_of_the_rfc_is_read(String section, String wire) throws ProtocolViolation {
    read(reader(PeerCompression.EACH_MESSAGE), hex(wire));
    assertThat(sink.events).as(section).containsExactly("text Hello");
  }

  @Test
  void a_message_may_refer_to_the_one_before_if_context_is_taken_over() throws ProtocolViolation {
    // 7.2.3.2
    read(reader(PeerCompression.CONTEXT_TAKEOVER), hex("c107f248cdc9c90700 c105f200110000"));
    assertThat(sink.events).containsExactly("text Hello", "text Hello");
  }

  @Test
  void a_message_that_refers_to_the_one_before_without_leave_is_refused() {
    MessageReader reader = reader(PeerCompression.EACH_MESSAGE);
    assertThat(violationOf(reader, hex("c107f248cdc9c90700 c105f200110000"))).isEqualTo(1007);
  }

  @Test
  void a_last_block_without_the_padding_that_should_follow_is_understood() throws Exception {
    MessageReader reader = reader(PeerCompression.CONTEXT_TAKEOVER);
    read(reader, hex("c107f348cdc9c90700 c107f248cdc9c90700"));
    assertThat(sink.events).containsExactly("text Hello", "text Hello");
  }

  @Test
  void an_empty_compressed_message_is_delivered() throws ProtocolViolation {
    read(reader(PeerCompression.EACH_MESSAGE), hex("c10100 c1020200"));
    assertThat(sink.events).containsExactly("text ", "text ");
  }

  @Test
  void compressed_and_plain_messages_may_alternate() throws ProtocolViolation {
    read(reader(PeerCompression.EACH_MESSAGE), hex("c107f248cdc9c90700 810161 c107f248cdc9c90700"));
    assertThat(sink.events).containsExactly("text Hello", "text a", "text Hello");
  }

  @Test
  void a_continuation_or_control_frame_marked_as_compressed_is_refused() {
    MessageReader reader = reader(PeerCompression.EACH_MESSAGE);
    assertThat(violationOf(reader, hex("4103f248cd c004"))).isEqualTo(1002);
    assertThat(violationOf(reader(PeerCompression.EACH_MESSAGE), hex("c900"))).isEqualTo(1002);
  }

  @Test
  void damaged_data_and_text_that_inflates_to_bad_utf8_are_refused() {
    MessageReader damaged = reader(PeerCompression.EACH_MESSAGE);
    assertThat(violationOf(damaged, frame(COMPRESSED_BINARY, hex("ffffffff")))).isEqualTo(1007);
    byte[] badText = deflate(hex("61ff"));
    MessageReader bad = reader(PeerCompression.EACH_MESSAGE);
    assertThat(violationOf(bad, frame(COMPRESSED_TEXT, badText))).isEqualTo(1007);
  }

  @ParameterizedTest
  @ValueSource(ints = {8, 9, 10, 11, 12, 13, 14, 15})
  void what_is_compressed_for_any_window_is_read_back(int bits) throws ProtocolViolation {
    for (boolean takeover : new boolean[] {true, false}) {
      Deflation deflation = new Deflation(6, takeover, bits);
      MessageReader reader = reader(PeerCompression.CONTEXT_TAKEOVER);
      for (int length : new int[] {0, 1, 5, 255, 256, 300, 16_384, 16_390, 100_000}) {
        byte[] payload = prose(length);
        read(reader, frame(COMPRESSED_BINARY, deflation.compress(payload, true)));
        assertThat(sink.payloads.remove(0)).isEqualTo(payload);
      }
      deflation.release();
      reader.stop();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {9, 10, 12, 15})
  void a_peer_with_a_small_window_can_read_what_was_compressed_for_it(int bits) throws Exception {
    String python = "/usr/bin/python3";
    assumeTrue(new java.io.File(python).canExecute(), "needs " + python + " with zlib");
    byte[] payload = prose(50_000);
    byte[] compressed = new Deflation(9, false, bits).compress(payload, true);
    String script =
        "import sys,zlib\n"
            + "d = zlib.decompressobj(-"
            + bits
            + ")\n"
            + "data = sys.stdin.buffer.read() + b'\\x00\\x00\\xff\\xff'\n"
            + "for b in data: sys.stdout.buffer.write(d.decompress(bytes([b])))\n";
    assertThat(run(compressed, python, "-c", script)).isEqualTo(payload);
  }

  private static byte[] run(byte[] input, String... command)
      throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).start();
    try (var stdin = process.getOutputStream()) {
      stdin.write(input);
    }
    byte[] output = process.getInputStream().readAllBytes();
    assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    return output;
  }

  @Test
  void a_message_may_be_compressed_frame_by_frame() throws ProtocolViolation {
    byte[] payload = prose(3_000);
    for (boolean takeover : new boolean[] {true, false}) {
      Deflation deflation = new Deflation(6, takeover, 15);
      MessageReader reader = reader(PeerCompression.CONTEXT_TAKEOVER);
      for (int round = 0; round < 3; round++) {
        read(reader, frame(0x42, deflation.compress(Arrays.copyOf(payload, 1_000), false)));
        read(reader, frame(MORE, deflation.compress(new byte[0], false)));
        byte[] rest = Arrays.copyOfRange(payload, 1_000, 3_000);
        read(reader, frame(MORE, deflation.compress(rest, false)));
        read(reader, frame(END, deflation.compress(new byte[0], true)));
        assertThat(sink.payloads.remove(0)).isEqualTo(payload);
      }
      deflation.release();
      reader.stop();
    }
  }

  @Test
  void with_context_takeover_a_repeated_message_shrinks() {
    Deflation deflation = new Deflation(6, true, 15);
    byte[] payload = prose(2_000);
    int first = deflation.compress(payload, true).length;
    int second = deflation.compress(payload, true).length;
    assertThat(second).isLessThan(first / 10);
    assertThat(deflation.isRevocable()).isFalse();
    deflation.release();
  }

  @Test
  void inflation_stops_at_the_limit_in_bytes() {
    byte[] bomb = deflate(new byte[500_001]);
    ReceiveLimits limits = new ReceiveLimits(1 << 20, 1 << 20, 10, 500_000, 2_000);
    MessageReader reader = reader(PeerCompression.EACH_MESSAGE, limits, false);
    assertThat(violationOf(reader, frame(COMPRESSED_BINARY, bomb))).isEqualTo(1009);
    byte[] justFits = deflate(new byte[500_000]);
    MessageReader other = reader(PeerCompression.EACH_MESSAGE, limits, false);
    assertThat(violationOf(other, frame(COMPRESSED_BINARY, justFits))).isZero();
  }

  @Test
  void inflation_stops_at_the_limit_in_ratio_but_not_for_small_messages() {
    ReceiveLimits limits = new ReceiveLimits(1 << 20, 1 << 20, 10, 1 << 24, 100);
    MessageReader reader = reader(PeerCompression.EACH_MESSAGE, limits, false);
    assertThat(violationOf(reader, frame(COMPRESSED_BINARY, deflate(new byte[1 << 20])))).isZero();
    byte[] bomb = deflate(new byte[(1 << 20) + 100_000]);
    assertThat(violationOf(reader, frame(COMPRESSED_BINARY, bomb))).isEqualTo(1009);
  }

  @Test
  void a_bomb_is_stopped_before_it_has_filled_the_memory() {
    // given: 16 KB that would become 16 MB
    byte[] bomb = deflate(new byte[1 << 24]);
    ReceiveLimits limits = new ReceiveLimits(1 << 20, 1 << 20, 10, 1 << 16, 2_000);
    MessageReader reader = reader(PeerCompression.EACH_MESSAGE, limits, false);
    // then
    assertThat(violationOf(reader, frame(COMPRESSED_BINARY, bomb))).isEqualTo(1009);
    assertThat(sink.payloads).isEmpty();
  }

  @Test
  void in_parts_inflation_waits_while_the_sink_is_full() throws ProtocolViolation {
    // given
    byte[] payload = prose(200_000);
    byte[] wire =
        concat(frame(COMPRESSED_BINARY, deflate(payload)), frame(0x89, hex("")), hex("820101"));
    MessageReader reader = reader(PeerCompression.EACH_MESSAGE, LIMITS, true);
    ByteBuf in = Unpooled.wrappedBuffer(wire);
    sink.room = 1;
    // when
    reader.read(in);
    // then
    assertThat(sink.payloads).hasSize(1);
    assertThat(in.isReadable()).isTrue();
    for (int parts = 2; sink.payloads.size() == parts - 1 && parts < 100; parts++) {
      sink.room = 1;
      reader.resume();
      reader.read(in);
    }
    assertThat(in.isReadable()).isFalse();
    int last = sink.payloads.size() - 1;
    byte[] delivered = concat(sink.payloads.subList(0, last).toArray(byte[][]::new));
    assertThat(delivered).isEqualTo(payload);
    assertThat(sink.events).endsWith("binary ", "ping ", "binary 01");
  }

  @Test
  void in_parts_compressed_text_is_never_torn_within_a_character() throws ProtocolViolation {
    String text = "añ€😀".repeat(10_000);
    MessageReader reader = reader(PeerCompression.EACH_MESSAGE, LIMITS, true);
    read(reader, frame(COMPRESSED_TEXT, deflate(utf8(text))));
    StringBuilder joined = new StringBuilder();
    sink.payloads.forEach(
        part -> joined.append(new String(part, java.nio.charset.StandardCharsets.UTF_8)));
    assertThat(joined.toString()).isEqualTo(text);
    assertThat(sink.payloads).hasSizeGreaterThan(2);
  }

  @Test
  void fragments_of_a_compressed_message_may_be_cut_anywhere() throws ProtocolViolation {
    byte[] compressed = deflate(utf8("the quick brown fox ".repeat(4)));
    for (int cut = 0; cut <= compressed.length; cut++) {
      byte[] wire =
          concat(
              frame(COMPRESSED_TEXT_BEGIN, Arrays.copyOf(compressed, cut)),
              frame(0x89, hex("")),
              frame(END, Arrays.copyOfRange(compressed, cut, compressed.length)));
      MessageReader reader = reader(PeerCompression.EACH_MESSAGE);
      for (byte next : wire) {
        read(reader, new byte[] {next});
      }
      assertThat(sink.events).containsExactly("ping ", "text " + "the quick brown fox ".repeat(4));
      sink.events.clear();
    }
  }

  @Test
  void stopping_in_the_middle_of_a_message_gives_the_state_up() throws ProtocolViolation {
    MessageReader reader = reader(PeerCompression.EACH_MESSAGE);
    read(reader, hex("4103f248cd"));
    reader.stop();
    read(reader, hex("8004c9c90700"));
    assertThat(sink.events).isEmpty();
  }

  private static final ReceiveLimits LIMITS =
      new ReceiveLimits(1 << 20, 1 << 20, 1_000, 1 << 20, 2_000);

  private MessageReader reader(PeerCompression compression) {
    return reader(compression, LIMITS, false);
  }

  private MessageReader reader(PeerCompression compression, ReceiveLimits limits, boolean inParts) {
    return new MessageReader(sink, new ReceiveRules(false, true, inParts, compression, limits));
  }

  private static byte[] deflate(byte[] payload) {
    return new Deflation(9, false, 15).compress(payload, true);
  }

  /** Repetitive, but not trivially so. */
  private static byte[] prose(int length) {
    Random random = new Random(length);
    StringBuilder text = new StringBuilder();
    while (text.length() < length) {
      text.append("word").append(random.nextInt(300)).append(' ');
    }
    return utf8(text.substring(0, length));
  }

  private static void read(MessageReader reader, byte[] bytes) throws ProtocolViolation {
    ByteBuf in = Unpooled.wrappedBuffer(bytes);
    reader.read(in);
    assertThat(in.isReadable()).isFalse();
  }

  private static int violationOf(MessageReader reader, byte[] bytes) {
    try {
      reader.read(Unpooled.wrappedBuffer(bytes));
      return 0;
    } catch (ProtocolViolation e) {
      return e.closeCode();
    }
  }
}
