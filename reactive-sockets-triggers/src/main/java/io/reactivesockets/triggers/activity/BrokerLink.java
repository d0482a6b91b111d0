package io.reactivesockets.triggers.activity;

import io.netty.channel.IoEventLoop;
import io.reactivesockets.error.SocketErrorStatus;
import io.reactivesockets.error.SocketOperationException;
import io.reactivesockets.error.SocketPhase;
import io.reactivesockets.transport.Transport;
import io.reactivesockets.transport.netty.NettyTransport;
import io.reactivesockets.triggers.wire.Code;
import io.reactivesockets.triggers.wire.Limits;
import io.reactivesockets.triggers.wire.Message;
import io.reactivesockets.triggers.wire.Refusal;
import io.reactivesockets.triggers.wire.SocketRecord;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.util.retry.Retry;

/** The way to a broker: connects when there is something to say, and again after a restart. */
final class BrokerLink {

  private static final String SOCKET = "broker.socket";
  private static final Duration FIRST_PAUSE = Duration.ofMillis(20);
  private static final Duration LONGEST_PAUSE = Duration.ofMillis(500);

  private final SocketBrokerControl control;
  private final boolean administrator;
  private final IoEventLoop loop;
  private final Consumer<SocketRecord> notices;
  private final Runnable ended;
  private @Nullable Conversation conversation;
  private @Nullable Mono<Conversation> beginning;
  private volatile boolean closed;

  BrokerLink(
      SocketBrokerControl control,
      boolean administrator,
      Consumer<SocketRecord> notices,
      Runnable ended) {
    this.control = control;
    this.administrator = administrator;
    this.loop = (IoEventLoop) NettyTransport.of(Transport.epoll()).nextLoop();
    this.notices = notices;
    this.ended = ended;
  }

  SocketBrokerControl control() {
    return control;
  }

  boolean isClosed() {
    return closed;
  }

  /** Returns the conversation that goes on, or begins one. */
  Mono<Conversation> conversation() {
    return Mono.defer(this::current).subscribeOn(Schedulers.fromExecutor(loop));
  }

  private Mono<Conversation> current() {
    if (closed) {
      return Mono.error(
          SocketOperationException.builder(SocketPhase.CLOSE, SocketOperationException.CONNECT)
              .status(SocketErrorStatus.ALREADY_CLOSED)
              .target("the broker in " + control.directory())
              .build());
    }
    if (conversation != null && !conversation.isOver()) {
      return Mono.just(conversation);
    }
    Mono<Conversation> shared = beginning;
    if (shared == null) {
      shared = begin().cache();
      beginning = shared;
    }
    return shared;
  }

  private Mono<Conversation> begin() {
    Path socket = control.directory().resolve(SOCKET);
    Message.Hello hello = new Message.Hello(Limits.VERSION, administrator, control.application());
    return Conversation.begin(loop, socket, hello, notices, ended)
        .doOnNext(begun -> conversation = begun)
        .timeout(control.timeout())
        .onErrorMap(e -> BrokerErrors.notReached(control.directory(), e))
        .doFinally(done -> loop.execute(() -> beginning = null));
  }

  /** Asks a question, again if the broker is about to be replaced or was lost on the way. */
  Mono<Message> ask(String operation, String what, Function<UUID, Message> question) {
    return exchange(operation, what, with -> Asking.of(with, question))
        .timeout(control.timeout().multipliedBy(2))
        .onErrorMap(e -> BrokerErrors.of(control, operation, what, e));
  }

  /** Has an exchange, and begins anew as long as nothing came of it and time is left. */
  <T> Mono<T> exchange(String operation, String what, Function<Conversation, Mono<T>> exchange) {
    long until = System.nanoTime() + control.timeout().toNanos();
    return conversation()
        .flatMap(exchange)
        .retryWhen(
            Retry.backoff(Long.MAX_VALUE, FIRST_PAUSE)
                .maxBackoff(LONGEST_PAUSE)
                .filter(e -> mayPass(e) && System.nanoTime() - until < 0))
        .onErrorMap(e -> BrokerErrors.of(control, operation, what, e));
  }

  private boolean mayPass(Throwable failure) {
    return !closed
        && ((failure instanceof Refusal refusal && refusal.code() == Code.ENDING)
            || failure instanceof IOException
            || (failure instanceof SocketOperationException reached
                && reached.status() == SocketErrorStatus.CONNECTION_REFUSED));
  }

  void close() {
    closed = true;
    loop.execute(
        () -> {
          if (conversation != null) {
            conversation.end();
          }
        });
  }
}
