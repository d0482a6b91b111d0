package io.reactivesockets.benchmarks.udp;

import io.reactivesockets.benchmarks.peer.Peer;
import io.reactivesockets.benchmarks.peer.Service;
import io.reactivesockets.datagram.Datagram;
import io.reactivesockets.datagram.DatagramSocket;
import io.reactivesockets.datagram.DatagramSocketControl;
import io.reactivesockets.datagram.Message;
import io.reactivesockets.transport.Transport;
import io.reactivesockets.transport.TransportControl;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Objects;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;

/** This library over UDP, without any option but the transport and its one thread. */
final class ReactiveSocketsUdp implements Peer {

  private static final Duration BIND_TIMEOUT = Duration.ofSeconds(10);

  private final ByteBuffer payload = ByteBuffer.allocate(UdpSuite.LONG_BYTES);

  @Override
  public int serve(Service service, String transport) {
    int port = Tally.answer();
    Transport ground = Transport.open(transport, TransportControl.builder().threads(1).build());
    DatagramSocket socket =
        Objects.requireNonNull(
            DatagramSocket.bind(
                    "0.0.0.0", port, DatagramSocketControl.builder().transport(ground).build())
                .block(BIND_TIMEOUT));
    Flux.from(handle(service, socket)).subscribe();
    return port;
  }

  private Publisher<?> handle(Service service, DatagramSocket socket) {
    return switch (service) {
      case ECHO -> socket.send(socket.messages().map(message -> message.reply(message.payload())));
      case TAKE_OWNED -> socket.messages().doOnNext(Tally::take).then();
      case TAKE_IN_PLACE ->
          socket
              .messages((bytes, sender) -> bytes.remaining())
              .doOnNext(size -> Tally.add(1))
              .then();
      case GIVE -> socket.messages().concatMap(message -> give(socket, message));
      default -> throw new IllegalArgumentException("service: " + service);
    };
  }

  private Publisher<?> give(DatagramSocket socket, Message asked) {
    Flux<Datagram> datagrams =
        Flux.range(0, UdpSuite.GIVEN_DATAGRAMS).map(i -> asked.reply(payload.duplicate()));
    return socket.send(datagrams).doOnNext(result -> Tally.add(result.sentCount()));
  }
}
