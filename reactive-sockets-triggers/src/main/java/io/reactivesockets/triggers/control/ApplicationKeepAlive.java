package io.reactivesockets.triggers.control;

import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;

/** The keep-alive that the application sends, some time after it was told. */
final class ApplicationKeepAlive<T> implements KeepAlive<T> {

  @Override
  public Publisher<KeepAliveAnswer> send(T transport, KeepAliveDue due) {
    return Mono.empty();
  }
}
