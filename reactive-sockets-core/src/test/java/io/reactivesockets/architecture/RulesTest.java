package io.reactivesockets.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Each rule sees the class that breaks it, and lets its lawful neighbours pass. */
@Tag("once")
class RulesTest {

  private static final String BAD = "io.reactivesockets.architecture.bad";

  private final JavaClasses bad = new ClassFileImporter().importPackages(BAD);
  private final PublicApi api = new PublicApi(BAD, Set.of(BAD + ".api", BAD + ".netty"));

  @Test
  void a_cycle_of_packages_is_seen() {
    assertThat(violations(Rules.noPackageCycles(BAD)))
        .anyMatch(text -> text.contains("Slice host -> ") && text.contains("Slice host.zone"));
  }

  @Test
  void an_arrow_that_goes_up_is_seen() {
    assertThat(violations(Layers.arrowsGoDown(BAD)))
        .anyMatch(text -> text.contains("error.Low") && text.contains("stream.High"))
        .noneMatch(text -> text.startsWith("Method <" + BAD + ".stream.High"));
  }

  @Test
  void a_package_without_a_place_in_the_plan_is_seen() {
    assertThat(violations(Layers.arrowsGoDown(BAD)))
        .anyMatch(text -> text.contains("unplaced.Stray is in a package that has no place"));
  }

  @Test
  void foreign_and_hidden_types_in_signatures_are_seen() {
    assertThat(violations(api.signaturesCarryOnlyOurOwnTypes(bad)))
        .containsExactlyInAnyOrder(
            BAD + ".api.ShowsNetty shows users io.netty.buffer.ByteBuf",
            BAD + ".api.ShowsNetty shows users " + BAD + ".internal.Hidden");
  }

  @Test
  void internals_that_are_public_are_seen() {
    assertThat(violations(api.internalsAreNotPublic(bad)))
        .containsExactlyInAnyOrder(
            BAD + ".api.Unreachable is public but no part of the API",
            BAD + ".api.SocketUtils is public but no part of the API");
  }

  @Test
  void blocking_calls_are_seen() {
    assertThat(violations(Rules.noBlocking()))
        .anyMatch(text -> text.contains("Mono.block()"))
        .anyMatch(text -> text.contains("Flux.blockLast()"))
        .anyMatch(text -> text.contains("ChannelFuture.syncUninterruptibly()"))
        .anyMatch(text -> text.contains("DisposableServer.disposeNow()"))
        .anyMatch(text -> text.contains("Thread.sleep(long)"))
        .hasSize(5);
  }

  @Test
  void printing_is_seen() {
    assertThat(violations(Rules.noStandardStreams()))
        .anyMatch(text -> text.contains("Offender.prints()"));
  }

  @Test
  void the_log_of_the_jdk_is_seen() {
    assertThat(violations(Rules.noJavaUtilLogging()))
        .anyMatch(text -> text.contains("Offender.logs()"));
  }

  private List<String> violations(ArchRule rule) {
    return rule.evaluate(bad).getFailureReport().getDetails();
  }
}
