package io.reactivesockets.error;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.ChannelException;
import io.netty.channel.unix.Errors.NativeIoException;
import io.reactivesockets.host.HostName;
import io.reactivesockets.stream.StreamSocket;
import io.reactivesockets.stream.StreamSocketControl;
import io.reactivesockets.stream.StreamSocketListener;
import io.reactivesockets.stream.StreamSocketListenerControl;
import io.reactivesockets.testing.ChildJvm;
import io.reactivesockets.testing.NoDescriptorsLeft;
import io.reactivesockets.testing.Peer;
import io.reactivesockets.testing.Tools;
import io.reactivesockets.transport.Transport;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketException;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;

/** What it is called when the system refuses, over each transport, in a child JVM of few rights. */
class ProvokedLimitsTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(60);
  private static final String LOOPBACK = "127.0.0.1";
  private static final int EMFILE = 24;
  private static final String TOLD = "told: ";

  @Test
  void without_descriptors_left_nothing_can_be_opened() {
    Tools.require("prlimit");
    Peer.Finished child =
        ChildJvm.of(ProvokedLimitsTest::openWithoutDescriptors)
            .under("prlimit", "--nofile=400:400")
            .flags("-XX:-MaxFDLimit")
            .run(TIMEOUT);

    expect(
        child,
        name ->
            Stream.of(
                name + " connect CONNECT TOO_MANY_OPEN_FILES",
                name + " bind BIND TOO_MANY_OPEN_FILES"));
  }

  static void openWithoutDescriptors(String[] arguments) throws IOException {
    int closed = closedPort();
    for (String name : Transport.available()) {
      // Once with descriptors: classes come from directories here, which takes some to load them.
      tell("warm-up", connect(name, closed));
      bind(name, 0).flatMap(listener -> listener.shutdown(Duration.ZERO)).block(TIMEOUT);
    }
    for (SocketPhase phase : SocketPhase.values()) {
      tell("warm-up", Mono.error(unopened(phase, new NativeIoException("socket", -EMFILE))));
      tell("warm-up", Mono.error(unopened(phase, new SocketException())));
    }
    try (NoDescriptorsLeft all = NoDescriptorsLeft.take()) {
      for (String name : Transport.available()) {
        tell(TOLD + name + " connect", connect(name, closed));
        tell(TOLD + name + " bind", bind(name, 0));
      }
    }
  }

  private static SocketOperationException unopened(SocketPhase phase, IOException cause) {
    return SocketOperationException.of(new ChannelException(cause), phase, "open", null, null);
  }

  @Test
  void a_privileged_port_is_not_for_everyone() {
    Tools.require("setpriv");
    Peer.Finished child =
        ChildJvm.of(ProvokedLimitsTest::bindPrivileged)
            .under("setpriv", "--bounding-set=-net_bind_service", "--inh-caps=-net_bind_service")
            .run(TIMEOUT);

    expect(
        child,
        name ->
            Stream.of(
                name + " privileged BIND ACCESS_DENIED",
                name + " taken BIND ADDRESS_ALREADY_IN_USE"));
  }

  static void bindPrivileged(String[] arguments) throws IOException {
    try (ServerSocket holder = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      for (String name : Transport.available()) {
        tell(TOLD + name + " privileged", bind(name, 1));
        tell(TOLD + name + " taken", bind(name, holder.getLocalPort()));
      }
    }
  }

  private static void expect(
      Peer.Finished child, java.util.function.Function<String, Stream<String>> lines) {
    assertThat(child.expectSuccess().output().lines().filter(line -> line.startsWith(TOLD)))
        .describedAs(child.errors())
        .containsExactlyElementsOf(
            Transport.available().stream().flatMap(lines).map(line -> TOLD + line).toList());
  }

  private static void tell(String what, Publisher<?> operation) {
    Mono.from(operation)
        .materialize()
        .doOnNext(
            signal -> {
              if (signal.getThrowable() instanceof SocketOperationException error) {
                System.out.println(what + " " + error.phase() + " " + error.status());
                error.printStackTrace();
              } else {
                System.out.println(what + " " + signal);
              }
            })
        .block(TIMEOUT);
  }

  private static int closedPort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private static Mono<StreamSocket> connect(String transport, int port) {
    return StreamSocket.connect(
        LOOPBACK,
        port,
        StreamSocketControl.builder().transport(Transport.byName(transport)).build());
  }

  private static Mono<StreamSocketListener> bind(String transport, int port) {
    return StreamSocketListener.bind(
        HostName.of(LOOPBACK),
        Integer.toString(port),
        StreamSocketListenerControl.builder().transport(Transport.byName(transport)).build());
  }
}
