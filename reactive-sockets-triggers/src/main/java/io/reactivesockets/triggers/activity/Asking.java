package io.reactivesockets.triggers.activity;

import io.reactivesockets.triggers.wire.Descriptors;
import io.reactivesockets.triggers.wire.Message;
import io.reactivesockets.triggers.wire.Refusal;
import io.reactivesockets.triggers.wire.RequestIds;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

/** A question with one answer. */
final class Asking implements Exchange {

  private final MonoSink<Message> sink;

  private Asking(MonoSink<Message> sink) {
    this.sink = sink;
  }

  static Mono<Message> of(Conversation with, Function<UUID, Message> question) {
    return Mono.create(
        sink -> {
          UUID request = RequestIds.next();
          sink.onDispose(() -> with.loop().execute(() -> with.forget(request)));
          with.loop()
              .execute(
                  () -> with.begin(request, new Asking(sink), question.apply(request), List.of()));
        });
  }

  @Override
  public boolean answered(Message answer, List<Integer> descriptors) {
    Descriptors.close(descriptors);
    if (answer instanceof Message.Refused refused) {
      sink.error(new Refusal(refused.code(), refused.reason()));
    } else {
      sink.success(answer);
    }
    return true;
  }

  @Override
  public void lost(Throwable cause) {
    sink.error(cause);
  }
}
