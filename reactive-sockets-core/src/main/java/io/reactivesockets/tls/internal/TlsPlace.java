package io.reactivesockets.tls.internal;

import java.util.List;

/** With whom TLS is spoken on a channel; with both, one lies inside the other. */
enum TlsPlace {
  /** With the peer that bytes are for. */
  PEER(TlsLayer.HANDLER, TlsLayer.GUARD),

  /** With a proxy on the way, around all that passes it. */
  PROXY("reactive-sockets.proxy-tls", "reactive-sockets.proxy-tls-guard");

  static final List<TlsPlace> INNER_FIRST = List.of(PEER, PROXY);
  static final List<TlsPlace> OUTER_FIRST = List.of(PROXY, PEER);

  private final String handler;
  private final String guard;

  TlsPlace(String handler, String guard) {
    this.handler = handler;
    this.guard = guard;
  }

  /** The name of the handler that speaks TLS. */
  String handler() {
    return handler;
  }

  /** The name of the handler right behind it. */
  String guard() {
    return guard;
  }
}
