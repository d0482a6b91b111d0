package io.reactivesockets.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What users see: the public types of the exported packages, and the types in their signatures. */
final class PublicApi {

  private static final Pattern EVERYWHERE =
      Pattern.compile(
          "(java|javax)\\..*|org\\.(reactivestreams|jspecify)\\..*"
              + "|reactor\\.(core|util)\\..*|io\\.micrometer\\.core\\.instrument\\..*");
  private static final Pattern NETTY = Pattern.compile("(io|reactor)\\.netty\\..*");
  private static final Pattern MICROMETER = Pattern.compile("io\\.micrometer\\..*");
  private static final Pattern SPRING = Pattern.compile("org\\.springframework\\..*");
  private static final Pattern INTERNAL_NAME =
      Pattern.compile(".*(Impl|Internals?|Helpers?|Utils?|Support)");

  private final String root;
  private final Set<String> exported;

  PublicApi(String root, Set<String> exported) {
    this.root = root + ".";
    this.exported = exported;
  }

  /** Only types of the JDK, Reactive Streams, Reactor and our own API in signatures. */
  ArchRule signaturesCarryOnlyOurOwnTypes(JavaClasses module) {
    Set<String> packages =
        module.stream().map(JavaClass::getPackageName).collect(Collectors.toSet());
    Predicate<JavaClass> hidden =
        type ->
            !type.getModifiers().contains(JavaModifier.PUBLIC)
                || (packages.contains(type.getPackageName())
                    && !exported.contains(type.getPackageName()));
    return classes()
        .that(areApi())
        .should(
            new ArchCondition<>("have only types of the JDK, Reactor and the API in signatures") {
              @Override
              public void check(JavaClass item, ConditionEvents events) {
                signature(item)
                    .filter(type -> !mayAppear(type, item, hidden))
                    .distinct()
                    .forEach(
                        type ->
                            events.add(
                                SimpleConditionEvent.violated(
                                    item, item.getName() + " shows users " + type.getName())));
              }
            })
        .allowEmptyShould(true);
  }

  /** What is public in an exported package is something that users can get hold of and name. */
  ArchRule internalsAreNotPublic(JavaClasses module) {
    Set<JavaClass> mentioned = new HashSet<>();
    module.stream()
        .filter(areApi())
        .forEach(type -> signature(type).filter(t -> !t.equals(type)).forEach(mentioned::add));
    return classes()
        .that(areApi())
        .should(
            new ArchCondition<>("be of use to users") {
              @Override
              public void check(JavaClass item, ConditionEvents events) {
                boolean internalName = INTERNAL_NAME.matcher(item.getSimpleName()).matches();
                if (internalName || !(mentioned.contains(item) || canBeHad(item))) {
                  events.add(
                      SimpleConditionEvent.violated(
                          item, item.getName() + " is public but no part of the API"));
                }
              }
            })
        .allowEmptyShould(true);
  }

  private DescribedPredicate<JavaClass> areApi() {
    return DescribedPredicate.describe(
        "are API", type -> exported.contains(type.getPackageName()) && isVisible(type));
  }

  private static boolean isVisible(JavaClass type) {
    boolean enclosingVisible = type.getEnclosingClass().map(PublicApi::isVisible).orElse(true);
    return enclosingVisible && isShown(type.getModifiers()) && !type.isAnonymousClass();
  }

  private static boolean isShown(Set<JavaModifier> modifiers) {
    return modifiers.contains(JavaModifier.PUBLIC) || modifiers.contains(JavaModifier.PROTECTED);
  }

  private static boolean canBeHad(JavaClass type) {
    return type.isInterface()
        || type.isEnum()
        || type.getConstructors().stream().anyMatch(made -> isShown(made.getModifiers()))
        || type.getMembers().stream()
            .filter(member -> isShown(member.getModifiers()))
            .anyMatch(member -> member.getModifiers().contains(JavaModifier.STATIC));
  }

  private boolean mayAppear(JavaClass type, JavaClass where, Predicate<JavaClass> hidden) {
    String name = type.getName();
    if (type.isPrimitive() || EVERYWHERE.matcher(name).matches()) {
      return true;
    }
    if (name.startsWith(root)) {
      return !hidden.test(type);
    }
    String corner = where.getPackageName();
    return (corner.endsWith(".netty") && NETTY.matcher(name).matches())
        || (corner.endsWith(".micrometer") && MICROMETER.matcher(name).matches())
        || (corner.endsWith(".spring") && SPRING.matcher(name).matches());
  }

  private static Stream<JavaClass> signature(JavaClass type) {
    Stream<JavaType> ofType =
        Stream.of(
                type.getSuperclass().stream(),
                type.getInterfaces().stream(),
                type.getTypeParameters().stream().flatMap(p -> p.getUpperBounds().stream()))
            .flatMap(types -> types);
    Stream<JavaType> ofMembers =
        type.getMembers().stream()
            .filter(member -> isShown(member.getModifiers()))
            .filter(member -> !member.getModifiers().contains(JavaModifier.SYNTHETIC))
            .flatMap(PublicApi::types);
    return Stream.concat(ofType, ofMembers)
        .flatMap(involved -> involved.getAllInvolvedRawTypes().stream())
        .map(JavaClass::getBaseComponentType);
  }

  private static Stream<JavaType> types(JavaMember member) {
    if (member instanceof JavaField field) {
      return Stream.of(field.getType());
    }
    JavaCodeUnit code = (JavaCodeUnit) member;
    return Stream.of(
            Stream.of(code.getReturnType()),
            code.getParameterTypes().stream(),
            code.getExceptionTypes().stream().map(JavaType.class::cast),
            code.getTypeParameters().stream().flatMap(p -> p.getUpperBounds().stream()))
        .flatMap(types -> types);
  }
}
