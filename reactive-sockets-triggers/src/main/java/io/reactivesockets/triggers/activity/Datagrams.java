package io.reactivesockets.triggers.activity;

import io.reactivesockets.datagram.DatagramSocket;
import io.reactivesockets.datagram.DatagramSocketControl;
import io.reactivesockets.descriptor.DetachedSocket;
import reactor.core.publisher.Mono;

final class Datagrams {
  private Datagrams() {}

  static Mono<DetachedSocket> detach(DatagramSocket socket) {
    return Mono.error(new UnsupportedOperationException(socket.toString()));
  }

  static Mono<DatagramSocket> adopt(DetachedSocket detached, DatagramSocketControl control) {
    return Mono.error(new UnsupportedOperationException(detached + " " + control));
  }
}
