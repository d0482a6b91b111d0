package io.reactivesockets.websocket;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Operators;
import reactor.core.publisher.Sinks;

/** Takes everything, and writes down each terminal signal and what came behind one. */
final class SignalRecorder implements CoreSubscriber<Object> {

  private final List<Object> items = new CopyOnWriteArrayList<>();
  private final List<String> ends = new CopyOnWriteArrayList<>();
  private final Sinks.Empty<Void> ended = Sinks.empty();
  private volatile Subscription upstream = Operators.emptySubscription();
  private volatile boolean left;

  @Override
  public void onSubscribe(Subscription subscription) {
    upstream = subscription;
    subscription.request(Long.MAX_VALUE);
  }

  @Override
  public void onNext(Object item) {
    items.add(item);
    if (!ends.isEmpty()) {
      ends.add("element behind the end");
    }
  }

  @Override
  public void onError(Throwable failure) {
    end(failure.getClass().getSimpleName());
  }

  @Override
  public void onComplete() {
    end("complete");
  }

  private void end(String how) {
    ends.add(left ? how + " behind the cancel" : how);
    ended.tryEmitEmpty();
  }

  void cancel() {
    left = true;
    upstream.cancel();
  }

  /** Returns once there is a terminal signal. */
  void awaitEnd(Duration limit) {
    ended.asMono().block(limit);
  }

  List<Object> items() {
    return items;
  }

  List<String> ends() {
    return ends;
  }
}
