package io.reactivesockets.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivesockets.error.SocketOperationException;
import io.reactivesockets.host.EndpointPair;
import io.reactivesockets.host.HostName;
import io.reactivesockets.host.NetworkAdapter;
import io.reactivesockets.transport.Transport;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;
import reactor.core.publisher.Mono;

/** Name server, listeners and transport of one test about connecting. */
final class ConnectFixture implements Closeable {

  static final Duration TIMEOUT = Duration.ofSeconds(20);

  private final ScriptedDns dns = ScriptedDns.start();
  private final WatchedTransport transport;
  private final List<Closeable> closeables = new CopyOnWriteArrayList<>();

  ConnectFixture(String transportName) throws IOException {
    transport = WatchedTransport.of(transportName, dns.address());
  }

  static List<String> transports() {
    return Transport.available();
  }

  ScriptedDns dns() {
    return dns;
  }

  WatchedTransport transport() {
    return transport;
  }

  /** Closes something at the end of the test. */
  <T extends Closeable> T closing(T resource) {
    closeables.add(resource);
    return resource;
  }

  /** Listens on an address and a port, 0 for any; connections wait in the backlog. */
  ServerSocket listen(String address, int port) throws IOException {
    return closing(new ServerSocket(port, 50, InetAddress.getByName(address)));
  }

  /** Returns a port on which nobody listens, on any loopback address. */
  int deadPort() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      return taken.getLocalPort();
    }
  }

  StreamSocketControl control(UnaryOperator<StreamSocketControl.Builder> settings) {
    return settings.apply(StreamSocketControl.builder().transport(transport)).build();
  }

  StreamSocketControl control() {
    return control(UnaryOperator.identity());
  }

  Mono<StreamSocket> connect(String host, int port, StreamSocketControl control) {
    return StreamSocket.connect(host, port, control);
  }

  /** Connects, and sees to it that the socket is closed. */
  StreamSocket connected(Mono<StreamSocket> connect) {
    StreamSocket socket = connect.block(TIMEOUT);
    resetting(socket);
    return socket;
  }

  /** Resets a socket at the end of the test. */
  void resetting(StreamSocket socket) {
    closeables.add(() -> socket.reset().block(TIMEOUT));
  }

  /** Connects in vain. */
  static SocketOperationException failure(Mono<?> connect) {
    Throwable thrown = connect.materialize().block(TIMEOUT).getThrowable();
    assertThat(thrown).isInstanceOf(SocketOperationException.class);
    return (SocketOperationException) thrown;
  }

  static EndpointPair from(String localHost, String localService, String host, int port) {
    return new EndpointPair(
        localHost.isEmpty() ? Optional.empty() : Optional.of(HostName.of(localHost)),
        localService,
        HostName.of(host),
        Integer.toString(port));
  }

  static NetworkAdapter loopbackAdapter() {
    return NetworkAdapter.all().stream()
        .filter(NetworkAdapter::isLoopback)
        .findFirst()
        .orElseThrow();
  }

  /** Waits until no stream channel is open any more. */
  void expectNothingOpen() {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
    while (!transport.open().isEmpty() && System.nanoTime() < end) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
    }
    assertThat(transport.open()).isEmpty();
  }

  @Override
  public void close() throws IOException {
    try {
      for (int i = closeables.size() - 1; i >= 0; i--) {
        closeables.get(i).close();
      }
      expectNothingOpen();
    } finally {
      transport.close();
      dns.close();
    }
  }
}
