package io.reactivesockets.triggers.handover;

import io.reactivesockets.stream.StreamSocketListener;
import reactor.core.publisher.Flux;

/** A listener that came from the predecessor, and its connections, which follow. */
public final class TakenOver {

  private final StreamSocketListener listener;
  private final Flux<Carried> connections;

  TakenOver(StreamSocketListener listener, Flux<Carried> connections) {
    this.listener = listener;
    this.connections = connections;
  }

  /**
   * Returns the listener, which accepts already if its connections are asked for.
   *
   * @return the open listener
   */
  public StreamSocketListener listener() {
    return listener;
  }

  /**
   * Emits the live connections that the predecessor had accepted.
   *
   * <p>For one subscriber, who has to come: until then they wait in the predecessor. Completes when
   * all have come; a connection that its peer reset on the way is left out.
   *
   * @return the connections
   */
  public Flux<Carried> carried() {
    return connections;
  }
}
