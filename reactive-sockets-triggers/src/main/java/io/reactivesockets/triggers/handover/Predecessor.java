package io.reactivesockets.triggers.handover;

import io.reactivesockets.descriptor.unix.UnixConnection;
import io.reactivesockets.descriptor.unix.UnixMessage;
import io.reactivesockets.error.SocketErrorStatus;
import io.reactivesockets.error.SocketOperationException;
import io.reactivesockets.error.SocketPhase;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The process that gives its sockets away, as its successor sees it. */
public final class Predecessor {

  private static final Logger LOG = LoggerFactory.getLogger(Predecessor.class);

  private final UnixConnection connection;
  private final Map<Integer, Parcel> held = new LinkedHashMap<>();
  private Consumer<Parcel> fit = parcel -> {};

  Predecessor(UnixConnection connection) {
    this.connection = connection;
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
   * <p>For one subscriber. Completes when the predecessor has given everything, or when it died,
   * after what it had given. Fails with a {@link SocketOperationException} if it broke off; then it
   * has what was not emitted. Cancelling breaks off, too.
   *
   * @return the parcels
   */
  public Flux<Parcel> parcels() {
    return connection.send(HandOverMessages.hello()).thenMany(rest());
  }

  /**
   * The first parcel only; {@link #rest} goes on from there.
   *
   * @param fit throws for a parcel that cannot be taken, which stays with the predecessor then
   */
  Mono<Parcel> first(Consumer<Parcel> fit) {
    this.fit = fit;
    return connection
        .send(HandOverMessages.hello())
        .thenMany(told())
        .onErrorResume(SocketOperationException.class, this::brokenOff)
        .concatWith(Flux.defer(this::whatIsLeft))
        .next();
  }

  /** What comes from here on. */
  Flux<Parcel> rest() {
    return told()
        .onErrorResume(SocketOperationException.class, this::brokenOff)
        .concatWith(Flux.defer(this::whatIsLeft))
        .concatWith(connection.close().then(Mono.empty()))
        .doOnCancel(this::breakOff);
  }

  /** Takes one message at a time, so that none is lost between two subscribers. */
  private Flux<Parcel> told() {
    return connection
        .messages()
        .takeUntil(message -> HandOverMessages.kind(message) == HandOverMessages.END)
        .concatMap(this::heard, 0);
  }

  private Mono<Parcel> heard(UnixMessage message) {
    return switch (HandOverMessages.kind(message)) {
      case HandOverMessages.PARCEL -> hold(message);
      case HandOverMessages.YOURS -> {
        Parcel parcel = held.remove(HandOverMessages.id(message));
        Steps.reached("got");
        yield Mono.justOrEmpty(parcel);
      }
      case HandOverMessages.END -> Mono.empty();
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
        .then(Mono.empty());
  }

  private static SocketOperationException violation(String reason) {
    return SocketOperationException.builder(SocketPhase.OPEN, "take over")
        .status(SocketErrorStatus.PROTOCOL_VIOLATION)
        .reason(reason)
        .build();
  }

  /** The connection failed: that of a dead process may look like one that was broken off. */
  private Flux<Parcel> brokenOff(SocketOperationException why) {
    return Liveness.of(pid())
        .flatMapMany(
            alive -> {
              if (alive) {
                breakOff();
                return Flux.error(why);
              }
              return whatIsLeft();
            });
  }

  /** What it held out and did not say to be ours: it is, if nobody else is there to have it. */
  private Flux<Parcel> whatIsLeft() {
    if (held.isEmpty()) {
      return Flux.empty();
    }
    return Liveness.of(pid())
        .flatMapMany(
            alive -> {
              if (alive) {
                LOG.info("process {} has broken off, and keeps {} sockets", pid(), held.size());
                breakOff();
                return Flux.empty();
              }
              List<Parcel> inherited = new ArrayList<>(held.values());
              held.clear();
              LOG.info(
                  "process {} died; {} sockets that it held out are ours", pid(), inherited.size());
              return Flux.fromIterable(inherited);
            });
  }

  private void breakOff() {
    held.values().forEach(parcel -> parcel.socket().release());
    held.clear();
    connection.close().subscribe();
  }

  @Override
  public String toString() {
    return "Predecessor[process " + pid() + "]";
  }
}
