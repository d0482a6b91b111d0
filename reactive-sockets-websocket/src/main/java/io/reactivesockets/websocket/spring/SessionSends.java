package io.reactivesockets.websocket.spring;

import io.reactivesockets.error.SocketErrorStatus;
import io.reactivesockets.error.SocketOperationException;
import io.reactivesockets.error.SocketPhase;
import io.reactivesockets.websocket.Frame;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.reactivestreams.Publisher;
import org.springframework.web.reactive.socket.WebSocketMessage;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.core.publisher.Sinks;
import reactor.util.concurrent.Queues;

/** Many sends made one, since the sessions of most servers take one only. */
final class SessionSends {

  private final Function<Frame, WebSocketMessage> toMessage;
  // The queue takes from several threads, so that no emission needs to be serialized.
  private final Sinks.Many<Publisher<WebSocketMessage>> accepted =
      Sinks.unsafe()
          .many()
          .unicast()
          .onBackpressureBuffer(Queues.<Publisher<WebSocketMessage>>unboundedMultiproducer().get());
  private final Set<Pending> pending = ConcurrentHashMap.newKeySet();
  private volatile boolean ended;

  SessionSends(Function<Frame, WebSocketMessage> toMessage) {
    this.toMessage = toMessage;
  }

  /** Returns what is to be sent, of all sends that are under way. */
  Flux<WebSocketMessage> messages() {
    return accepted.asFlux().flatMap(messages -> messages, Integer.MAX_VALUE, 1);
  }

  Mono<Void> send(Publisher<? extends Frame> frames) {
    return Mono.create(
        sink -> {
          Pending send = new Pending(sink, frames);
          pending.add(send);
          if (ended) {
            send.fail(ended());
          } else {
            sink.onCancel(send::cancel);
            accepted.tryEmitNext(send.messages());
          }
        });
  }

  /** Takes no more, lets those under way end, and then completes {@link #messages()}. */
  void complete() {
    accepted.tryEmitComplete();
  }

  /** Fails what is under way and what comes. */
  void fail() {
    ended = true;
    pending.forEach(send -> send.fail(ended()));
  }

  private static SocketOperationException ended() {
    return SocketOperationException.builder(SocketPhase.OPEN, SocketOperationException.SEND)
        .status(SocketErrorStatus.ALREADY_CLOSED)
        .reason("the WebSocket is closed")
        .build();
  }

  /** One send; told once how it ended. */
  private final class Pending {

    private final MonoSink<Void> sink;
    private final Publisher<? extends Frame> frames;
    private final Sinks.Empty<Void> stop = Sinks.empty();
    private final AtomicBoolean done = new AtomicBoolean();

    Pending(MonoSink<Void> sink, Publisher<? extends Frame> frames) {
      this.sink = sink;
      this.frames = frames;
    }

    Publisher<WebSocketMessage> messages() {
      return Flux.<Frame>from(frames)
          .map(toMessage)
          .doOnComplete(this::succeed)
          .onErrorResume(
              failure -> {
                fail(failure);
                return Mono.empty();
              })
          .takeUntilOther(stop.asMono());
    }

    void succeed() {
      if (finish()) {
        sink.success();
      }
    }

    void fail(Throwable failure) {
      if (finish()) {
        stop.tryEmitEmpty();
        sink.error(failure);
      }
    }

    void cancel() {
      if (finish()) {
        stop.tryEmitEmpty();
      }
    }

    private boolean finish() {
      pending.remove(this);
      return done.compareAndSet(false, true);
    }
  }
}
