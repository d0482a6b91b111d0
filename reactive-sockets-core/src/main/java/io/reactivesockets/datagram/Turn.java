package io.reactivesockets.datagram;

import io.reactivesockets.channel.Outlet;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

/** Acts between sends: after those before it have left, and before those after it begin. */
final class Turn implements Outlet.Job {

  private final Endpoint endpoint;
  private final Runnable action;
  private final MonoSink<Void> result;

  private Turn(Endpoint endpoint, Runnable action, MonoSink<Void> result) {
    this.endpoint = endpoint;
    this.action = action;
    this.result = result;
  }

  static Mono<Void> take(Endpoint endpoint, Runnable action) {
    return Mono.create(
        sink -> endpoint.execute(() -> endpoint.outbox().submit(new Turn(endpoint, action, sink))));
  }

  @Override
  public void start() {
    endpoint.outbox().flushFull();
    endpoint.dispatch().onIdle(this::act);
  }

  private void act() {
    try {
      action.run();
      result.success();
    } catch (RuntimeException failure) {
      result.error(failure);
    }
    endpoint.outbox().next(this);
  }

  @Override
  public void abort(Throwable cause) {
    result.error(endpoint.failures().send(cause, null, 0));
  }
}
