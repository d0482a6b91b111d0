package io.reactivesockets.testing;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * A network of its own inside this machine: own interfaces, addresses, routes and firewall.
 *
 * <p>It bears a name that no other run uses and is removed by {@link #close()}, at the end of the
 * JVM, or, when that was killed, by the next JVM that makes one. Needs Linux, root and iproute2; a
 * test is skipped with the reason where they are missing.
 */
public final class NetworkNamespace implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Pattern NAME = Pattern.compile("rs(\\d+)-\\d+");
  private static final AtomicInteger NUMBER = new AtomicInteger();
  private static final Set<NetworkNamespace> OPEN = ConcurrentHashMap.newKeySet();

  static {
    Thread removal = new Thread(() -> OPEN.forEach(NetworkNamespace::close), "namespace removal");
    Runtime.getRuntime().addShutdownHook(removal);
  }

  private final String name;

  private NetworkNamespace(String name) {
    this.name = name;
  }

  /**
   * Makes a namespace whose loopback interface is up, or skips the running test.
   *
   * @return the namespace, to be closed by the test
   */
  public static NetworkNamespace create() {
    Tools.require("ip");
    removeAbandoned();
    String name = "rs" + ProcessHandle.current().pid() + "-" + NUMBER.incrementAndGet();
    Peer.Finished added = Peer.command("ip", "netns", "add", name).run(PATIENCE);
    Assumptions.assumeTrue(
        added.exit() == 0, () -> "needs the right to make network namespaces: " + added.errors());
    NetworkNamespace namespace = new NetworkNamespace(name);
    OPEN.add(namespace);
    namespace.ip("link", "set", "lo", "up");
    return namespace;
  }

  private static void removeAbandoned() {
    Path directory = Path.of("/var/run/netns");
    if (!Files.isDirectory(directory)) {
      return;
    }
    List<String> abandoned = new ArrayList<>();
    try (Stream<Path> entries = Files.list(directory)) {
      entries
          .map(entry -> entry.getFileName().toString())
          .filter(n -> isAbandoned(n))
          .forEach(abandoned::add);
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    abandoned.forEach(n -> Peer.command("ip", "netns", "del", n).run(PATIENCE));
  }

  private static boolean isAbandoned(String name) {
    Matcher ours = NAME.matcher(name);
    return ours.matches() && ProcessHandle.of(Long.parseLong(ours.group(1))).isEmpty();
  }

  /**
   * Returns the name under which {@code ip netns} knows it.
   *
   * @return the name
   */
  public String name() {
    return name;
  }

  /**
   * Returns the words to put before a command so that it runs in here.
   *
   * @return the first words of a command line
   */
  public List<String> prefix() {
    return List.of("ip", "netns", "exec", name);
  }

  /**
   * Begins a process that runs in here.
   *
   * @param command program and arguments
   * @return a builder to go on with
   */
  public Peer.Builder command(String... command) {
    List<String> whole = new ArrayList<>(prefix());
    whole.addAll(List.of(command));
    return Peer.command(whole);
  }

  /**
   * Runs a short command in here.
   *
   * @param command program and arguments
   * @return its output
   * @throws AssertionError when it fails or takes longer than 20 seconds
   */
  public String run(String... command) {
    return command(command).run(PATIENCE).expectSuccess().output();
  }

  /**
   * Runs {@code ip} on this namespace.
   *
   * @param arguments such as {@code "addr", "add", "10.0.0.1/24", "dev", "lo"}
   * @return its output
   * @throws AssertionError when it fails
   */
  public String ip(String... arguments) {
    List<String> command = new ArrayList<>(List.of("ip", "-n", name));
    command.addAll(List.of(arguments));
    return Peer.command(command).run(PATIENCE).expectSuccess().output();
  }

  /**
   * Gives an interface an address that can be used at once.
   *
   * @param device the interface
   * @param address with its prefix length, such as {@code "fd77::1/64"}
   */
  public void address(String device, String address) {
    if (address.contains(":")) {
      ip("addr", "add", address, "dev", device, "nodad");
    } else {
      ip("addr", "add", address, "dev", device);
    }
  }

  /**
   * Returns the firewall of this namespace, or skips the running test where nft is missing.
   *
   * @return the firewall, without rules of its own yet
   */
  public Firewall firewall() {
    Tools.require("nft");
    return new Firewall(this);
  }

  /** Removes the namespace with all that is in it. Closing twice is harmless. */
  @Override
  public void close() {
    if (OPEN.remove(this)) {
      Peer.command("ip", "netns", "del", name).run(PATIENCE).expectSuccess();
    }
  }

  @Override
  public String toString() {
    return name;
  }
}
