package io.reactivesockets.triggers.handover;

import io.reactivesockets.error.SocketErrorStatus;
import io.reactivesockets.error.SocketOperationException;
import io.reactivesockets.stream.StreamSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** A storm of connections: each is made, has a few bytes sent back, and is closed. */
final class Visitors {

  private static final Duration TIMEOUT = Duration.ofSeconds(120);
  private static final int AT_ONCE = 4;
  private static final Duration PACE = Duration.ofMillis(5);

  private final AtomicInteger served = new AtomicInteger();
  private final AtomicInteger cut = new AtomicInteger();
  private final List<Throwable> refused = new CopyOnWriteArrayList<>();
  private volatile boolean stop;
  private final Sinks.Empty<Void> stopped = Sinks.empty();

  static Visitors of(int port) {
    Visitors visitors = new Visitors();
    Flux.range(0, AT_ONCE)
        .flatMap(
            i ->
                Mono.defer(() -> visitors.visit(port))
                    .repeatWhen(
                        visits -> visits.delayElements(PACE).takeWhile(n -> !visitors.stop)))
        .doOnTerminate(visitors.stopped::tryEmitEmpty)
        .subscribe();
    return visitors;
  }

  private Mono<Void> visit(int port) {
    return StreamSocket.connect("127.0.0.1", port)
        .doOnError(refused::add)
        .flatMap(
            socket ->
                socket
                    .send(ByteBuffer.wrap(new byte[] {1, 2, 3}))
                    .thenMany(socket.input())
                    .next()
                    .switchIfEmpty(Mono.error(new IllegalStateException("no answer")))
                    .doOnSuccess(answer -> served.incrementAndGet())
                    .doOnError(lost -> cut.incrementAndGet())
                    .onErrorComplete()
                    .then(socket.close().onErrorComplete()))
        .onErrorComplete(SocketOperationException.class);
  }

  int served() {
    return served.get();
  }

  /** How many had connected, and were cut off before they had their answer. */
  int cut() {
    return cut.get();
  }

  /** Why connections were not made. */
  List<SocketErrorStatus> refused() {
    return refused.stream().map(failure -> ((SocketOperationException) failure).status()).toList();
  }

  void stop() {
    stop = true;
    stopped.asMono().block(TIMEOUT);
  }
}
