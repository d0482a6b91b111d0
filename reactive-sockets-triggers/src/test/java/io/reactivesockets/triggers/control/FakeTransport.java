package io.reactivesockets.triggers.control;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** A transport of an application's own, in the hands of the test. */
final class FakeTransport {

  final Sinks.Empty<Void> end = Sinks.empty();
  final List<KeepAliveDue> keepAlives = new ArrayList<>();
  private Sinks.One<Boolean> arrival = Sinks.one();
  private final FakePeer peer;
  private Optional<KeepAliveAnswer> answer = Optional.of(KeepAliveAnswer.of());
  boolean released;
  int flushes;
  long traffic;

  FakeTransport(FakePeer peer) {
    this.peer = peer;
  }

  Mono<Boolean> readable() {
    return Mono.defer(() -> arrival.asMono());
  }

  void arrives(boolean something) {
    arrival.tryEmitValue(something);
  }

  void taken() {
    arrival = Sinks.one();
  }

  void answers(Optional<KeepAliveAnswer> with) {
    answer = with;
  }

  Mono<KeepAliveAnswer> keepAlive(KeepAliveDue due) {
    keepAlives.add(due);
    boolean forgotten = due.idle().compareTo(peer.networkForgetsAfter) >= 0;
    return forgotten ? Mono.never() : Mono.justOrEmpty(answer);
  }

  Mono<Void> release() {
    return Mono.fromRunnable(
        () -> {
          released = true;
          end.tryEmitEmpty();
        });
  }

  Mono<Void> flush() {
    return Mono.fromRunnable(() -> flushes++);
  }

  /** The other end and what is between. */
  static final class FakePeer {

    final List<FakeTransport> connections = new ArrayList<>();
    Duration networkForgetsAfter = Duration.ofDays(100);
    boolean reachable = true;
    RuntimeException failure = new IllegalStateException("not reachable");
    int attempts;

    ChannelTransport<FakeTransport> transport() {
      return ChannelTransport.<FakeTransport>of(connect(), FakeTransport::keepAlive)
          .whenClosed(transport -> transport.end.asMono())
          .whenReadable(FakeTransport::readable)
          .flushedBy(FakeTransport::flush)
          .closedBy(FakeTransport::release)
          .traffic(transport -> transport.traffic);
    }

    private Mono<FakeTransport> connect() {
      return Mono.fromCallable(
          () -> {
            attempts++;
            if (!reachable) {
              throw failure;
            }
            FakeTransport made = new FakeTransport(this);
            connections.add(made);
            return made;
          });
    }

    FakeTransport last() {
      return connections.get(connections.size() - 1);
    }
  }
}
