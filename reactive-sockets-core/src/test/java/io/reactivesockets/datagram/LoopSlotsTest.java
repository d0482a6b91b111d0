package io.reactivesockets.datagram;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What Netty's channels do with the slots of a loop; this thread stands for the loop. */
class LoopSlotsTest {

  private static final InetSocketAddress SENDER = Sockets.address("127.0.0.1", 9);

  private @Nullable LoopSlots slots = LoopSlots.borrow(this);

  @AfterEach
  void giveBack() {
    if (slots != null) {
      slots.giveBack();
    }
  }

  @Test
  void a_train_comes_whole_and_is_taken_apart_by_its_receiver() {
    ByteBuf received = received(LoopSlots.SLOTS - 2, "onetwotri4");

    ByteBuf taken = received.readRetainedSlice(3);

    assertThat(received.isReadable()).isFalse();
    assertThat(datagrams(taken)).containsExactly("one", "two", "tri", "4");
    assertThat(borrowed().furtherDatagrams()).isEqualTo(3);
  }

  @Test
  void a_datagram_alone_is_no_train() {
    ByteBuf received = received(LoopSlots.SLOTS - 1, "alone");

    assertThat(received).isNotInstanceOf(ReceivedTrain.class);
    assertThat(Message.copyOf(received, SENDER, null, 100).text(US_ASCII)).isEqualTo("alone");
  }

  @Test
  void what_netty_forgets_to_release_takes_no_slot_away() {
    for (int read = 0; read < 3; read++) {
      ByteBuf all = borrowed().last(2);
      all.writeCharSequence("onetwo", US_ASCII);
      ByteBuf forgotten = all.retainedSlice(all.readerIndex(), 6);
      ByteBuf received = all.retainedSlice(all.readerIndex(), 6);
      ByteBuf taken = received.readRetainedSlice(3);
      received.release();
      all.release();

      assertThat(datagrams(taken)).containsExactly("one", "two");
      assertThat(forgotten.refCnt()).isPositive();

      taken.release();
      borrowed().giveBack();
      slots = LoopSlots.borrow(this);
    }
  }

  @Test
  void the_slots_are_lent_to_one_at_a_time() {
    assertThat(LoopSlots.borrow(new Object())).isNull();
    assertThat(LoopSlots.borrow(this)).isSameAs(slots);
  }

  private ByteBuf received(int slot, String text) {
    ByteBuf all = borrowed().last(LoopSlots.SLOTS - slot);
    all.writeCharSequence(text, US_ASCII);
    return all.retainedSlice(all.readerIndex(), text.length());
  }

  private LoopSlots borrowed() {
    assertThat(slots).isNotNull();
    return slots;
  }

  private static List<String> datagrams(ByteBuf taken) {
    assertThat(taken).isInstanceOf(ReceivedTrain.class);
    ReceivedTrain train = (ReceivedTrain) taken;
    List<String> texts = new ArrayList<>();
    do {
      texts.add(Message.copyOf(train, SENDER, null, 100).text(US_ASCII));
    } while (train.next());
    return texts;
  }
}
