package io.reactivesockets.samples.rsock.tour;

import java.net.InetSocketAddress;
import java.time.Duration;
import reactor.core.publisher.Mono;

/** Stands between a client and a server, and forgets flows of datagrams that are silent. */
interface Nat {

  /** What it is, to be read behind "a NAT". */
  String kind();

  /** Where the client sends to in order to reach the server. */
  InetSocketAddress entrance();

  /** After how long it forgets. */
  Duration memory();

  /** What a channel is to begin with that does not know it, so that the scene is short. */
  Duration firstInterval();

  /** Takes it away. */
  Mono<Void> close();
}
