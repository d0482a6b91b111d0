package io.reactivesockets.testing;

import org.jspecify.annotations.Nullable;

/**
 * Two hosts on one cable: two network namespaces, each with an IPv4 and an IPv6 address, joined by
 * a link as good or bad as asked.
 *
 * <p>Over a bad link the faults come from netem where the kernel has it, else from our own
 * emulator.
 */
public final class TwoHosts implements AutoCloseable {

  /** The interface at either end of the link. */
  public static final String DEVICE = "link0";

  // A TUN device drops what its reader is too slow for: only the link's own queue is to drop.
  private static final String TRANSMIT_QUEUE_PACKETS = "10000";

  private final Host left;
  private final Host right;
  private @Nullable LinkEmulator emulator;
  private String link = "veth";

  private TwoHosts(Host left, Host right) {
    this.left = left;
    this.right = right;
  }

  /**
   * One of the two.
   *
   * @param namespace where it lives
   * @param ipv4 its IPv4 address
   * @param ipv6 its IPv6 address
   */
  public record Host(NetworkNamespace namespace, String ipv4, String ipv6) {}

  /**
   * Makes two hosts joined by a virtual cable without faults, or skips the running test.
   *
   * @return the hosts, to be closed by the test
   */
  public static TwoHosts create() {
    return over(LinkConditions.PERFECT);
  }

  /**
   * Makes two hosts joined by a link with faults, or skips the running test.
   *
   * @param conditions of the link
   * @return the hosts, to be closed by the test
   */
  public static TwoHosts over(LinkConditions conditions) {
    return make(conditions, true);
  }

  /** Makes two hosts joined by our emulator, on a kernel with netem too. */
  static TwoHosts emulated(LinkConditions conditions) {
    return make(conditions, false);
  }

  private static TwoHosts make(LinkConditions conditions, boolean byKernel) {
    TwoHosts hosts =
        new TwoHosts(
            new Host(NetworkNamespace.create(), "10.77.0.1", "fd77::1"),
            new Host(NetworkNamespace.create(), "10.77.0.2", "fd77::2"));
    try {
      if (byKernel) {
        hosts.join(conditions);
      } else {
        hosts.emulate(conditions);
      }
      bringUp(hosts.left);
      bringUp(hosts.right);
    } catch (RuntimeException | Error e) {
      hosts.close();
      throw e;
    }
    return hosts;
  }

  private void join(LinkConditions conditions) {
    NetworkNamespace one = left.namespace();
    NetworkNamespace other = right.namespace();
    one.ip("link", "add", DEVICE, "type", "veth", "peer", "name", DEVICE, "netns", other.name());
    if (!conditions.equals(LinkConditions.PERFECT)) {
      if (Netem.apply(one, DEVICE, conditions) && Netem.apply(other, DEVICE, conditions)) {
        link = "netem " + String.join(" ", Netem.arguments(conditions));
      } else {
        one.ip("link", "del", DEVICE);
        emulate(conditions);
      }
    }
  }

  private void emulate(LinkConditions conditions) {
    emulator = LinkEmulator.start(left.namespace(), right.namespace(), DEVICE, conditions);
    link = "emulator " + conditions;
  }

  private static void bringUp(Host host) {
    NetworkNamespace namespace = host.namespace();
    namespace.ip("link", "set", DEVICE, "addrgenmode", "none");
    namespace.ip("link", "set", DEVICE, "txqueuelen", TRANSMIT_QUEUE_PACKETS);
    namespace.address(DEVICE, host.ipv4() + "/24");
    namespace.ip("link", "set", DEVICE, "up");
    namespace.address(DEVICE, host.ipv6() + "/64");
  }

  /**
   * Returns the first host.
   *
   * @return the host with the lower addresses
   */
  public Host left() {
    return left;
  }

  /**
   * Returns the second host.
   *
   * @return the host with the higher addresses
   */
  public Host right() {
    return right;
  }

  /**
   * Tells what joins the hosts, for reports.
   *
   * @return veth, netem or emulator, with the conditions
   */
  public String link() {
    return link;
  }

  /**
   * Cuts an emulated link for good and tells what it did.
   *
   * @return a line of JSON for each direction, counting packets by their fate; empty where the link
   *     is not emulated
   */
  public String stopLink() {
    return emulator == null ? "" : emulator.stop();
  }

  /** Removes both hosts and what joins them. */
  @Override
  public void close() {
    try {
      if (emulator != null) {
        emulator.close();
      }
    } finally {
      left.namespace().close();
      right.namespace().close();
    }
  }
}
