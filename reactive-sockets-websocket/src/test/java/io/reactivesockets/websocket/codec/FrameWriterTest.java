package io.reactivesockets.websocket.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 6455 section 5.2, the sending side. */
class FrameWriterTest {

  private static final int BINARY = FrameWriter.FIN | Opcode.BINARY;

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 125, 126, 65_535, 65_536, 70_000})
  void a_frame_of_a_server_has_the_shortest_header_and_no_mask(int length) {
    byte[] payload = Bytes.random(length, 4);
    ByteBuf out = Unpooled.buffer();
    FrameWriter writer = new FrameWriter(false);
    writer.frame(out, BINARY, payload);
    assertThat(ByteBufUtil.getBytes(out)).isEqualTo(Bytes.frame(BINARY, payload));
    assertThat(out.readableBytes()).isEqualTo(writer.headerBytes(length) + length);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 125, 126, 65_535, 65_536, 70_000})
  void a_frame_of_a_client_is_masked_and_its_payload_array_left_alone(int length)
      throws ProtocolViolation {
    byte[] payload = Bytes.random(length, 4);
    ByteBuf out = Unpooled.buffer();
    FrameWriter writer = new FrameWriter(true);
    writer.frame(out, BINARY, payload);
    assertThat(payload).isEqualTo(Bytes.random(length, 4));
    assertThat(out.readableBytes()).isEqualTo(writer.headerBytes(length) + length);
    assertThat(readBack(out)).isEqualTo(payload);
  }

  @Test
  void a_frame_may_be_written_in_slices_of_any_size() throws ProtocolViolation {
    byte[] payload = Bytes.random(50_000, 8);
    ByteBuf out = Unpooled.buffer();
    FrameWriter writer = new FrameWriter(true);
    writer.header(out, BINARY, payload.length);
    for (int from = 0, slice = 1; from < payload.length; from += slice, slice = slice * 2 + 1) {
      slice = Math.min(slice, payload.length - from);
      writer.payload(out, payload, from, from + slice);
    }
    assertThat(readBack(out)).isEqualTo(payload);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 7, 8, 9, 64, 1_000})
  void a_frame_in_memory_besides_the_heap_is_the_same(int length) throws ProtocolViolation {
    byte[] payload = Bytes.random(length, 5);
    ByteBuf direct = Unpooled.directBuffer();
    try {
      new FrameWriter(true).frame(direct, BINARY, payload);
      assertThat(readBack(direct)).isEqualTo(payload);
      direct.clear();
      new FrameWriter(false).frame(direct, BINARY, payload);
      assertThat(ByteBufUtil.getBytes(direct)).isEqualTo(Bytes.frame(BINARY, payload));
    } finally {
      direct.release();
    }
  }

  private static byte[] readBack(ByteBuf wire) throws ProtocolViolation {
    RecordingSink sink = new RecordingSink();
    ReceiveLimits limits = new ReceiveLimits(1 << 20, 1 << 20, 1, 1, 1);
    new MessageReader(sink, new ReceiveRules(true, true, false, PeerCompression.NONE, limits))
        .read(wire);
    return sink.payloads.get(0);
  }
}
