package io.reactivesockets.testing;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Objects;

/** Runs the static method that {@link ChildJvm} names, in the child. */
final class ChildMain {

  private ChildMain() {}

  /**
   * Runs the method and ends the JVM, whatever threads are left.
   *
   * @param command class name, method name, arguments
   */
  public static void main(String[] command) throws ReflectiveOperationException {
    Method method = Class.forName(command[0]).getDeclaredMethod(command[1], String[].class);
    method.setAccessible(true);
    int exit = 0;
    try {
      method.invoke(null, (Object) Arrays.copyOfRange(command, 2, command.length));
    } catch (InvocationTargetException e) {
      Objects.requireNonNullElse(e.getCause(), e).printStackTrace();
      exit = 1;
    }
    System.out.flush();
    Runtime.getRuntime().halt(exit);
  }
}
