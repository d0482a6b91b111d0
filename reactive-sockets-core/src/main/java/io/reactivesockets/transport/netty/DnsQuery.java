package io.reactivesockets.transport.netty;

import io.netty.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * One question to Netty's resolver, put and withdrawn on the resolver's event loop. What comes is
 * converted where it comes, so that a subscriber who has left costs no buffer.
 */
final class DnsQuery<S, T> {

  private final DnsResolvers resolvers;
  private final Function<? super S, ? extends T> conversion;
  private final Sinks.One<T> answer = Sinks.one();

  // Event loop only.
  private @Nullable Future<S> asked;
  private @Nullable QuerySocket socket;

  private volatile boolean withdrawn;

  private DnsQuery(DnsResolvers resolvers, Function<? super S, ? extends T> conversion) {
    this.resolvers = resolvers;
    this.conversion = conversion;
  }

  static <S, T> Mono<T> ask(
      DnsResolvers resolvers,
      Supplier<Future<S>> question,
      Function<? super S, ? extends T> conversion) {
    return Mono.defer(
        () -> {
          DnsQuery<S, T> query = new DnsQuery<>(resolvers, conversion);
          query.execute(() -> query.put(question));
          return query.answer.asMono().doOnCancel(query::leave);
        });
  }

  private void leave() {
    withdrawn = true;
    execute(this::withdraw);
  }

  private void put(Supplier<Future<S>> question) {
    if (resolvers.sockets().isClosed()) {
      answer.tryEmitError(NameLookup.shutDown());
    } else if (!withdrawn) {
      Future<S> future = question.get();
      asked = future;
      QuerySocket opened = resolvers.sockets().takeLatest();
      if (opened != null) {
        opened.serves(future);
        socket = opened;
      }
      future.addListener((Future<S> done) -> answered(done));
    }
  }

  private void answered(Future<S> done) {
    if (done.isSuccess()) {
      answer.tryEmitValue(conversion.apply(done.getNow()));
    } else if (done.isCancelled()) {
      answer.tryEmitError(NameLookup.shutDown());
    } else {
      answer.tryEmitError(done.cause());
    }
  }

  private void withdraw() {
    Future<S> future = asked;
    if (future == null) {
      return;
    }
    if (socket == null) {
      future.cancel(false);
    } else {
      socket.withdraw();
    }
  }

  private void execute(Runnable work) {
    if (resolvers.loop().inEventLoop()) {
      work.run();
      return;
    }
    try {
      resolvers.loop().execute(work);
    } catch (RejectedExecutionException loopEnded) {
      answer.tryEmitError(NameLookup.shutDown());
    }
  }
}
