package io.reactivesockets.websocket.codec;

import static io.reactivesockets.websocket.codec.Bytes.masked;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What is read from memory besides the heap, which small frames are copied out of at once. */
class StageTest {

  private static final int BINARY_BEGIN = 0x02;
  private static final int BINARY = 0x82;
  private static final int MORE = 0x00;
  private static final int END = 0x80;
  private static final int PING = 0x89;
  private static final int CLOSE = 0x88;

  private final RecordingSink sink = new RecordingSink();

  @Test
  void frames_of_all_sizes_are_read_as_they_are_from_an_array() throws Exception {
    byte[] wire = conversation(400);
    RecordingSink expected = new RecordingSink();
    reader(expected).read(Unpooled.wrappedBuffer(wire));
    readInPieces(wire, 20_000);
    assertThat(sink.events).hasSizeGreaterThan(400).isEqualTo(expected.events);
  }

  @Test
  void what_the_sink_does_not_want_yet_is_left_in_the_buffer() throws Exception {
    byte[] wire = conversation(100);
    RecordingSink expected = new RecordingSink();
    reader(expected).read(Unpooled.wrappedBuffer(wire));
    MessageReader reader = reader(sink);
    ByteBuf direct = Unpooled.directBuffer().writeBytes(wire);
    try {
      while (direct.isReadable()) {
        sink.room = 3;
        reader.read(direct);
        assertThat(sink.room).isNotNegative();
      }
    } finally {
      direct.release();
    }
    assertThat(sink.events).isEqualTo(expected.events);
  }

  @Test
  void nothing_behind_a_close_frame_is_read() throws Exception {
    byte[] wire =
        Bytes.concat(conversation(50), masked(CLOSE, Bytes.hex("03e8")), conversation(50));
    readInPieces(wire, wire.length);
    assertThat(sink.events.get(sink.events.size() - 1)).isEqualTo("close 1000 ");
  }

  @Test
  void a_connection_may_be_read_while_another_one_is() throws Exception {
    byte[] wire = conversation(20);
    RecordingSink inner = new RecordingSink();
    MessageSink outer =
        new Forwarding(sink) {
          @Override
          public void part(boolean text, byte[] payload, boolean ascii, boolean last) {
            super.part(text, payload, ascii, last);
            if (inner.events.isEmpty()) {
              readAll(reader(inner), wire);
            }
          }
        };
    readAll(reader(outer), wire);
    assertThat(inner.events).isEqualTo(sink.events);
  }

  private void readInPieces(byte[] wire, int most) throws ProtocolViolation {
    MessageReader reader = reader(sink);
    Random sizes = new Random(3);
    for (int from = 0; from < wire.length; ) {
      int length = Math.min(1 + sizes.nextInt(most), wire.length - from);
      ByteBuf direct = Unpooled.directBuffer(length).writeBytes(wire, from, length);
      try {
        reader.read(direct);
        assertThat(direct.isReadable()).isFalse();
      } finally {
        direct.release();
      }
      from += length;
    }
  }

  private static void readAll(MessageReader reader, byte[] wire) {
    ByteBuf direct = Unpooled.directBuffer().writeBytes(wire);
    try {
      reader.read(direct);
    } catch (ProtocolViolation e) {
      throw new AssertionError(e);
    } finally {
      direct.release();
    }
  }

  private static MessageReader reader(MessageSink sink) {
    ReceiveLimits limits = new ReceiveLimits(1 << 20, 1 << 20, 10, 1 << 20, 10);
    return new MessageReader(
        sink, new ReceiveRules(true, true, false, PeerCompression.NONE, limits));
  }

  /** Mostly small messages; some large, in fragments, or with a ping between. */
  private static byte[] conversation(int messages) {
    Random random = new Random(17);
    ByteArrayOutputStream wire = new ByteArrayOutputStream();
    for (int i = 0; i < messages; i++) {
      switch (random.nextInt(10)) {
        case 0 -> wire.writeBytes(masked(BINARY, Bytes.random(random.nextInt(40_000), i)));
        case 1 -> {
          wire.writeBytes(masked(BINARY_BEGIN, Bytes.random(random.nextInt(100), i)));
          wire.writeBytes(masked(PING, Bytes.random(4, i)));
          wire.writeBytes(masked(MORE, Bytes.random(random.nextInt(1_000), i)));
          wire.writeBytes(masked(END, Bytes.random(random.nextInt(100), i)));
        }
        default -> wire.writeBytes(masked(BINARY, Bytes.random(random.nextInt(126), i)));
      }
    }
    return wire.toByteArray();
  }

  /** Hands everything on. */
  private static class Forwarding implements MessageSink {
    private final MessageSink next;

    Forwarding(MessageSink next) {
      this.next = next;
    }

    @Override
    public boolean isFull() {
      return next.isFull();
    }

    @Override
    public void part(boolean text, byte[] payload, boolean ascii, boolean last) {
      next.part(text, payload, ascii, last);
    }

    @Override
    public void ping(byte[] payload) {
      next.ping(payload);
    }

    @Override
    public void pong(byte[] payload) {
      next.pong(payload);
    }

    @Override
    public void close(int code, String reason) {
      next.close(code, reason);
    }
  }
}
