package io.reactivesockets.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class NetworkNamespaceTest {

  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  @Test
  void a_namespace_is_a_network_of_its_own_and_is_gone_afterwards() {
    NetworkNamespace namespace = NetworkNamespace.create();
    try (namespace) {
      assertThat(namespace.ip("-o", "link")).contains("lo:").doesNotContain("link0");
      assertThat(Files.exists(Path.of("/var/run/netns", namespace.name()))).isTrue();
    }
    assertThat(Files.exists(Path.of("/var/run/netns", namespace.name()))).isFalse();
    namespace.close();
  }

  @Test
  void a_failing_command_inside_fails_the_test() {
    try (NetworkNamespace namespace = NetworkNamespace.create()) {
      assertThatThrownBy(() -> namespace.ip("link", "set", "nothing", "up"))
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining("nothing");
    }
  }

  @Test
  void child_jvms_in_two_hosts_reach_each_other_over_both_families() {
    try (TwoHosts hosts = TwoHosts.create()) {
      for (String address : new String[] {hosts.right().ipv4(), hosts.right().ipv6()}) {
        try (Peer server =
            ChildJvm.of(NetworkNamespaceTest::greet, address)
                .in(hosts.right().namespace())
                .start()) {
          String port = server.awaitLine("listening (\\d+)", TIMEOUT).group(1);

          Peer.Finished client =
              ChildJvm.of(NetworkNamespaceTest::call, address, port)
                  .in(hosts.left().namespace())
                  .run(TIMEOUT);

          assertThat(client.expectSuccess().output()).isEqualTo("said H\n");
          server.awaitExit(TIMEOUT).expectSuccess();
        }
      }
    }
  }

  @Test
  void a_child_that_throws_ends_with_exit_code_1_and_the_stack_trace() {
    Peer.Finished child = ChildJvm.of(NetworkNamespaceTest::fail).run(TIMEOUT);

    assertThat(child.exit()).isEqualTo(1);
    assertThat(child.errors()).contains("IllegalStateException: on purpose");
  }

  @Test
  void a_lambda_is_refused_because_the_child_could_not_find_it() {
    assertThatThrownBy(() -> ChildJvm.of(arguments -> System.exit(0)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected: Type::staticMethod");
  }

  static void greet(String[] arguments) throws IOException {
    try (ServerSocket server = new ServerSocket()) {
      server.bind(new InetSocketAddress(arguments[0], 0));
      System.out.println("listening " + server.getLocalPort());
      try (Socket client = server.accept()) {
        client.getOutputStream().write('H');
      }
    }
  }

  static void call(String[] arguments) throws IOException {
    try (Socket socket = new Socket(arguments[0], Integer.parseInt(arguments[1]))) {
      System.out.println("said " + (char) socket.getInputStream().read());
    }
  }

  static void fail(String[] arguments) {
    throw new IllegalStateException("on purpose");
  }
}
