package io.reactivesockets.samples.rsock.docs;

import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A name as documents write it: {@code Type}, {@code Type#member} or {@code Type#member(A, B)}. */
final class JavaName {

  private static final Pattern FORM =
      Pattern.compile("([\\w.]+)(?:#(\\w+)(?:\\(([\\w., ]*)\\))?)?");

  private JavaName() {}

  /** Tells whether there is a public type, and if named a public member of it, like that. */
  static boolean exists(String name) {
    Matcher form = FORM.matcher(name);
    return form.matches()
        && type(form.group(1))
            .filter(type -> Modifier.isPublic(type.getModifiers()))
            .filter(type -> form.group(2) == null || has(type, form.group(2), form.group(3)))
            .isPresent();
  }

  private static boolean has(Class<?> type, String member, @Nullable String parameters) {
    Stream<Method> methods =
        Arrays.stream(type.getMethods()).filter(method -> method.getName().equals(member));
    if (parameters != null) {
      return methods.anyMatch(method -> parameters(method).equals(parameters));
    }
    Stream<Field> fields =
        Arrays.stream(type.getFields()).filter(field -> field.getName().equals(member));
    return methods.findAny().isPresent() || fields.findAny().isPresent();
  }

  private static String parameters(Executable method) {
    return Arrays.stream(method.getParameterTypes())
        .map(Class::getSimpleName)
        .collect(Collectors.joining(", "));
  }

  /** Finds a type; what cannot be found as it stands may be a nested one. */
  private static Optional<Class<?>> type(String name) {
    try {
      return Optional.of(Class.forName(name, false, JavaName.class.getClassLoader()));
    } catch (ClassNotFoundException e) {
      int dot = name.lastIndexOf('.');
      return dot < 0
          ? Optional.empty()
          : type(name.substring(0, dot) + '$' + name.substring(dot + 1));
    }
  }
}
