package io.reactivesockets.samples.rsock.tour;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * A NAT of the kernel: a network namespace of its own, between two links to this one. Flows come in
 * at the first link and leave by the second, each by a port of its own, and connection tracking
 * forgets what is silent. Needs Linux, root, and the programs {@code ip}, {@code nft} and {@code
 * sysctl}.
 */
final class NamespaceNat implements Nat {

  private static final Duration MEMORY = Duration.ofSeconds(1);
  private static final long PATIENCE_SECONDS = 5;

  // From the range that is set aside for tests of network devices (RFC 2544).
  private static final String CLIENT = "198.18.71.1";
  private static final String INSIDE = "198.18.71.2";
  private static final String OUTSIDE = "198.18.72.2";
  private static final String SERVER = "198.18.72.1";
  private static final String PREFIX = "/30";

  private final String name = "rsock-tour-" + ProcessHandle.current().pid();
  private final String near = "rt" + ProcessHandle.current().pid() + "a";
  private final String far = "rt" + ProcessHandle.current().pid() + "b";
  private final int port;

  /** The process may end before whoever cancels the scene has taken it away. */
  private final Thread atExit = new Thread(this::remove, name);

  private NamespaceNat(int port) {
    this.port = port;
  }

  /** The address that the server has to listen at, once there is a NAT. */
  static String serverAddress() {
    return SERVER;
  }

  /**
   * Makes one.
   *
   * @param port of the server
   * @return cold; fails and leaves nothing behind if it cannot be made
   */
  static Mono<NamespaceNat> create(int port) {
    return Mono.defer(
            () -> {
              NamespaceNat made = new NamespaceNat(port);
              return Mono.fromCallable(made::open)
                  .onErrorResume(failure -> made.close().then(Mono.error(failure)));
            })
        .subscribeOn(Schedulers.boundedElastic());
  }

  private NamespaceNat open() throws IOException, InterruptedException {
    Runtime.getRuntime().addShutdownHook(atExit);
    run("", "ip", "netns", "add", name);
    link(near, CLIENT, "in", INSIDE);
    link(far, SERVER, "out", OUTSIDE);
    inside("", "sysctl", "-qw", "net.ipv4.ip_forward=1");
    inside(rules(), "nft", "-f", "-");
    for (String each : List.of("udp_timeout", "udp_timeout_stream")) {
      inside("", "sysctl", "-qw", "net.netfilter.nf_conntrack_" + each + "=" + MEMORY.toSeconds());
    }
    return this;
  }

  private void link(String here, String address, String there, String other)
      throws IOException, InterruptedException {
    run("", "ip", "link", "add", here, "type", "veth", "peer", "name", there, "netns", name);
    run("", "ip", "address", "add", address + PREFIX, "dev", here);
    run("", "ip", "link", "set", here, "up");
    run("", "ip", "-n", name, "address", "add", other + PREFIX, "dev", there);
    run("", "ip", "-n", name, "link", "set", there, "up");
  }

  private String rules() {
    return """
        table ip nat {
          chain before {
            type nat hook prerouting priority -100;
            iifname "in" udp dport %d dnat to %s
          }
          chain behind {
            type nat hook postrouting priority 100;
            oifname "out" masquerade fully-random
          }
        }
        """
        .formatted(port, SERVER);
  }

  private void inside(String input, String... command) throws IOException, InterruptedException {
    String[] all = new String[command.length + 4];
    System.arraycopy(new String[] {"ip", "netns", "exec", name}, 0, all, 0, 4);
    System.arraycopy(command, 0, all, 4, command.length);
    run(input, all);
  }

  private static void run(String input, String... command)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    process.getOutputStream().write(input.getBytes(StandardCharsets.US_ASCII));
    process.getOutputStream().close();
    if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new IOException(String.join(" ", command) + ": not done in time");
    }
    if (process.exitValue() != 0) {
      throw new IOException(String.join(" ", command) + ": exit code " + process.exitValue());
    }
  }

  @Override
  public String kind() {
    return "of a network namespace";
  }

  @Override
  public InetSocketAddress entrance() {
    return new InetSocketAddress(INSIDE, port);
  }

  @Override
  public Duration memory() {
    return MEMORY;
  }

  @Override
  public Duration firstInterval() {
    return MEMORY.multipliedBy(4).dividedBy(5);
  }

  @Override
  public Mono<Void> close() {
    return Mono.<Void>fromRunnable(
            () -> {
              remove();
              try {
                Runtime.getRuntime().removeShutdownHook(atExit);
              } catch (IllegalStateException processEnds) {
                // Then it is removed twice, which is as well.
              }
            })
        .subscribeOn(Schedulers.boundedElastic());
  }

  /** Its links go with it, but for those that have not got that far. */
  private void remove() {
    runQuietly("ip", "netns", "delete", name);
    runQuietly("ip", "link", "delete", near);
    runQuietly("ip", "link", "delete", far);
  }

  private static void runQuietly(String... command) {
    try {
      run("", command);
    } catch (IOException e) {
      // It was not there, or is gone with the other end.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
