package io.reactivesockets.stream;

import static io.reactivesockets.stream.SocketPair.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import io.reactivesockets.datagram.Datagram;
import io.reactivesockets.datagram.DatagramSocket;
import io.reactivesockets.datagram.DatagramSocketControl;
import io.reactivesockets.error.SocketOperationException;
import io.reactivesockets.transport.Transport;
import io.reactivesockets.transport.TransportControl;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** A transport that is shut down in the middle of everything leaves nothing open or waiting. */
class TransportEndTest {

  private static final Duration TIMEOUT = Duration.ofSeconds(20);
  private static final int TIMES = 12;

  static List<String> transports() {
    return Transport.available();
  }

  /** A listener that echoes, clients that send as fast as they can, and a datagram socket. */
  private static final class Scene {

    final Transport transport;
    final StreamSocketListener listener;
    final List<StreamSocket> sockets = new CopyOnWriteArrayList<>();
    final List<Mono<?>> underWay = new CopyOnWriteArrayList<>();
    final DatagramSocket datagrams;

    Scene(String name) {
      transport = Transport.open(name, TransportControl.builder().threads(2).build());
      StreamSocketControl control = StreamSocketControl.builder().transport(transport).build();
      listener =
          StreamSocketListener.bind(
                  "127.0.0.1",
                  0,
                  StreamSocketListenerControl.builder().transport(transport).build())
              .block(TIMEOUT);
      datagrams =
          DatagramSocket.bind(
                  "127.0.0.1", 0, DatagramSocketControl.builder().transport(transport).build())
              .block(TIMEOUT);
      track(
          "accepting and echoing",
          listener
              .connections()
              .doOnNext(sockets::add)
              .flatMap(socket -> socket.send(socket.input()).onErrorComplete())
              .then());
      track("datagrams", datagrams.messages().then());
      for (int i = 0; i < 4; i++) {
        StreamSocket client =
            StreamSocket.connect("127.0.0.1", listener.port(), control).block(TIMEOUT);
        sockets.add(client);
        track("a client's input", client.input().then());
        track(
            "a client's send",
            client.send(Flux.range(0, 10_000).map(any -> ByteBuffer.allocate(1_000))));
      }
    }

    /** Goes on without being waited for. */
    private void track(String what, Mono<?> work) {
      Mono<?> shared = work.materialize().cache().timeout(TIMEOUT).checkpoint(what);
      shared.subscribe();
      underWay.add(shared);
    }
  }

  @ParameterizedTest
  @MethodSource("transports")
  void everything_under_way_ends_and_what_is_asked_of_its_sockets_later_has_an_answer(String name) {
    for (int i = 0; i < TIMES; i++) {
      // Given
      Scene scene = new Scene(name);

      // When
      scene.transport.shutdown(Duration.ZERO, Duration.ofSeconds(5)).block(TIMEOUT);

      // Then
      Flux.fromIterable(scene.underWay).concatMap(work -> work).blockLast(TIMEOUT.multipliedBy(2));
      for (StreamSocket socket : scene.sockets) {
        assertThat(socket.isOpen()).isFalse();
        expectAnswer(socket.send(bytes("late")));
        expectAnswer(socket.input().then());
        expectAnswer(socket.shutdownOutput());
        expectAnswer(socket.detach());
        socket.reset().block(TIMEOUT);
        socket.close().block(TIMEOUT);
      }
      InetSocketAddress somewhere = new InetSocketAddress(InetAddress.getLoopbackAddress(), 9);
      expectAnswer(scene.datagrams.send(Mono.just(Datagram.to(somewhere, bytes("late")))));
      expectAnswer(scene.datagrams.messages().then());
      expectAnswer(scene.datagrams.detach());
      scene.datagrams.close().block(TIMEOUT);
      expectAnswer(scene.listener.connections().then());
      expectAnswer(scene.listener.detach());
      scene.listener.close().block(TIMEOUT);
    }
  }

  /** The end or an error of ours, not of the machinery below, and no waiting. */
  private static void expectAnswer(Mono<?> asked) {
    Throwable failure = asked.materialize().block(TIMEOUT).getThrowable();
    if (failure != null) {
      assertThat(failure).isInstanceOf(SocketOperationException.class);
    }
  }
}
