package io.reactivesockets.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.reactivesockets.benchmarks.peer.Library;
import io.reactivesockets.benchmarks.run.Plan;
import org.junit.jupiter.api.Test;

class OptionsTest {

  @Test
  void without_options_every_row_of_every_library_has_its_rounds() {
    Plan plan = Options.parse(new String[0]).plan();

    assertThat(plan.rows()).isEmpty();
    assertThat(plan.transports()).isEmpty();
    assertThat(plan.libraries()).isEmpty();
    assertThat(plan.rounds()).isEqualTo(15);
  }

  @Test
  void options_choose_what_runs() {
    Plan plan =
        Options.parse(
                new String[] {
                  "--rows", "echo-1,accept", "--libraries", "ours,netty", "--rounds", "3"
                })
            .plan();

    assertThat(plan.rows()).containsExactly("echo-1", "accept");
    assertThat(plan.libraries()).containsExactly(Library.REACTIVE_SOCKETS, Library.NETTY);
    assertThat(plan.rounds()).isEqualTo(3);
  }

  @Test
  void a_wrong_value_is_named_with_what_was_expected() {
    assertThatThrownBy(() -> Options.parse(new String[] {"--rounds", "0"}))
        .hasMessage("--rounds: 0 (expected: a number above 0)");
    assertThatThrownBy(() -> Options.parse(new String[] {"--libraries", "other"}))
        .hasMessageStartingWith("--libraries: other (expected: of [netty, ");
    assertThatThrownBy(() -> Options.parse(new String[] {"--nothing", "1"}))
        .hasMessage("--nothing: unknown option");
    assertThatThrownBy(() -> Options.parse(new String[] {"--rounds"}))
        .hasMessage("--rounds: unknown, or without its value");
  }
}
