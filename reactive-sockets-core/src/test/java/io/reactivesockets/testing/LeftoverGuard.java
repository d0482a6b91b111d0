package io.reactivesockets.testing;

import java.lang.reflect.AnnotatedElement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * Fails a test during which an error was dropped or an event loop blocked, and a test class that
 * leaves a buffer, a descriptor, a thread or a process behind. What a test leaves that failed half
 * way is only shown: its class would fail for the same reason once more, whatever a second try
 * says.
 *
 * <p>JUnit finds it by itself ({@code META-INF/services}, {@code junit-platform.properties}), in
 * every module that has the test jar of the core on its class path. It looks when everything else
 * of a test or class is over: after-methods, other extensions and closeable resources included.
 * What ends by itself is given {@value #SETTLE_PARAMETER} (ISO-8601, default PT5S) to do so.
 */
public final class LeftoverGuard implements BeforeAllCallback, BeforeEachCallback {

  /** JUnit configuration parameter: how long leftovers of a class may take to disappear. */
  static final String SETTLE_PARAMETER = "io.reactivesockets.testing.settle";

  private static final Namespace NAMESPACE = Namespace.create(LeftoverGuard.class);
  private static final String NO_TEST = "no test";

  private static volatile String running = NO_TEST;
  private static boolean installed;

  /** Installs the detectors, once in a JVM and before any test class is initialised. */
  public LeftoverGuard() {
    install();
  }

  private static synchronized void install() {
    if (!installed) {
      installed = true;
      BufferLeaks.install();
      OpenDescriptors.install();
      Incidents.install();
      Incidents.hook();
    }
  }

  /** Returns the name of the test that runs now, for reports. */
  static String running() {
    return running;
  }

  private static String enter(String test) {
    String outer = running;
    running = test;
    return outer;
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    boolean outermost = context.getParent().flatMap(ExtensionContext::getTestClass).isEmpty();
    if (outermost) {
      context.getStore(NAMESPACE).put(ClassScope.class, new ClassScope(context));
    }
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    Incidents.hook();
    ClassScope scope = context.getStore(NAMESPACE).get(ClassScope.class, ClassScope.class);
    context.getStore(NAMESPACE).put(TestScope.class, new TestScope(context, scope));
  }

  private static void fail(ExtensionContext context, String where, List<String> findings) {
    List<Pattern> tolerated = tolerated(context);
    List<String> serious =
        findings.stream()
            .filter(text -> tolerated.stream().noneMatch(pattern -> pattern.matcher(text).find()))
            .toList();
    if (!serious.isEmpty()) {
      throw new AssertionError(where + "\n- " + String.join("\n- ", serious));
    }
  }

  private static List<Pattern> tolerated(ExtensionContext context) {
    List<Pattern> patterns = new ArrayList<>();
    Optional<ExtensionContext> next = Optional.of(context);
    while (next.isPresent()) {
      Optional<AnnotatedElement> element = next.get().getElement();
      AnnotationSupport.findAnnotation(element, Tolerates.class)
          .ifPresent(
              found -> List.of(found.value()).forEach(p -> patterns.add(Pattern.compile(p))));
      next = next.get().getParent();
    }
    return patterns;
  }

  private static List<String> describe(List<Incident> incidents) {
    return incidents.stream().map(Incident::describe).toList();
  }

  /** From the first callback of a class to the very end of it. */
  private static final class ClassScope implements AutoCloseable {

    private final ExtensionContext context;
    private final String outer;
    private final Duration settle;
    private final List<Watch> watches;
    private volatile boolean failed;

    ClassScope(ExtensionContext context) {
      this.context = context;
      this.settle =
          context
              .getConfigurationParameter(SETTLE_PARAMETER)
              .map(Duration::parse)
              .orElse(Duration.ofSeconds(5));
      this.watches =
          List.of(
              new BufferLeaks(), new OpenDescriptors(), new LiveThreads(), new ChildProcesses());
      this.outer = enter(context.getDisplayName());
    }

    @Override
    public void close() {
      enter(outer);
      List<String> left =
          Settle.untilEmpty(
              settle, () -> watches.stream().flatMap(w -> w.leftovers().stream()).toList());
      List<String> findings = new ArrayList<>(left);
      findings.addAll(describe(Incidents.drain()));
      String where = context.getDisplayName() + " left something behind:";
      if (failed) {
        findings.forEach(finding -> System.err.println(where + " " + finding));
      } else {
        fail(context, where, findings);
      }
    }
  }

  /** From the first callback of a test to the very end of it. */
  private static final class TestScope implements AutoCloseable {

    private final ExtensionContext context;
    private final ClassScope scope;
    private final String outer;
    private final String name;

    TestScope(ExtensionContext context, ClassScope scope) {
      this.context = context;
      this.scope = scope;
      this.name = context.getRequiredTestClass().getSimpleName() + "." + context.getDisplayName();
      this.outer = enter(name);
    }

    @Override
    public void close() {
      enter(outer);
      if (context.getExecutionException().isPresent()) {
        scope.failed = true;
      }
      scope.watches.forEach(watch -> watch.afterTest(name));
      fail(context, "Something went wrong during " + name + ":", describe(Incidents.drain()));
    }
  }
}
