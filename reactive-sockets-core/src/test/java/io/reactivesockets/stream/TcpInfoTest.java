package io.reactivesockets.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TcpInfoTest {

  @Test
  void reads_the_recorded_struct_of_a_sender() {
    // when
    TcpInfo info = TcpInfo.parse(TcpInfoBytes.recorded(TcpInfoBytes.SENDER)).orElseThrow();
    // then
    assertThat(info)
        .isEqualTo(
            new TcpInfo(
                OptionalLong.of(67),
                OptionalLong.of(73),
                OptionalLong.of(6),
                OptionalLong.empty(),
                26L * 65_483,
                65_495,
                OptionalLong.of(9_354_714_285L),
                false,
                OptionalLong.of(127_789_180),
                OptionalLong.of(0),
                OptionalLong.of(40_000),
                OptionalLong.of(36_000)));
  }

  @Test
  void reads_the_recorded_struct_of_a_receiver() {
    // when
    TcpInfo info = TcpInfo.parse(TcpInfoBytes.recorded(TcpInfoBytes.RECEIVER)).orElseThrow();
    // then
    assertThat(info.appLimited()).isTrue();
    assertThat(info.deliveryRate()).isEmpty();
    assertThat(info.rcvRttMicros()).hasValue(16);
    assertThat(info.rcvSpaceBytes()).isEqualTo(292_353);
    assertThat(info.bytesReceived()).hasValue(131_072_001);
  }

  @ParameterizedTest
  @ValueSource(ints = {104, 120, 136, 160, 168, 192, 224, 232, 280})
  void a_shorter_struct_of_an_older_kernel_lacks_the_later_fields(int size) {
    // given
    ByteBuffer struct = TcpInfoBytes.recorded(TcpInfoBytes.SENDER).limit(size);
    // when
    TcpInfo info = TcpInfo.parse(struct).orElseThrow();
    // then
    assertThat(info.rttMicros()).hasValue(67);
    assertThat(info.bytesAcked().isPresent()).isEqualTo(size >= 128);
    assertThat(info.bytesReceived().isPresent()).isEqualTo(size >= 136);
    assertThat(info.minRttMicros().isPresent()).isEqualTo(size >= 152);
    assertThat(info.deliveryRate().isPresent()).isEqualTo(size >= 168);
    assertThat(info.busyMicros().isPresent()).isEqualTo(size >= 176);
    assertThat(info.limitedMicros().isPresent()).isEqualTo(size >= 192);
  }

  @Test
  void what_is_too_short_to_be_the_struct_is_none() {
    assertThat(TcpInfo.parse(ByteBuffer.allocate(103))).isEmpty();
    assertThat(TcpInfo.parse(ByteBuffer.allocate(0))).isEmpty();
  }

  @Test
  void a_connection_without_a_sample_has_no_times_though_the_kernel_says_zero() {
    // given the deviation that the kernel starts with, 250 ms
    ByteBuffer struct = TcpInfoBytes.untouched().rtt(0, 250_000).bytes();
    // when
    TcpInfo info = TcpInfo.parse(struct).orElseThrow();
    // then
    assertThat(info.rttMicros()).isEmpty();
    assertThat(info.rttVarMicros()).isEmpty();
    assertThat(info.minRttMicros()).isEmpty();
    assertThat(info.rcvRttMicros()).isEmpty();
    assertThat(info.deliveryRate()).isEmpty();
    assertThat(info.bytesReceived()).hasValue(0);
  }

  @Test
  void the_byte_order_is_that_of_the_buffer_also_for_the_bit_field() {
    // given what a big-endian machine would write
    ByteBuffer struct = ByteBuffer.allocate(232).order(ByteOrder.BIG_ENDIAN);
    struct.put(7, (byte) 0x80).putInt(68, 1_000).putLong(160, 77);
    // when
    TcpInfo info = TcpInfo.parse(struct).orElseThrow();
    // then
    assertThat(info.appLimited()).isTrue();
    assertThat(info.rttMicros()).hasValue(1_000);
    assertThat(info.deliveryRate()).hasValue(77);
  }

  @Test
  void the_struct_may_stand_anywhere_in_a_buffer() {
    // given
    ByteBuffer recorded = TcpInfoBytes.recorded(TcpInfoBytes.SENDER);
    ByteBuffer inside = ByteBuffer.allocate(300).order(ByteOrder.LITTLE_ENDIAN);
    inside.put(9, recorded, 0, recorded.limit()).position(9).limit(9 + 232);
    // when, then
    assertThat(TcpInfo.parse(inside)).isEqualTo(TcpInfo.parse(recorded));
  }
}
