package io.reactivesockets.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * The floors of the house, from the ground up; code knows its own floor and those below. Two
 * features on one floor may know each other one way: a cycle is another rule's business.
 */
final class Layers extends ArchCondition<JavaClass> {

  private static final List<Set<String>> FLOORS =
      List.of(
          Set.of("error"),
          Set.of("host", "metrics"),
          Set.of("channel"),
          Set.of("transport", "tls", "framing", "descriptor"),
          Set.of("stream", "datagram"),
          Set.of("websocket", "triggers", "netty", "micrometer"),
          Set.of("test"));

  private final String root;

  private Layers(String root) {
    super("know only their own floor and those below");
    this.root = root + ".";
  }

  static ArchRule arrowsGoDown(String root) {
    return classes().should(new Layers(root)).allowEmptyShould(true);
  }

  @Override
  public void check(JavaClass item, ConditionEvents events) {
    if (!isOurs(item)) {
      return;
    }
    int floor = floor(item);
    if (floor < 0) {
      String message = item.getName() + " is in a package that has no place in the plan (Layers)";
      events.add(SimpleConditionEvent.violated(item, message));
      return;
    }
    for (Dependency dependency : item.getDirectDependenciesFromSelf()) {
      JavaClass target = dependency.getTargetClass().getBaseComponentType();
      if (isOurs(target) && floor(target) > floor) {
        events.add(SimpleConditionEvent.violated(dependency, dependency.getDescription()));
      }
    }
  }

  private boolean isOurs(JavaClass type) {
    return type.getPackageName().startsWith(root);
  }

  private int floor(JavaClass type) {
    String feature = type.getPackageName().substring(root.length()).split("\\.", 2)[0];
    return IntStream.range(0, FLOORS.size())
        .filter(floor -> FLOORS.get(floor).contains(feature))
        .findFirst()
        .orElse(-1);
  }
}
