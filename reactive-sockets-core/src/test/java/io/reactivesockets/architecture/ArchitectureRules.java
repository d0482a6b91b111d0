package io.reactivesockets.architecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Checks the main code of the module in whose directory the tests run. A library module extends it,
 * with an empty class of its own among its tests.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class ArchitectureRules {

  private static final String ROOT = "io.reactivesockets";
  private static final Path CLASSES = Path.of("target", "classes");

  private final JavaClasses module = new ClassFileImporter().importPath(CLASSES);
  private final PublicApi api = new PublicApi(ROOT, exported());

  /** Reads the module's compiled classes and its descriptor. */
  protected ArchitectureRules() {}

  private static Set<String> exported() {
    return ModuleFinder.of(CLASSES).findAll().stream()
        .map(ModuleReference::descriptor)
        .flatMap(descriptor -> descriptor.exports().stream())
        .filter(export -> !export.isQualified())
        .map(ModuleDescriptor.Exports::source)
        .collect(Collectors.toSet());
  }

  @Test
  void packages_have_no_cycles() {
    Rules.noPackageCycles(ROOT).check(module);
  }

  @Test
  void packages_know_only_what_the_plan_puts_below_them() {
    Layers.arrowsGoDown(ROOT).check(module);
  }

  @Test
  void public_signatures_carry_only_types_of_the_jdk_of_reactor_and_our_own() {
    api.signaturesCarryOnlyOurOwnTypes(module).check(module);
  }

  @Test
  void internals_are_not_public() {
    api.internalsAreNotPublic(module).check(module);
  }

  @Test
  void nothing_blocks() {
    Rules.noBlocking().check(module);
  }

  @Test
  void nothing_prints() {
    Rules.noStandardStreams().check(module);
  }

  @Test
  void nothing_uses_the_log_of_the_jdk() {
    Rules.noJavaUtilLogging().check(module);
  }
}
