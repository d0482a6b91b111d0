package io.reactivesockets.triggers.activity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import org.junit.jupiter.api.Test;

class SocketActivityContextTest {

  @Test
  void a_context_keeps_its_bytes_whatever_becomes_of_the_buffer() {
    ByteBuffer given = ByteBuffer.wrap(new byte[] {9, 1, 2, 3}).position(1);
    SocketActivityContext context = SocketActivityContext.of(given);

    given.put(1, (byte) 7);

    assertThat(given.position()).isEqualTo(1);
    assertThat(context.data()).isEqualTo(ByteBuffer.wrap(new byte[] {1, 2, 3}));
    assertThat(context).isEqualTo(SocketActivityContext.of(context.data()));
    assertThatThrownBy(() -> context.data().put((byte) 0))
        .isInstanceOf(ReadOnlyBufferException.class);
  }

  @Test
  void the_text_of_a_context_hides_its_bytes() {
    assertThat(SocketActivityContext.of(ByteBuffer.wrap(new byte[6])))
        .hasToString("SocketActivityContext[6 bytes]");
  }

  @Test
  void a_context_has_a_limit() {
    assertThat(
            SocketActivityContext.of(ByteBuffer.allocate(SocketActivityContext.MAX_BYTES)).data())
        .matches(data -> data.remaining() == 65_536);
    assertThatThrownBy(
            () ->
                SocketActivityContext.of(ByteBuffer.allocate(SocketActivityContext.MAX_BYTES + 1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("data: 65537 bytes (expected: 0..65536)");
  }
}
