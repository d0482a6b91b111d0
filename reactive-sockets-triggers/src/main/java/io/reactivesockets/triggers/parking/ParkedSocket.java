package io.reactivesockets.triggers.parking;

import io.reactivesockets.datagram.DatagramSocket;
import io.reactivesockets.stream.StreamSocket;
import io.reactivesockets.stream.StreamSocketListener;
import io.reactivesockets.triggers.activity.SocketActivityContext;
import java.util.Optional;

/**
 * A socket that was parked and is this process's again; one of the three is there. Whoever gets it
 * serves and closes it.
 *
 * @param id the name under which it was parked
 * @param context what was left beside it, empty if nothing was
 * @param stream the connection, if it is one, with what was not read first in its input
 * @param listener the listener, if it is one
 * @param datagrams the datagram socket, if it is one
 */
public record ParkedSocket(
    String id,
    SocketActivityContext context,
    Optional<StreamSocket> stream,
    Optional<StreamSocketListener> listener,
    Optional<DatagramSocket> datagrams) {

  static ParkedSocket of(String id, SocketActivityContext context, StreamSocket socket) {
    return new ParkedSocket(id, context, Optional.of(socket), Optional.empty(), Optional.empty());
  }

  static ParkedSocket of(String id, SocketActivityContext context, StreamSocketListener socket) {
    return new ParkedSocket(id, context, Optional.empty(), Optional.of(socket), Optional.empty());
  }

  static ParkedSocket of(String id, SocketActivityContext context, DatagramSocket socket) {
    return new ParkedSocket(id, context, Optional.empty(), Optional.empty(), Optional.of(socket));
  }
}
