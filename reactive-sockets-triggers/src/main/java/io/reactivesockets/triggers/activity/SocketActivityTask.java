package io.reactivesockets.triggers.activity;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a broker does when something happens to a socket: it tells a running process of the
 * application, or launches a command if none listens. Immutable.
 *
 * <pre>{@code
 * SocketActivityTask.command("mail", "java", "-jar", "/opt/mail/worker.jar")
 * }</pre>
 */
public final class SocketActivityTask {

  private final String name;
  private final UUID id;
  private final List<String> command;
  private final Map<String, String> environment;
  private final @Nullable Path directory;
  private final boolean listenDescriptors;

  private SocketActivityTask(Builder builder) {
    this.name = builder.name;
    this.id = builder.id;
    this.command = builder.command;
    this.environment = builder.environment;
    this.directory = builder.directory;
    this.listenDescriptors = builder.listenDescriptors;
  }

  /**
   * Returns the task of telling a process that runs and has subscribed to {@link
   * SocketBroker#activities()}.
   *
   * @param name what people call it; unique within the application
   * @return the task
   */
  public static SocketActivityTask runningProcess(String name) {
    return builder(name).build();
  }

  /**
   * Returns the task of launching a program, which connects with {@link
   * SocketBroker#fromEnvironment()} and finds in {@link SocketBroker#activities()} why.
   *
   * @param name what people call it; unique within the application
   * @param command program and arguments
   * @return the task
   */
  public static SocketActivityTask command(String name, String... command) {
    return builder(name).command(List.of(command)).build();
  }

  /**
   * Returns a builder.
   *
   * @param name what people call the task; unique within the application
   * @return a new builder
   */
  public static Builder builder(String name) {
    return new Builder(name);
  }

  /**
   * Returns a builder that starts from this task.
   *
   * @return a new builder
   */
  public Builder toBuilder() {
    Builder builder = new Builder(name);
    builder.id = id;
    builder.command = command;
    builder.environment = environment;
    builder.directory = directory;
    builder.listenDescriptors = listenDescriptors;
    return builder;
  }

  /**
   * Returns what people call it.
   *
   * @return the name
   */
  public String name() {
    return name;
  }

  /**
   * Returns what the task is known by.
   *
   * @return by default made from the name, so the same in each run of the application
   */
  public UUID id() {
    return id;
  }

  /**
   * Returns the program to launch.
   *
   * @return program and arguments, empty if none is launched
   */
  public List<String> command() {
    return command;
  }

  /**
   * Returns the variables of the program's environment.
   *
   * @return by default none, besides a few such as {@code PATH} and {@code HOME}
   */
  public Map<String, String> environment() {
    return environment;
  }

  /**
   * Returns where the program starts.
   *
   * @return by default where the broker runs
   */
  public Optional<Path> directory() {
    return Optional.ofNullable(directory);
  }

  /**
   * Tells whether the program gets the socket as descriptor 3.
   *
   * @return by default {@code false}: it connects back
   */
  public boolean listenDescriptors() {
    return listenDescriptors;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SocketActivityTask that
        && name.equals(that.name)
        && id.equals(that.id)
        && command.equals(that.command)
        && environment.equals(that.environment)
        && Objects.equals(directory, that.directory)
        && listenDescriptors == that.listenDescriptors;
  }

  @Override
  public int hashCode() {
    return Objects.hash(name, id, command, environment, directory, listenDescriptors);
  }

  /** Hides arguments and the values of the environment, which may be secret. */
  @Override
  public String toString() {
    return "SocketActivityTask[name="
        + name
        + ", id="
        + id
        + ", command="
        + (command.isEmpty() ? "none" : command.get(0))
        + ", environment="
        + environment.keySet()
        + ", directory="
        + directory
        + ", listenDescriptors="
        + listenDescriptors
        + "]";
  }

  /** Builds a {@link SocketActivityTask}. */
  public static final class Builder {
    private final String name;
    private UUID id;
    private List<String> command = List.of();
    private Map<String, String> environment = Map.of();
    private @Nullable Path directory;
    private boolean listenDescriptors;

    private Builder(String name) {
      this.name = Names.checked("name", name);
      this.id = UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Sets what the task is known by.
     *
     * @param id any identifier; by default made from the name
     * @return this
     */
    public Builder id(UUID id) {
      this.id = Objects.requireNonNull(id, "id");
      return this;
    }

    /**
     * Sets the program to launch when nobody listens.
     *
     * @param command program and arguments; by default none
     * @return this
     */
    public Builder command(List<String> command) {
      this.command = List.copyOf(command);
      return this;
    }

    /**
     * Sets variables of the program's environment.
     *
     * @param environment names and values; by default none
     * @return this
     */
    public Builder environment(Map<String, String> environment) {
      this.environment = Map.copyOf(new LinkedHashMap<>(environment));
      return this;
    }

    /**
     * Sets where the program starts.
     *
     * @param directory a directory, {@code null} for where the broker runs
     * @return this
     */
    public Builder directory(@Nullable Path directory) {
      this.directory = directory;
      return this;
    }

    /**
     * Sets whether the program gets the socket as descriptor 3, as systemd does ({@code
     * LISTEN_FDS}), so that it can be written in any language. It needs Python 3.
     *
     * @param listenDescriptors whether it does; by default it connects back
     * @return this
     */
    public Builder listenDescriptors(boolean listenDescriptors) {
      this.listenDescriptors = listenDescriptors;
      return this;
    }

    /**
     * Makes the task.
     *
     * @return the task
     * @throws IllegalArgumentException if descriptors are to be passed but there is no command
     */
    public SocketActivityTask build() {
      if (listenDescriptors && command.isEmpty()) {
        throw new IllegalArgumentException("command: none (expected: the program that listens)");
      }
      return new SocketActivityTask(this);
    }
  }
}
