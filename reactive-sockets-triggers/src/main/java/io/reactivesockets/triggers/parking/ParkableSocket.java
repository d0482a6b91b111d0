package io.reactivesockets.triggers.parking;

import io.reactivesockets.datagram.DatagramSocket;
import io.reactivesockets.stream.StreamSocket;
import io.reactivesockets.stream.StreamSocketListener;
import io.reactivesockets.triggers.activity.SocketActivityContext;
import io.reactivesockets.triggers.activity.SocketBroker;
import java.time.Duration;
import java.util.UUID;
import java.util.function.Supplier;
import reactor.core.publisher.Mono;

/**
 * A socket of this process that is to be parked when the time comes.
 *
 * @param socket a connection, a listener or a datagram socket
 * @param context tells what to leave beside it
 */
record ParkableSocket(Object socket, Supplier<SocketActivityContext> context) {

  /** Listeners go first, so that whoever connects meanwhile waits for the next owner. */
  boolean isListener() {
    return socket instanceof StreamSocketListener;
  }

  Mono<Void> park(SocketBroker broker, String id, UUID task) {
    return Mono.defer(
        () -> {
          SocketActivityContext beside = context.get();
          if (socket instanceof StreamSocketListener listener) {
            broker.enableTransferOwnership(listener, task);
            return broker.transfer(listener, id, beside);
          }
          if (socket instanceof DatagramSocket datagrams) {
            broker.enableTransferOwnership(datagrams, task);
            return broker.transfer(datagrams, id, beside, Duration.ZERO);
          }
          StreamSocket stream = (StreamSocket) socket;
          broker.enableTransferOwnership(stream, task);
          return broker.transfer(stream, id, beside, Duration.ZERO);
        });
  }

  /** Whether it has ended by itself, so that nothing is left to be parked. */
  Mono<Void> closed() {
    if (socket instanceof StreamSocketListener listener) {
      return listener.closed();
    }
    return socket instanceof DatagramSocket datagrams
        ? datagrams.closed()
        : ((StreamSocket) socket).closed();
  }
}
