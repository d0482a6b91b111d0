package io.reactivesockets.triggers.broker;

import io.reactivesockets.descriptor.DetachedSocket;
import io.reactivesockets.descriptor.UnreadDatagram;
import io.reactivesockets.triggers.wire.Bytes;
import io.reactivesockets.triggers.wire.WireWriter;
import java.net.InetSocketAddress;

/**
 * What was received before and not read, for programs that do not know how this library writes a
 * socket's state: the bytes of a stream as they are; of each datagram the sender as text, behind
 * its length in two bytes, and the payload behind its length in four.
 */
final class PlainState {

  private PlainState() {}

  static Bytes of(Holding holding) {
    if (holding.state().size() == 0) {
      return Bytes.none();
    }
    DetachedSocket socket =
        DetachedSocket.decode(holding.state().toByteArray(), holding.descriptors());
    socket.take(); // Only a look: the descriptors are the holding's.
    if (socket.unreadDatagrams().isEmpty()) {
      return Bytes.of(socket.unread());
    }
    WireWriter out = new WireWriter();
    for (UnreadDatagram datagram : socket.unreadDatagrams()) {
      InetSocketAddress sender = datagram.remote();
      out.text(sender.getAddress().getHostAddress() + " " + sender.getPort());
      out.bytes(Bytes.of(datagram.payload()));
    }
    return Bytes.of(out.toByteArray());
  }
}
