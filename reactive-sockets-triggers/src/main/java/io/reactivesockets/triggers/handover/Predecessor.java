package io.reactivesockets.triggers.handover;

import io.reactivesockets.descriptor.unix.UnixConnection;
import io.reactivesockets.descriptor.unix.UnixMessage;
import io.reactivesockets.error.SocketErrorStatus;
import io.reactivesockets.error.SocketOperationException;
import io.reactivesockets.error.SocketPhase;
import io.reactivesockets.triggers.handover.Verdict.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** The process that gives its sockets away, as its successor sees it. */
public final class Predecessor {

  private static final Logger LOG = LoggerFactory.getLogger(Predecessor.class);

  private final UnixConnection connection;
  private final Duration timeout;
  private final Map<Integer, Parcel> held = new ConcurrentSkipListMap<>();
  private final Sinks.Empty<Void> brokenOff = Sinks.empty();
  private Consumer<Parcel> fit = parcel -> {};
  private volatile Verdict.@Nullable Heard verdict;
  private volatile boolean begun;
  private volatile boolean everything;
  private volatile boolean over;

  Predecessor(UnixConnection connection, HandOverControl control) {
    this.connection = connection;
    this.timeout = control.timeout();
  }

  /**
   * Returns the process id of the predecessor.
   *
   * @return as the kernel says
   */
  public int pid() {
    return connection.peer().pid();
  }

  /**
   * Emits what the predecessor gives, each when it is this process's: adopt it or release it.
   *
   * <p>For one subscriber, who has to take each within the predecessor's timeout. Completes when
   * the predecessor has given everything, or when it died, after what it had given. Fails with a
   * {@link SocketOperationException}: {@code OPERATION_TIMED_OUT} if it does not answer at first,
   * {@code OPERATION_ABORTED} if it broke off; then it has what was not emitted. Cancelling breaks
   * off, too.
   *
   * @return the parcels
   */
  public Flux<Parcel> parcels() {
    return greeting().thenMany(rest());
  }

  /**
   * The first parcel only; {@link #rest} goes on from there.
   *
   * @param check throws for a parcel that cannot be taken, which stays with the predecessor then
   */
  Mono<Parcel> first(Consumer<Parcel> check) {
    fit = check;
    return greeting()
        .thenMany(told())
        .concatWith(Flux.defer(this::whatIsLeft))
        .next()
        // It may wait for handshakes of its listener that long.
        .timeout(timeout.multipliedBy(2), Mono.defer(this::tooLong))
        .doOnNext(came -> begun = true)
        .doOnCancel(
            () -> {
              if (!begun) {
                breakOff();
              }
            });
  }

  private Mono<Void> greeting() {
    return connection
        .send(HandOverMessages.hello())
        .then(
            connection
                .messages()
                .next()
                .switchIfEmpty(Mono.error(() -> ended("it has ended")))
                .timeout(timeout, Mono.defer(this::tooLong)))
        .doOnNext(this::awaitVerdict)
        .doOnError(failed -> breakOff())
        .then();
  }

  private void awaitVerdict(UnixMessage first) {
    if (HandOverMessages.kind(first) != HandOverMessages.VERDICT
        || first.descriptors().size() != 1) {
      first.closeDescriptors();
      throw violation("a message of kind " + HandOverMessages.kind(first) + " first");
    }
    verdict = new Verdict.Heard(first.descriptors().get(0));
  }

  /** What comes from here on. */
  Flux<Parcel> rest() {
    return told()
        .concatWith(Flux.defer(this::whatIsLeft))
        .doOnTerminate(() -> over = true)
        .doOnCancel(
            () -> {
              if (!over) {
                breakOff();
              }
            });
  }

  /** Tells in the end whether a listener that came first has to be closed, for it is not ours. */
  Mono<Boolean> isRevoked() {
    Verdict.Heard heard = Objects.requireNonNull(verdict);
    return Mono.firstWithSignal(
        connection.closed().then(heard.outcome()).map(outcome -> outcome == Outcome.REVOKED),
        brokenOff.asMono().thenReturn(true));
  }

  /**
   * Takes one message at a time, so that none is lost between two subscribers. That the connection
   * was lost is an end like others: the verdict tells what became of the rest.
   */
  private Flux<Parcel> told() {
    return connection
        .messages()
        .onErrorResume(SocketOperationException.class, lost -> Flux.empty())
        .concatMap(this::heard, 0)
        .doOnError(failed -> breakOff());
  }

  private Mono<Parcel> heard(UnixMessage message) {
    return switch (HandOverMessages.kind(message)) {
      case HandOverMessages.PARCEL -> hold(message);
      case HandOverMessages.YOURS -> {
        Parcel parcel = held.remove(HandOverMessages.id(message));
        Steps.reached("got");
        yield Mono.justOrEmpty(parcel);
      }
      case HandOverMessages.END -> confirm();
      default -> {
        message.closeDescriptors();
        yield Mono.error(violation("a message of kind " + HandOverMessages.kind(message)));
      }
    };
  }

  private Mono<Parcel> hold(UnixMessage message) {
    Steps.reached("arrived");
    Parcel parcel;
    int id;
    try {
      id = HandOverMessages.id(message);
      parcel = HandOverMessages.parcel(message);
    } catch (IllegalArgumentException garbled) {
      message.closeDescriptors();
      return Mono.error(violation(String.valueOf(garbled.getMessage())));
    }
    try {
      fit.accept(parcel);
    } catch (SocketOperationException unfit) {
      parcel.socket().release();
      return Mono.error(unfit);
    }
    fit = next -> {};
    held.put(id, parcel);
    return connection
        .send(HandOverMessages.of(HandOverMessages.HELD, id))
        .doOnSuccess(sent -> Steps.reached("confirmed"))
        .onErrorResume(unheard -> Mono.fromRunnable(() -> drop(id)))
        .then(Mono.empty());
  }

  /** The predecessor has not heard that it is here, so it cannot have let it go. */
  private void drop(int id) {
    Parcel parcel = held.remove(id);
    if (parcel != null) {
      parcel.socket().release();
    }
  }

  /** The predecessor ends the connection when it has heard this. */
  private Mono<Parcel> confirm() {
    Steps.reached("ending");
    return connection
        .send(HandOverMessages.end())
        .doOnSuccess(sent -> everything = true)
        .onErrorComplete()
        .then(Mono.empty());
  }

  /**
   * The connection has ended: what was held out and not said to be ours, and what to make of it.
   */
  private Flux<Parcel> whatIsLeft() {
    Verdict.Heard heard = verdict;
    if (heard == null) {
      return Flux.error(ended("it has ended"));
    }
    return heard
        .outcome()
        .flatMapMany(
            outcome ->
                switch (outcome) {
                  case LEFT -> inherited();
                  case KEPT -> letGo(everything ? Flux.empty() : Flux.error(ended("it broke off")));
                  case REVOKED -> letGo(Flux.error(ended("it broke off, and goes on itself")));
                });
  }

  private Flux<Parcel> inherited() {
    List<Parcel> inherited = new ArrayList<>(held.values());
    held.clear();
    if (!inherited.isEmpty()) {
      LOG.info("process {} died; {} sockets that it held out are ours", pid(), inherited.size());
    }
    return Flux.fromIterable(inherited).concatWith(connection.close().then(Mono.empty()));
  }

  private SocketOperationException violation(String reason) {
    return failure(SocketErrorStatus.PROTOCOL_VIOLATION, reason);
  }

  private SocketOperationException ended(String reason) {
    return failure(SocketErrorStatus.OPERATION_ABORTED, reason);
  }

  private <T> Mono<T> tooLong() {
    breakOff();
    return Mono.error(failure(SocketErrorStatus.OPERATION_TIMED_OUT, "it does not go on"));
  }

  private SocketOperationException failure(SocketErrorStatus status, String reason) {
    return SocketOperationException.builder(SocketPhase.OPEN, "take over")
        .status(status)
        .target("process " + pid())
        .reason(reason)
        .hint("what was not emitted stays with that process")
        .build();
  }

  /** Lets go of all that is not ours yet, before the predecessor can see the connection end. */
  void breakOff() {
    brokenOff.tryEmitEmpty();
    letGo(Flux.empty());
    Verdict.Heard heard = verdict;
    if (heard != null) {
      heard.forget();
    }
  }

  private Flux<Parcel> letGo(Flux<Parcel> end) {
    held.values().forEach(parcel -> parcel.socket().release());
    held.clear();
    connection.close().subscribe();
    return end;
  }

  @Override
  public String toString() {
    return "Predecessor[process " + pid() + "]";
  }
}
