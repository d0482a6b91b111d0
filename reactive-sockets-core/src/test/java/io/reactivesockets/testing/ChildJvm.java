package io.reactivesockets.testing;

import java.io.Serializable;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A second JVM with the class path of this one, which runs one static method, if asked inside a
 * network namespace: a Java process cannot change into one itself.
 *
 * <pre>{@code
 * Peer.Finished client = ChildJvm.of(MyTest::client, "10.77.0.2").in(left).run(ofSeconds(20));
 * }</pre>
 */
public final class ChildJvm {

  /** A static method of a test; it talks back over its standard output and its exit code. */
  @FunctionalInterface
  public interface Program extends Serializable {

    /**
     * Runs in the child.
     *
     * @param arguments those given to {@link ChildJvm#of}
     * @throws Exception to end the child with exit code 1 and the stack trace on standard error
     */
    void run(String[] arguments) throws Exception;
  }

  private final SerializedLambda program;
  private final String[] arguments;
  private final List<String> flags = new ArrayList<>(List.of("-Xmx256m", "-XX:+UseSerialGC"));
  private final List<String> launcher = new ArrayList<>();
  private @Nullable NetworkNamespace namespace;
  private Duration lifetime = Duration.ofMinutes(2);

  private ChildJvm(SerializedLambda program, String[] arguments) {
    this.program = program;
    this.arguments = arguments;
    if (Runtime.version().feature() >= 24) {
      flags.add("--enable-native-access=ALL-UNNAMED");
      flags.add("--sun-misc-unsafe-memory-access=allow");
    }
  }

  /**
   * Names what the child is to run.
   *
   * @param program reference to a static method, such as {@code MyTest::client}; no lambda
   * @param arguments what the method gets
   * @return a description to go on with
   */
  public static ChildJvm of(Program program, String... arguments) {
    return new ChildJvm(read(program), arguments);
  }

  /**
   * Lets the child run inside a network namespace.
   *
   * @param namespace the namespace
   * @return this
   */
  public ChildJvm in(NetworkNamespace namespace) {
    this.namespace = namespace;
    return this;
  }

  /**
   * Lets another program start the JVM, such as {@code setpriv} with its arguments.
   *
   * @param words what stands before the command of the JVM
   * @return this
   */
  public ChildJvm under(String... words) {
    launcher.addAll(List.of(words));
    return this;
  }

  /**
   * Adds flags of the JVM, such as {@code -Xmx64m} (a later flag wins over an earlier one).
   *
   * @param more the flags
   * @return this
   */
  public ChildJvm flags(String... more) {
    flags.addAll(List.of(more));
    return this;
  }

  /**
   * Sets how long the child may live at most. Default: two minutes.
   *
   * @param lifetime from its start
   * @return this
   */
  public ChildJvm lifetime(Duration lifetime) {
    this.lifetime = lifetime;
    return this;
  }

  /**
   * Starts the child.
   *
   * @return the running child, to be closed by the test
   */
  public Peer start() {
    return peer().start();
  }

  /**
   * Runs the child to its end.
   *
   * @param limit how long it may take
   * @return exit code and output
   * @throws AssertionError when the limit passes
   */
  public Peer.Finished run(Duration limit) {
    return peer().run(limit);
  }

  private Peer.Builder peer() {
    return Peer.command(command()).lifetime(lifetime);
  }

  /**
   * Returns the command line, for somebody else to start the child.
   *
   * @return program and arguments
   */
  public List<String> command() {
    List<String> command = new ArrayList<>();
    if (namespace != null) {
      command.addAll(namespace.prefix());
    }
    command.addAll(launcher);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(flags);
    command.add("-cp");
    command.add(classPath());
    command.add(ChildMain.class.getName());
    command.add(program.getImplClass().replace('/', '.'));
    command.add(program.getImplMethodName());
    command.addAll(List.of(arguments));
    return command;
  }

  private static String classPath() {
    String ofSurefire = System.getProperty("surefire.test.class.path");
    return ofSurefire != null ? ofSurefire : System.getProperty("java.class.path");
  }

  private static SerializedLambda read(Program program) {
    try {
      Method replace = program.getClass().getDeclaredMethod("writeReplace");
      replace.setAccessible(true);
      SerializedLambda lambda = (SerializedLambda) replace.invoke(program);
      if (lambda.getCapturedArgCount() > 0 || lambda.getImplMethodName().startsWith("lambda$")) {
        throw new IllegalArgumentException("program: a lambda (expected: Type::staticMethod)");
      }
      return lambda;
    } catch (ReflectiveOperationException e) {
      throw new IllegalArgumentException(
          "program: " + program + " (expected: a method reference)", e);
    }
  }
}
