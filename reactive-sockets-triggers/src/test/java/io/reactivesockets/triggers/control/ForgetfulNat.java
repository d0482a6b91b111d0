package io.reactivesockets.triggers.control;

import io.reactivesockets.testing.NetworkNamespace;
import io.reactivesockets.testing.Peer;
import io.reactivesockets.testing.Tools;
import java.time.Duration;

/**
 * A client and a server with a NAT in between that forgets idle flows: what comes of a forgotten
 * TCP connection is dropped, and a forgotten UDP flow gets another port.
 */
final class ForgetfulNat implements AutoCloseable {

  static final String SERVER = "10.72.0.2";
  static final String CLIENT = "10.71.0.2";

  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final String RULES =
      """
      add table ip nat
      add chain ip nat post { type nat hook postrouting priority 100; }
      add rule ip nat post oifname "out0" masquerade fully-random
      add table ip guard
      add chain ip guard forward { type filter hook forward priority 0; }
      add rule ip guard forward ct state invalid drop
      """;

  private final NetworkNamespace client = NetworkNamespace.create();
  private final NetworkNamespace nat = NetworkNamespace.create();
  private final NetworkNamespace server = NetworkNamespace.create();

  private ForgetfulNat() {}

  /** Makes one that forgets after so many seconds, or skips the running test. */
  static ForgetfulNat forgettingAfter(int seconds) {
    Tools.require("nft", "sysctl", "python3");
    ForgetfulNat made = new ForgetfulNat();
    try {
      made.connect();
      made.forgetAfter(seconds);
    } catch (RuntimeException | Error e) {
      made.close();
      throw e;
    }
    return made;
  }

  private void connect() {
    join(client, "in0", CLIENT, "10.71.0.1");
    join(server, "out0", SERVER, "10.72.0.1");
    client.ip("route", "add", "default", "via", "10.71.0.1");
    nat.run("sysctl", "-qw", "net.ipv4.ip_forward=1");
    try (Peer nft = nat.command("nft", "-f", "-").start()) {
      nft.send(RULES);
      nft.endInput();
      nft.awaitExit(PATIENCE).expectSuccess();
    }
    nat.run("sysctl", "-qw", "net.netfilter.nf_conntrack_tcp_loose=0");
  }

  private void join(NetworkNamespace host, String device, String address, String gateway) {
    host.ip("link", "add", device, "type", "veth", "peer", "name", device, "netns", nat.name());
    host.address(device, address + "/24");
    nat.address(device, gateway + "/24");
    host.ip("link", "set", device, "up");
    nat.ip("link", "set", device, "up");
  }

  void forgetAfter(int seconds) {
    for (String of :
        new String[] {"tcp_timeout_established", "udp_timeout", "udp_timeout_stream"}) {
      nat.run("sysctl", "-qw", "net.netfilter.nf_conntrack_" + of + "=" + seconds);
    }
  }

  NetworkNamespace client() {
    return client;
  }

  NetworkNamespace server() {
    return server;
  }

  @Override
  public void close() {
    client.close();
    nat.close();
    server.close();
  }
}
