package io.reactivesockets.datagram;

import org.reactivestreams.Publisher;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;

/** Sends what a publisher emits; tells what became of it when all is with the kernel. */
final class ManySend extends Mono<SendResult> {

  private final Endpoint endpoint;
  private final Publisher<Datagram> source;

  ManySend(Endpoint endpoint, Publisher<Datagram> source) {
    this.endpoint = endpoint;
    this.source = source;
  }

  @Override
  public void subscribe(CoreSubscriber<? super SendResult> actual) {
    SendJob job = new SendJob(endpoint, source, actual);
    actual.onSubscribe(job);
    endpoint.execute(() -> endpoint.outbox().submit(job));
  }
}
