package io.reactivesockets.websocket;

import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Sends one frame, or the frames of a publisher; each subscription does so anew. */
final class Send extends Mono<Void> {

  private final SendContext context;
  private final @Nullable Frame frame;
  private final @Nullable Publisher<? extends Frame> frames;

  Send(SendContext context, Frame frame) {
    this.context = context;
    this.frame = frame;
    this.frames = null;
  }

  Send(SendContext context, Publisher<? extends Frame> frames) {
    this.context = context;
    this.frame = null;
    this.frames = frames;
  }

  @Override
  public void subscribe(CoreSubscriber<? super Void> actual) {
    Backlog backlog = context.backlog();
    FrameSend send =
        backlog == null ? new SendLane(context, actual) : new PolicySend(context, backlog, actual);
    if (frame != null) {
      send.only(frame);
    }
    actual.onSubscribe(send);
    context.outbox().add(send);
    if (frames != null && !send.hasEnded()) {
      Flux.<Frame>from(frames).subscribe(send);
    } else if (backlog != null) {
      send.begin();
    }
  }
}
