package io.reactivesockets.samples.rsock.tcp;

import io.reactivesockets.stream.StreamSocket;
import io.reactivesockets.stream.StreamSocketListener;
import reactor.core.publisher.Flux;

/**
 * A listener of this process, and the connections that came along with it.
 *
 * @param listener the open listener
 * @param carried connections that the process before has accepted, none if it was bound here
 */
record Opened(StreamSocketListener listener, Flux<StreamSocket> carried) {

  static Opened bound(StreamSocketListener listener) {
    return new Opened(listener, Flux.empty());
  }

  /** First those that came along, then new ones. */
  Flux<StreamSocket> connections() {
    return Flux.concat(carried, listener.connections());
  }
}
