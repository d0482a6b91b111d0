package io.reactivesockets.testing;

import java.time.Duration;

/** What a namespace lets in and out, by nftables: to provoke each way in which networks fail. */
public final class Firewall {

  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final String SETUP =
      """
      add table inet faults
      add chain inet faults in { type filter hook input priority 0; }
      add chain inet faults out { type filter hook output priority 0; }
      """;

  private final NetworkNamespace namespace;

  Firewall(NetworkNamespace namespace) {
    this.namespace = namespace;
    load(SETUP);
  }

  /** An answer to a packet that is not let in. */
  public enum Answer {
    /** None: the sender waits in vain. */
    SILENCE("drop"),
    /** A TCP reset; for TCP only. */
    RESET("reject with tcp reset"),
    /** ICMP port unreachable, of either family. */
    PORT_UNREACHABLE("reject with icmpx port-unreachable"),
    /** ICMP host unreachable; address unreachable of ICMPv6. */
    HOST_UNREACHABLE("reject with icmpx host-unreachable"),
    /** ICMP network unreachable; no route of ICMPv6. */
    NETWORK_UNREACHABLE("reject with icmpx no-route"),
    /** ICMP administratively prohibited, of either family. */
    PROHIBITED("reject with icmpx admin-prohibited");

    private final String verdict;

    Answer(String verdict) {
      this.verdict = verdict;
    }
  }

  /**
   * Answers TCP packets that come in for a port.
   *
   * @param port the local port
   * @param answer what the sender gets
   * @return this firewall
   */
  public Firewall tcpIn(int port, Answer answer) {
    return rule("in", "tcp dport " + port + " " + answer.verdict);
  }

  /**
   * Answers datagrams that come in for a port.
   *
   * @param port the local port
   * @param answer what the sender gets
   * @return this firewall
   */
  public Firewall udpIn(int port, Answer answer) {
    return rule("in", "udp dport " + port + " " + answer.verdict);
  }

  /**
   * Answers everything that is sent from here to an address.
   *
   * @param address IPv4 or IPv6, a prefix length may follow
   * @param answer what the sender gets
   * @return this firewall
   */
  public Firewall out(String address, Answer answer) {
    String family = address.contains(":") ? "ip6" : "ip";
    return rule("out", family + " daddr " + address + " " + answer.verdict);
  }

  /**
   * Adds a rule in the words of nftables.
   *
   * @param chain {@code in} or {@code out}
   * @param rule such as {@code "tcp dport 80 numgen random mod 100 < 5 drop"}
   * @return this firewall
   */
  public Firewall rule(String chain, String rule) {
    load("add rule inet faults " + chain + " " + rule + "\n");
    return this;
  }

  /**
   * Removes all rules: everything passes again.
   *
   * @return this firewall
   */
  public Firewall clear() {
    load("flush table inet faults\n");
    return this;
  }

  private void load(String rules) {
    try (Peer nft = namespace.command("nft", "-f", "-").start()) {
      nft.send(rules);
      nft.endInput();
      nft.awaitExit(PATIENCE).expectSuccess();
    }
  }
}
