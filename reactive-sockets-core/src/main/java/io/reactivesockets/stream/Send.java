package io.reactivesockets.stream;

import io.reactivesockets.channel.OnLoop;
import java.nio.ByteBuffer;
import org.reactivestreams.Publisher;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;

/** Sends what a publisher emits; completes when the kernel has taken the last byte. */
final class Send extends Mono<Void> {

  private final Egress egress;
  private final Failures failures;
  private final Publisher<? extends ByteBuffer> source;

  Send(Egress egress, Failures failures, Publisher<? extends ByteBuffer> source) {
    this.egress = egress;
    this.failures = failures;
    this.source = source;
  }

  @Override
  public void subscribe(CoreSubscriber<? super Void> actual) {
    SendJob job = new SendJob(egress, failures, source, actual);
    actual.onSubscribe(job);
    OnLoop.run(egress.loop(), () -> egress.submit(job));
  }
}
