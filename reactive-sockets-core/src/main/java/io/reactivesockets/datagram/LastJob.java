package io.reactivesockets.datagram;

import io.reactivesockets.channel.Outlet;

/** Waits for its turn and for the datagrams before it to leave, then acts; later jobs wait. */
final class LastJob implements Outlet.Job {

  private final Endpoint endpoint;
  private final Runnable action;
  private boolean done;

  LastJob(Endpoint endpoint, Runnable action) {
    this.endpoint = endpoint;
    this.action = action;
  }

  @Override
  public void start() {
    endpoint.outbox().flushFull();
    endpoint.dispatch().onIdle(this::act);
  }

  @Override
  public void abort(Throwable cause) {
    act();
  }

  private void act() {
    if (!done) {
      done = true;
      action.run();
    }
  }
}
