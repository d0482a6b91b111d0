package io.reactivesockets.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import io.reactivesockets.channel.LoopBuffers;
import io.reactivesockets.framing.Framing;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.publisher.BaseSubscriber;

class IngressTest {

  private static final int READ_AHEAD = 65_536;

  private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(true, true);
  private final EmbeddedChannel channel = new EmbeddedChannel();
  private final StreamSocketControl control =
      StreamSocketControl.builder().readAheadBytes(READ_AHEAD).build();
  private final StreamChannel stream;

  IngressTest() {
    channel.config().setAllocator(allocator);
    stream = new StreamChannel(channel, channel.eventLoop(), control);
  }

  @AfterEach
  void close() {
    stream.abort(ClosedSilently.HERE);
    channel.finishAndReleaseAll();
  }

  @Test
  void drops_that_nobody_reads_take_memory_of_about_their_size() {
    // given
    int drops = 10_000;
    // when
    for (int i = 0; i < drops; i++) {
      channel.writeInbound(Unpooled.directBuffer(2_048).writeByte(i));
    }
    // then
    assertThat(stream.ingress().queuedBytes()).isEqualTo(drops);
    assertThat(allocator.metric().usedDirectMemory()).isLessThan(3L * drops);
  }

  @Test
  void a_stalled_reader_takes_no_more_memory_than_its_read_ahead() {
    // given
    byte[] piece = new byte[1_000];
    // when
    while (stream.ingress().room() >= piece.length) {
      channel.writeInbound(Unpooled.directBuffer(2_048).writeBytes(piece));
    }
    // then
    assertThat(allocator.metric().usedDirectMemory())
        .isBetween((long) stream.ingress().queuedBytes(), (long) READ_AHEAD);
  }

  @Test
  void the_buffer_of_the_event_loop_is_free_again_after_a_read_that_nobody_took() {
    // given
    ByteBuf lent = Objects.requireNonNull(LoopBuffers.forReading(100));
    // when
    channel.writeInbound(lent.writeZero(100));
    // then
    ByteBuf again = LoopBuffers.forReading(100);
    assertThat(again).isSameAs(lent);
    again.release();
    assertThat(stream.ingress().queuedBytes()).isEqualTo(100);
  }

  @ParameterizedTest
  @CsvSource({"1, 3", "7, 1", "7, 100", "100, 7", "100, 99", "100, 250", "5000, 300", "300, 8192"})
  void items_that_span_reads_come_whole_and_in_order(int itemBytes, int readBytes) {
    // given
    List<ByteBuffer> items = new ArrayList<>();
    Reader reader = new Reader(items);
    new Input<>(stream.ingress(), stream.failures(), () -> Framing.fixed(itemBytes).newDecoder())
        .subscribe(reader);
    int total = Math.max(2_000, 10 * itemBytes) / itemBytes * itemBytes;
    int asked = 0;
    // when
    for (int sent = 0; sent < total; ) {
      int size = Math.min(readBytes, total - sent);
      ByteBuf bytes = Objects.requireNonNull(LoopBuffers.forReading(size));
      for (int i = 0; i < size; i++) {
        bytes.writeByte(sent++ * 31);
      }
      channel.writeInbound(bytes);
      if (++asked % 3 == 0) {
        reader.request(2);
      }
    }
    reader.request(total);
    // then
    assertThat(items).hasSize(total / itemBytes).allMatch(item -> item.remaining() == itemBytes);
    int at = 0;
    for (ByteBuffer item : items) {
      while (item.hasRemaining()) {
        assertThat(item.get()).isEqualTo((byte) (at++ * 31));
      }
    }
    assertThat(stream.ingress().queuedBytes()).isZero();
    assertThat(allocator.metric().usedDirectMemory()).isZero();
  }

  /** Collects; asks only when told to. */
  private static final class Reader extends BaseSubscriber<ByteBuffer> {

    private final List<ByteBuffer> items;

    Reader(List<ByteBuffer> items) {
      this.items = items;
    }

    @Override
    protected void hookOnSubscribe(org.reactivestreams.Subscription subscription) {}

    /** The end of the test closes the socket. */
    @Override
    protected void hookOnError(Throwable closed) {}

    @Override
    protected void hookOnNext(ByteBuffer item) {
      items.add(item);
    }
  }
}
