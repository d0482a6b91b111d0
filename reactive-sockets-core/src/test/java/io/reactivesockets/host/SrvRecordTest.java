package io.reactivesockets.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

class SrvRecordTest {
  private static final int ROUNDS = 20_000;

  @Test
  void lower_priorities_come_first() {
    SrvRecord backup = new SrvRecord(20, 65_535, 80, "backup.example");
    SrvRecord first = new SrvRecord(5, 0, 80, "first.example");
    SrvRecord second = new SrvRecord(10, 1, 80, "second.example");

    assertThat(SrvRecord.ordered(List.of(backup, first, second), new Random(1)))
        .containsExactly(first, second, backup);
  }

  @Test
  void the_weight_is_how_often_a_server_is_first() {
    SrvRecord heavy = new SrvRecord(1, 60, 80, "heavy.example");
    SrvRecord light = new SrvRecord(1, 20, 80, "light.example");
    SrvRecord lighter = new SrvRecord(1, 20, 80, "lighter.example");
    List<SrvRecord> records = List.of(light, heavy, lighter);

    assertThat(share(records, order -> order.get(0).equals(heavy))).isCloseTo(0.6, within(0.03));
    assertThat(share(records, order -> order.get(0).equals(light))).isCloseTo(0.2, within(0.03));
    assertThat(share(records, order -> order.get(1).equals(heavy))).isCloseTo(0.3, within(0.03));
  }

  @Test
  void a_server_of_weight_0_is_seldom_first_and_never_lost() {
    SrvRecord none = new SrvRecord(1, 0, 80, "none.example");
    SrvRecord some = new SrvRecord(1, 9, 80, "some.example");
    List<SrvRecord> records = List.of(some, none);

    assertThat(share(records, order -> order.get(0).equals(none))).isCloseTo(0.1, within(0.02));
    assertThat(share(records, order -> order.size() == 2)).isEqualTo(1.0);
  }

  @Test
  void the_heaviest_weights_do_not_overflow() {
    SrvRecord heavy = new SrvRecord(1, 65_535, 80, "heavy.example");

    assertThat(SrvRecord.ordered(java.util.Collections.nCopies(70_000, heavy), new Random(1)))
        .hasSize(70_000);
  }

  @Test
  void the_root_as_target_says_that_there_is_no_such_service() {
    SrvRecord root = new SrvRecord(0, 0, 0, ".");
    SrvRecord server = new SrvRecord(0, 0, 80, "a.example");

    assertThat(SrvRecord.sayUnavailable(List.of(root))).isTrue();
    assertThat(SrvRecord.sayUnavailable(List.of(root, server))).isFalse();
    assertThat(SrvRecord.sayUnavailable(List.of())).isFalse();
    assertThat(SrvRecord.ordered(List.of(root, server), new Random(1))).containsExactly(server);
  }

  @Test
  void numbers_out_of_range_are_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new SrvRecord(1, 65_536, 80, "a.example"))
        .withMessage("weight: 65536 (expected: 0..65535)");
  }

  private static double share(List<SrvRecord> records, Predicate<List<SrvRecord>> property) {
    Random random = new Random(2782);
    int count = 0;
    for (int round = 0; round < ROUNDS; round++) {
      if (property.test(SrvRecord.ordered(records, random))) {
        count++;
      }
    }
    return (double) count / ROUNDS;
  }
}
