package io.reactivesockets.websocket.codec;

import static io.reactivesockets.websocket.codec.Bytes.concat;
import static io.reactivesockets.websocket.codec.Bytes.frame;
import static io.reactivesockets.websocket.codec.Bytes.hex;
import static io.reactivesockets.websocket.codec.Bytes.masked;
import static io.reactivesockets.websocket.codec.Bytes.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 6455 sections 5.2 to 5.7, frame by frame. */
class MessageReaderTest {

  private static final int TEXT = 0x81;
  private static final int BINARY = 0x82;
  private static final int TEXT_BEGIN = 0x01;
  private static final int BINARY_BEGIN = 0x02;
  private static final int MORE = 0x00;
  private static final int END = 0x80;
  private static final int PING = 0x89;
  private static final int PONG = 0x8A;

  private final RecordingSink sink = new RecordingSink();

  @ParameterizedTest
  @CsvSource({
    "810548656c6c6f, text Hello", // 5.7: a single unmasked text frame
    "8900, 'ping '",
    "890548656c6c6f, ping 48656c6c6f",
    "8a00, 'pong '",
    "8100, 'text '",
    "8200, 'binary '",
    "8203010203, binary 010203",
    "8800, 'close 1005 '",
    "880203e8, 'close 1000 '",
    "880503e8627965, close 1000 bye",
    "88020fa0, 'close 4000 '",
    "880203f6, 'close 1014 '",
  })
  void a_frame_of_a_server_is_read(String wire, String event) throws ProtocolViolation {
    read(client(), hex(wire));
    assertThat(sink.events).containsExactly(event);
  }

  @Test
  void a_masked_frame_of_a_client_is_read() throws ProtocolViolation {
    read(server(), hex("818537fa213d7f9f4d5158"));
    assertThat(sink.events).containsExactly("text Hello");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 7, 8, 125, 126, 127, 128, 65_535, 65_536, 200_000})
  void a_payload_of_any_length_is_read(int length) throws ProtocolViolation {
    byte[] payload = Bytes.random(length, 1);
    read(server(), masked(BINARY, payload));
    read(client(), frame(BINARY, payload));
    assertThat(sink.payloads).containsExactly(payload, payload);
  }

  @Test
  void fragments_become_one_message_and_control_frames_may_stand_between() throws Exception {
    read(
        client(),
        concat(
            frame(TEXT_BEGIN, utf8("Hel")),
            frame(PING, utf8("?")),
            frame(MORE, utf8("")),
            frame(PONG, utf8("!")),
            frame(END, utf8("lo"))));
    assertThat(sink.events).containsExactly("ping 3f", "pong 21", "text Hello");
  }

  @Test
  void however_the_stream_is_cut_the_messages_are_the_same() throws ProtocolViolation {
    byte[] wire = aBitOfEverything();
    read(server(), wire);
    List<String> expected = List.copyOf(sink.events);
    assertThat(expected).hasSize(9);
    for (int first = 0; first <= wire.length; first++) {
      for (int second = first; second <= wire.length; second += 3) {
        sink.events.clear();
        MessageReader reader = server();
        read(reader, Arrays.copyOfRange(wire, 0, first));
        read(reader, Arrays.copyOfRange(wire, first, second));
        read(reader, Arrays.copyOfRange(wire, second, wire.length));
        assertThat(sink.events).isEqualTo(expected);
      }
    }
  }

  @Test
  void byte_by_byte_the_messages_are_the_same() throws ProtocolViolation {
    byte[] wire = aBitOfEverything();
    read(server(), wire);
    List<String> expected = List.copyOf(sink.events);
    sink.events.clear();
    MessageReader reader = server();
    for (byte next : wire) {
      read(reader, new byte[] {next});
    }
    assertThat(sink.events).isEqualTo(expected);
  }

  private static byte[] aBitOfEverything() {
    return concat(
        masked(TEXT, utf8("héllo wörld")),
        masked(PING, hex("01020304")),
        masked(BINARY_BEGIN, Bytes.random(130, 5)),
        masked(PONG, hex("")),
        masked(MORE, hex("")),
        masked(END, Bytes.random(3, 6)),
        masked(BINARY, hex("")),
        masked(TEXT_BEGIN, hex("e2")),
        masked(MORE, hex("82")),
        masked(END, hex("ac")),
        masked(PING, Bytes.random(125, 9)),
        masked(TEXT, utf8("the end")),
        masked(0x88, concat(hex("03e9"), utf8("adieu €"))));
  }

  @ParameterizedTest(name = "{0} is refused with {1} ({2})")
  @CsvSource({
    "c10161, 1002, RSV1 without an extension",
    "a10161, 1002, RSV2",
    "910161, 1002, RSV3",
    "8300, 1002, reserved opcode 3",
    "8700, 1002, reserved opcode 7",
    "8b00, 1002, reserved opcode 11",
    "8f00, 1002, reserved opcode 15",
    "0900, 1002, fragmented ping",
    "0800, 1002, fragmented close",
    "897e007e, 1002, ping of 126 bytes",
    "887f0000000000000080, 1002, close with a 64-bit length",
    "817e007d, 1002, 16-bit length below 126",
    "827f000000000000ffff, 1002, 64-bit length below 65536",
    "827f8000000000000000, 1002, top bit of the length",
    "827fffffffffffffffff, 1002, top bit of the length",
    "827f7fffffffffffffff, 1009, frame over the limit",
    "8000, 1002, continuation of nothing",
    "0000, 1002, continuation of nothing",
    "010161810162, 1002, text within a message",
    "010161820162, 1002, binary within a message",
    "818061, 1002, mask on the wrong side",
    "8801aa, 1002, half a close code",
    "88020000, 1002, close code 0",
    "880203e7, 1002, close code 999",
    "880203ec, 1002, close code 1004",
    "880203ed, 1002, close code 1005",
    "880203ee, 1002, close code 1006",
    "880203f7, 1002, close code 1015",
    "880203f8, 1002, close code 1016",
    "880207d0, 1002, close code 2000",
    "88020bb7, 1002, close code 2999",
    "88021388, 1002, close code 5000",
    "8802ffff, 1002, close code 65535",
    "880303e8ff, 1007, close reason not UTF-8",
    "880403e8e282, 1007, close reason torn",
    "8101ff, 1007, text not UTF-8",
    "8102e282, 1007, text ends within a character",
    "810411c080, 1007, overlong",
    "8103eda080, 1007, surrogate",
    "8104f4908080, 1007, above U+10FFFF",
    "0101e2800182, 1007, character not continued",
  })
  void a_violation_is_answered_with_the_code_that_the_rfc_names(
      String wire, int code, String what) {
    assertThat(violationOf(client(), hex(wire))).as(what).isEqualTo(code);
  }

  @Test
  void a_frame_of_a_client_without_a_mask_is_refused() {
    assertThat(violationOf(server(), hex("8100"))).isEqualTo(1002);
  }

  @ParameterizedTest
  @ValueSource(strings = {"f1", "83", "09", "8180", "827f80", "80", "897e", "8280"})
  void a_violation_is_seen_at_the_first_byte_that_shows_it(String wire) {
    byte[] bytes = hex(wire);
    MessageReader reader = client();
    for (int i = 0; i < bytes.length - 1; i++) {
      assertThat(violationOf(reader, new byte[] {bytes[i]})).isZero();
    }
    int code = violationOf(reader, new byte[] {bytes[bytes.length - 1]});
    if (wire.equals("80") || wire.equals("827f80")) {
      // The length has to be whole before the frame can be judged.
      assertThat(code).isZero();
    } else {
      assertThat(code).isEqualTo(1002);
    }
  }

  @Test
  void bad_text_is_seen_within_a_frame_that_has_not_arrived_whole() {
    MessageReader reader = client();
    assertThat(violationOf(reader, hex("817e4000 68656c6c6f"))).isZero();
    assertThat(violationOf(reader, hex("cea0c0"))).isEqualTo(1007);
  }

  @Test
  void nothing_is_read_after_a_close_frame() throws ProtocolViolation {
    read(client(), concat(frame(0x88, hex("03e8")), frame(TEXT, utf8("late")), hex("ffff")));
    assertThat(sink.events).containsExactly("close 1000 ");
  }

  @Test
  void a_frame_message_or_fragment_over_its_limit_is_refused_before_it_is_gathered() {
    ReceiveLimits limits = new ReceiveLimits(100, 150, 3, 1_000, 100);
    assertThat(violationOf(client(limits, false), hex("827e0096"))).isEqualTo(1009);
    MessageReader reader = client(limits, false);
    assertThat(violationOf(reader, frame(BINARY_BEGIN, new byte[100]))).isZero();
    assertThat(violationOf(reader, hex("8033"))).isEqualTo(1009);
    MessageReader other = client(limits, false);
    byte[] threeFrames =
        concat(frame(BINARY_BEGIN, hex("")), frame(MORE, hex("")), frame(MORE, hex("")));
    assertThat(violationOf(other, threeFrames)).isZero();
    assertThat(violationOf(other, frame(END, hex("")))).isEqualTo(1009);
  }

  @Test
  void in_parts_a_message_has_no_limit_but_empty_fragments_in_a_row_do() {
    ReceiveLimits limits = new ReceiveLimits(100, 150, 3, 1_000, 100);
    MessageReader reader = client(limits, true);
    assertThat(violationOf(reader, frame(BINARY_BEGIN, new byte[100]))).isZero();
    for (int i = 0; i < 10; i++) {
      assertThat(violationOf(reader, frame(MORE, new byte[100]))).isZero();
    }
    byte[] empty = frame(MORE, hex(""));
    assertThat(violationOf(reader, concat(empty, empty, empty))).isZero();
    assertThat(violationOf(reader, empty)).isEqualTo(1009);
  }

  @Test
  void in_parts_pieces_come_as_they_arrive_and_the_last_one_says_so() throws ProtocolViolation {
    MessageReader reader = client(LIMITS, true);
    read(reader, hex("0206 0102"));
    read(reader, hex("0304"));
    read(reader, hex("0506 8002 07"));
    read(reader, hex("08 8200 0200 8000"));
    assertThat(sink.events)
        .containsExactly(
            "binary 0102 ...",
            "binary 0304 ...",
            "binary 0506 ...",
            "binary 07 ...",
            "binary 08",
            "binary ",
            "binary ");
  }

  @Test
  void in_parts_a_character_is_never_torn() throws ProtocolViolation {
    byte[] text = utf8("a€😀ß");
    MessageReader reader = client(LIMITS, true);
    read(reader, new byte[] {(byte) TEXT, (byte) text.length});
    for (byte next : text) {
      read(reader, new byte[] {next});
    }
    assertThat(sink.events).containsExactly("text a ...", "text € ...", "text 😀 ...", "text ß");
  }

  @Test
  void in_parts_text_that_ends_within_a_character_is_refused() {
    assertThat(violationOf(client(LIMITS, true), hex("8102 61e2"))).isEqualTo(1007);
    assertThat(violationOf(client(LIMITS, true), hex("0102 61e2 8000"))).isEqualTo(1007);
  }

  @Test
  void a_stream_of_bytes_takes_no_text() {
    ReceiveRules rules = new ReceiveRules(false, false, true, PeerCompression.NONE, LIMITS);
    assertThat(violationOf(new MessageReader(sink, rules), hex("8100"))).isEqualTo(1003);
  }

  @Test
  void a_full_sink_stops_the_reader_and_the_rest_stays_in_the_buffer() throws ProtocolViolation {
    sink.room = 2;
    byte[] one = frame(BINARY, hex("01"));
    ByteBuf in = Unpooled.wrappedBuffer(concat(one, one, one, frame(PING, hex("")), one));
    MessageReader reader = client();
    reader.read(in);
    assertThat(sink.events).containsExactly("binary 01", "binary 01");
    assertThat(in.readableBytes()).isEqualTo(8);
    sink.room = 9;
    reader.resume();
    reader.read(in);
    assertThat(sink.events).hasSize(5);
    assertThat(in.isReadable()).isFalse();
  }

  @Test
  void the_reader_knows_whether_an_end_of_the_stream_would_cut_a_message() throws Exception {
    MessageReader reader = client();
    assertThat(reader.isBetweenMessages()).isTrue();
    read(reader, hex("02"));
    assertThat(reader.isBetweenMessages()).isFalse();
    read(reader, hex("00"));
    assertThat(reader.isBetweenMessages()).isFalse();
    read(reader, hex("8000"));
    assertThat(reader.isBetweenMessages()).isTrue();
  }

  private static final ReceiveLimits LIMITS =
      new ReceiveLimits(1 << 20, 1 << 20, 1_000, 1 << 20, 100);

  private MessageReader client() {
    return client(LIMITS, false);
  }

  private MessageReader client(ReceiveLimits limits, boolean inParts) {
    return new MessageReader(
        sink, new ReceiveRules(false, true, inParts, PeerCompression.NONE, limits));
  }

  private MessageReader server() {
    return new MessageReader(
        sink, new ReceiveRules(true, true, false, PeerCompression.NONE, LIMITS));
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
