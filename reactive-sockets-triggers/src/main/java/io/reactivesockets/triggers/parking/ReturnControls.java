package io.reactivesockets.triggers.parking;

import io.reactivesockets.datagram.DatagramSocketControl;
import io.reactivesockets.stream.StreamSocketControl;
import io.reactivesockets.stream.StreamSocketListenerControl;
import io.reactivesockets.transport.Transport;
import io.reactivesockets.triggers.activity.SocketActivityInformation;
import reactor.core.publisher.Mono;

/**
 * How sockets come back.
 *
 * @param streams options and bounds of connections
 * @param listeners options and bounds of listeners
 * @param datagrams options and bounds of datagram sockets
 */
record ReturnControls(
    StreamSocketControl streams,
    StreamSocketListenerControl listeners,
    DatagramSocketControl datagrams) {

  static ReturnControls defaults() {
    StreamSocketControl streams =
        StreamSocketControl.builder().transport(Transport.epoll()).build();
    return new ReturnControls(
        streams,
        StreamSocketListenerControl.builder()
            .transport(Transport.epoll())
            .accepted(streams)
            .build(),
        DatagramSocketControl.builder().transport(Transport.epoll()).build());
  }

  /** Makes a live socket of one that somebody holds. */
  Mono<ParkedSocket> take(SocketActivityInformation held) {
    return switch (held.socketKind()) {
      case STREAM_SOCKET ->
          held.streamSocket(streams)
              .map(socket -> ParkedSocket.of(held.id(), held.context(), socket));
      case STREAM_SOCKET_LISTENER ->
          held.streamSocketListener(listeners)
              .map(socket -> ParkedSocket.of(held.id(), held.context(), socket));
      case DATAGRAM_SOCKET ->
          held.datagramSocket(datagrams)
              .map(socket -> ParkedSocket.of(held.id(), held.context(), socket));
      default -> Mono.empty();
    };
  }
}
