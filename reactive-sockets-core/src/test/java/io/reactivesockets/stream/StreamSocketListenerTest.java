package io.reactivesockets.stream;

import static io.reactivesockets.stream.SocketPair.TIMEOUT;
import static io.reactivesockets.stream.SocketPair.bytes;
import static io.reactivesockets.stream.Statuses.status;
import static org.assertj.core.api.Assertions.assertThat;

import io.reactivesockets.error.SocketErrorStatus;
import io.reactivesockets.host.HostName;
import io.reactivesockets.testing.AnyMoment;
import io.reactivesockets.testing.OnEachTransport;
import io.reactivesockets.transport.Transport;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.assertj.core.api.Assumptions;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

class StreamSocketListenerTest {

  private static StreamSocketListener listen(
      Transport transport, UnaryOperator<StreamSocketListenerControl.Builder> control) {
    return StreamSocketListener.bind(
            "127.0.0.1",
            0,
            control.apply(StreamSocketListenerControl.builder().transport(transport)).build())
        .block(TIMEOUT);
  }

  private static Mono<StreamSocket> connect(Transport transport, StreamSocketListener listener) {
    return StreamSocket.connect(
        "127.0.0.1", listener.port(), StreamSocketControl.builder().transport(transport).build());
  }

  private static void closeAll(List<StreamSocket> sockets) {
    Flux.fromIterable(sockets).flatMap(StreamSocket::reset).blockLast(TIMEOUT);
  }

  @OnEachTransport
  void connections_are_accepted_when_they_are_asked_for(Transport transport) {
    StreamSocketListener listener = listen(transport, control -> control);
    List<StreamSocket> clients =
        Flux.range(0, 10).flatMap(i -> connect(transport, listener)).collectList().block(TIMEOUT);
    List<StreamSocket> accepted = new ArrayList<>();

    // Nothing is accepted before the first demand
    assertThat(listener.information().acceptedCount()).isZero();
    StepVerifier.create(listener.connections(), 0)
        .thenRequest(3)
        .consumeNextWith(accepted::add)
        .consumeNextWith(accepted::add)
        .consumeNextWith(accepted::add)
        .thenRequest(1)
        .consumeNextWith(accepted::add)
        .thenCancel()
        .verify(TIMEOUT);
    // At most one more may have been on its way
    assertThat(listener.information().acceptedCount()).isBetween(4L, 5L);

    StepVerifier.create(listener.connections().take(6))
        .thenConsumeWhile(socket -> true, accepted::add)
        .expectComplete()
        .verify(TIMEOUT);
    assertThat(accepted).hasSize(10);
    assertThat(listener.information().openCount()).isEqualTo(10);
    closeAll(clients);
    closeAll(accepted);
    listener.close().block(TIMEOUT);
  }

  @OnEachTransport
  void closing_completes_the_flux_frees_the_port_and_leaves_the_sockets_open(Transport transport) {
    StreamSocketListener listener = listen(transport, control -> control);
    List<StreamSocket> both = new ArrayList<>();

    StepVerifier.create(listener.connections())
        .then(() -> both.add(connect(transport, listener).block(TIMEOUT)))
        .consumeNextWith(both::add)
        .then(() -> listener.close().block(TIMEOUT))
        .expectComplete()
        .verify(TIMEOUT);
    listener.close().block(TIMEOUT);
    listener.closed().block(TIMEOUT);

    both.get(0).send(bytes("alive")).block(TIMEOUT);
    StepVerifier.create(SocketPair.text(both.get(1), 5))
        .expectNext("alive")
        .expectComplete()
        .verify(TIMEOUT);
    StepVerifier.create(connect(transport, listener))
        .expectErrorSatisfies(status(SocketErrorStatus.CONNECTION_REFUSED))
        .verify(TIMEOUT);
    closeAll(both);
  }

  @OnEachTransport
  void nobody_is_let_in_from_the_moment_in_which_closing_is_done(Transport transport) {
    int letIn = 0;
    for (int i = 0; i < 300; i++) {
      StreamSocketListener listener = listen(transport, control -> control);
      int port = listener.port();

      listener.close().block(TIMEOUT);

      try (Socket late = new Socket()) {
        late.connect(new InetSocketAddress("127.0.0.1", port));
        letIn++;
      } catch (IOException refused) {
        assertThat(refused).isInstanceOf(ConnectException.class);
      }
    }
    assertThat(letIn).isZero();
  }

  @OnEachTransport
  void leaving_a_bind_at_any_moment_leaves_nobody_listening(Transport transport) {
    StreamSocketListenerControl control =
        StreamSocketListenerControl.builder().transport(transport).build();

    AnyMoment.leave(
        () -> StreamSocketListener.bind("127.0.0.1", 0, control), StreamSocketListener::close);
  }

  @Test
  void a_shutdown_that_is_done_at_its_deadline_drops_nothing() {
    StreamSocketListener listener = listen(Transport.system(), control -> control);
    for (int i = 0; i < 5_000; i++) {
      assertThat(listener.shutdown(Duration.ZERO).block(TIMEOUT)).isZero();
    }
  }

  @OnEachTransport
  void a_second_subscriber_is_refused(Transport transport) {
    StreamSocketListener listener = listen(transport, control -> control);
    var first = listener.connections().subscribe();

    StepVerifier.create(listener.connections())
        .expectErrorSatisfies(status(SocketErrorStatus.IN_USE))
        .verify(TIMEOUT);

    first.dispose();
    listener.close().block(TIMEOUT);
  }

  @OnEachTransport
  void a_port_in_use_is_refused(Transport transport) {
    StreamSocketListener listener = listen(transport, control -> control);

    StepVerifier.create(
            StreamSocketListener.bind(
                "127.0.0.1",
                listener.port(),
                StreamSocketListenerControl.builder().transport(transport).build()))
        .expectErrorSatisfies(status(SocketErrorStatus.ADDRESS_ALREADY_IN_USE))
        .verify(TIMEOUT);

    listener.close().block(TIMEOUT);
  }

  @OnEachTransport
  void shutdown_waits_for_the_sockets_and_resets_those_left_at_the_deadline(Transport transport) {
    // Given two connections of which one ends by itself
    StreamSocketListener listener = listen(transport, control -> control);
    List<StreamSocket> served = new ArrayList<>();
    var serving = listener.connections().subscribe(served::add);
    StreamSocket first = connect(transport, listener).block(TIMEOUT);
    StreamSocket second = connect(transport, listener).block(TIMEOUT);
    Flux.interval(Duration.ofMillis(5)).filter(tick -> served.size() == 2).blockFirst(TIMEOUT);

    StepVerifier.create(listener.shutdown(Duration.ofMillis(300)))
        .then(() -> served.get(0).close().block(TIMEOUT))
        .expectNext(1)
        .expectComplete()
        .verify(TIMEOUT);

    assertThat(served).noneMatch(StreamSocket::isOpen);
    closeAll(List.of(first, second));
    serving.dispose();
  }

  @OnEachTransport
  void several_acceptors_serve_one_port(Transport transport) {
    StreamSocketListener listener = listen(transport, control -> control.acceptors(3));
    List<StreamSocket> accepted = new ArrayList<>();
    List<StreamSocket> clients = new ArrayList<>();

    StepVerifier.create(listener.connections().take(50))
        .then(
            () ->
                clients.addAll(
                    Flux.range(0, 50)
                        .flatMap(i -> connect(transport, listener))
                        .collectList()
                        .block(TIMEOUT)))
        .thenConsumeWhile(socket -> true, accepted::add)
        .expectComplete()
        .verify(TIMEOUT);

    assertThat(accepted).hasSize(50);
    closeAll(clients);
    closeAll(accepted);
    listener.close().block(TIMEOUT);
  }

  @OnEachTransport
  void a_header_of_the_proxy_protocol_tells_the_true_addresses(Transport transport)
      throws Exception {
    StreamSocketListener listener =
        listen(transport, control -> control.proxyProtocol(ProxyProtocol.REQUIRED));
    List<StreamSocket> accepted = new ArrayList<>();
    try (Socket client = new Socket(InetAddress.getLoopbackAddress(), listener.port())) {
      StepVerifier.create(listener.connections().take(1))
          .then(() -> write(client, "PROXY TCP4 203.0.113.7 192.0.2.1 40000 443\r\nfirst bytes"))
          .consumeNextWith(accepted::add)
          .expectComplete()
          .verify(TIMEOUT);

      StreamSocketInformation information = accepted.get(0).information();
      assertThat(information.remoteAddress()).isEqualTo(HostName.of("203.0.113.7"));
      assertThat(information.remotePort()).isEqualTo("40000");
      assertThat(information.localAddress()).isEqualTo(HostName.of("192.0.2.1"));
      assertThat(information.localPort()).isEqualTo("443");
      StepVerifier.create(SocketPair.text(accepted.get(0), 11))
          .expectNext("first bytes")
          .expectComplete()
          .verify(TIMEOUT);
    }
    closeAll(accepted);
    listener.close().block(TIMEOUT);
  }

  @OnEachTransport
  void a_connection_without_the_header_is_closed_and_counted(Transport transport) throws Exception {
    StreamSocketListener listener =
        listen(
            transport,
            control ->
                control
                    .proxyProtocol(ProxyProtocol.REQUIRED)
                    .proxyProtocolTimeout(Duration.ofMillis(300)));
    var listening = listener.connections().subscribe();
    try (Socket wrong = new Socket(InetAddress.getLoopbackAddress(), listener.port());
        Socket silent = new Socket(InetAddress.getLoopbackAddress(), listener.port())) {
      write(wrong, "GET / HTTP/1.1\r\n\r\n");

      Flux.interval(Duration.ofMillis(5))
          .filter(tick -> listener.information().refusedCount() == 2)
          .blockFirst(TIMEOUT);

      assertThat(listener.information().openCount()).isZero();
      assertThat(silent.isConnected()).isTrue();
    }
    listening.dispose();
    listener.close().block(TIMEOUT);
  }

  @OnEachTransport
  void the_wildcard_address_takes_both_families(Transport transport) {
    Assumptions.assumeThat(ipv6()).as("IPv6 on loopback").isTrue();
    StreamSocketListener listener =
        StreamSocketListener.bind(
                null, "0", StreamSocketListenerControl.builder().transport(transport).build())
            .block(TIMEOUT);
    List<StreamSocket> sockets = new ArrayList<>();

    StepVerifier.create(listener.connections().take(2))
        .then(
            () ->
                Flux.just("127.0.0.1", "::1")
                    .concatMap(
                        host ->
                            StreamSocket.connect(
                                host,
                                listener.port(),
                                StreamSocketControl.builder().transport(transport).build()))
                    .doOnNext(sockets::add)
                    .blockLast(TIMEOUT))
        .consumeNextWith(sockets::add)
        .consumeNextWith(sockets::add)
        .expectComplete()
        .verify(TIMEOUT);

    closeAll(sockets);
    listener.close().block(TIMEOUT);
  }

  private static boolean ipv6() {
    try (java.net.ServerSocket probe = new java.net.ServerSocket()) {
      probe.bind(new InetSocketAddress("::1", 0));
      return true;
    } catch (java.io.IOException e) {
      return false;
    }
  }

  private static void write(Socket socket, String text) {
    try {
      socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void a_service_or_host_to_bind_that_nobody_knows_is_named() {
    StepVerifier.create(bind("127.0.0.1", "no-such-thing"))
        .expectErrorSatisfies(
            failure -> {
              status(SocketErrorStatus.CLASS_TYPE_NOT_FOUND).accept(failure);
              assertThat(failure).hasMessageStartingWith("resolve no-such-thing failed: ");
            })
        .verify(TIMEOUT);
    StepVerifier.create(bind("no-such-host.invalid", "0"))
        .expectErrorSatisfies(
            failure -> assertThat(failure).hasMessageStartingWith("bind of no-such-host.invalid "))
        .verify(TIMEOUT);
  }

  private static Mono<StreamSocketListener> bind(String host, String service) {
    return StreamSocketListener.bind(
        HostName.of(host), service, StreamSocketListenerControl.defaults());
  }
}
