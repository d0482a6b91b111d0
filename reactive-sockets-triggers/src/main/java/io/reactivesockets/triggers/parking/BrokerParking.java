package io.reactivesockets.triggers.parking;

import io.reactivesockets.datagram.DatagramSocket;
import io.reactivesockets.datagram.DatagramSocketControl;
import io.reactivesockets.error.SocketErrorStatus;
import io.reactivesockets.error.SocketOperationException;
import io.reactivesockets.error.SocketPhase;
import io.reactivesockets.host.signals.Shared;
import io.reactivesockets.stream.StreamSocket;
import io.reactivesockets.stream.StreamSocketControl;
import io.reactivesockets.transport.Transport;
import io.reactivesockets.triggers.activity.SocketActivityConnectedStandbyAction;
import io.reactivesockets.triggers.activity.SocketActivityContext;
import io.reactivesockets.triggers.activity.SocketActivityInformation;
import io.reactivesockets.triggers.activity.SocketActivityKind;
import io.reactivesockets.triggers.activity.SocketActivityTriggerDetails;
import io.reactivesockets.triggers.activity.SocketActivityTriggerReason;
import io.reactivesockets.triggers.activity.SocketBroker;
import io.reactivesockets.triggers.control.ParkingNotice;
import io.reactivesockets.triggers.control.ParkingPlace;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Parks control channels in a socket broker: it watches them, wakes this process, or launches the
 * task's command while the process is down.
 *
 * <p>Give it a {@link SocketBroker} of its own, in the name of an application of its own: it
 * listens to its activities, and the ids there are those of the channels. Closing that is the
 * caller's business, after the channels.
 *
 * <p>Stream sockets without TLS and datagram sockets can be parked, on the epoll transport, or on
 * io_uring at first: they come back on epoll. A WebSocket cannot.
 */
public final class BrokerParking implements ParkingPlace {

  /** A notice for each socket that a broker holds for one application, unless told otherwise. */
  private static final int MAX_WAITING = 10_000;

  private final SocketBroker broker;
  private final UUID taskId;
  private final StreamSocketControl streams;
  private final DatagramSocketControl datagrams;
  private final Map<String, Object> parked = new ConcurrentHashMap<>();
  private final Flux<ParkingNotice> notices;

  private BrokerParking(
      SocketBroker broker,
      UUID taskId,
      StreamSocketControl streams,
      DatagramSocketControl datagrams) {
    this.broker = Objects.requireNonNull(broker, "broker");
    this.taskId = Objects.requireNonNull(taskId, "taskId");
    this.streams = Objects.requireNonNull(streams, "streams");
    this.datagrams = Objects.requireNonNull(datagrams, "datagrams");
    this.notices =
        Shared.of(
            Flux.merge(
                broker.activities().map(BrokerParking::notice),
                broker.interruptions().concatMap(when -> missing())),
            MAX_WAITING);
  }

  /**
   * Parks in a broker.
   *
   * @param broker the broker, connected for nothing else
   * @param taskId what the broker does when something happens and nobody here listens
   * @return the place
   */
  public static BrokerParking in(SocketBroker broker, UUID taskId) {
    return in(
        broker,
        taskId,
        StreamSocketControl.builder().transport(Transport.epoll()).build(),
        DatagramSocketControl.builder().transport(Transport.epoll()).build());
  }

  /**
   * Parks in a broker.
   *
   * @param broker the broker, connected for nothing else
   * @param taskId what the broker does when something happens and nobody here listens
   * @param streams options and bounds of stream sockets that come back
   * @param datagrams options and bounds of datagram sockets that come back
   * @return the place
   */
  public static BrokerParking in(
      SocketBroker broker,
      UUID taskId,
      StreamSocketControl streams,
      DatagramSocketControl datagrams) {
    return new BrokerParking(broker, taskId, streams, datagrams);
  }

  @Override
  public Mono<Void> park(String id, Object transport, Duration keepAliveInterval) {
    return Mono.defer(() -> transfer(id, transport, keepAliveInterval))
        .doOnSuccess(done -> parked.put(id, new Object()));
  }

  private Mono<Void> transfer(String id, Object transport, Duration time) {
    SocketActivityConnectedStandbyAction wake = SocketActivityConnectedStandbyAction.WAKE;
    SocketActivityContext nothing = SocketActivityContext.empty();
    if (transport instanceof StreamSocket socket) {
      broker.enableTransferOwnership(socket, taskId, wake);
      return broker.transfer(socket, id, nothing, time);
    } else if (transport instanceof DatagramSocket socket) {
      broker.enableTransferOwnership(socket, taskId, wake);
      return broker.transfer(socket, id, nothing, time);
    }
    return Mono.error(
        SocketOperationException.builder(SocketPhase.OPEN, "park")
            .status(SocketErrorStatus.OPERATION_NOT_SUPPORTED)
            .target("control channel " + id)
            .reason("part of its transport is in this process, which no broker can keep")
            .hint("park stream sockets without TLS, and datagram sockets")
            .build());
  }

  @Override
  public Mono<Object> takeBack(String id) {
    return Mono.defer(
        () -> {
          parked.remove(id);
          return kept(id).switchIfEmpty(broker.socket(id).flatMap(this::take));
        });
  }

  @Override
  public Mono<Object> kept(String id) {
    return Mono.defer(() -> Mono.justOrEmpty(broker.keptSockets().get(id)).flatMap(this::take));
  }

  private Mono<Object> take(SocketActivityInformation held) {
    return held.socketKind() == SocketActivityKind.DATAGRAM_SOCKET
        ? held.datagramSocket(datagrams).cast(Object.class)
        : held.streamSocket(streams).cast(Object.class);
  }

  @Override
  public Flux<ParkingNotice> notices() {
    return notices;
  }

  private static ParkingNotice notice(SocketActivityTriggerDetails details) {
    boolean silent = details.reason() == SocketActivityTriggerReason.KEEP_ALIVE_TIMER_EXPIRED;
    return new ParkingNotice(
        details.socketInformation().id(),
        silent ? ParkingNotice.Kind.KEEP_ALIVE_DUE : ParkingNotice.Kind.ACTIVITY,
        "");
  }

  /** Looks which of those that were there before an interruption are there no more. */
  private Flux<ParkingNotice> missing() {
    Map<String, Object> before = Map.copyOf(parked);
    if (before.isEmpty()) {
      return Flux.empty();
    }
    return broker
        .allSockets()
        .map(Map::keySet)
        .map(there -> lost(before, there, "the broker is back without it"))
        .onErrorResume(
            failure ->
                Mono.just(lost(before, Set.of(), "the broker is lost: " + failure.getMessage())))
        .flatMapMany(Flux::fromIterable);
  }

  private Iterable<ParkingNotice> lost(Map<String, Object> before, Set<String> there, String why) {
    return before.entrySet().stream()
        .filter(each -> !there.contains(each.getKey()))
        .filter(each -> parked.remove(each.getKey(), each.getValue()))
        .map(each -> new ParkingNotice(each.getKey(), ParkingNotice.Kind.LOST, why))
        .toList();
  }

  @Override
  public String toString() {
    return "BrokerParking[" + broker + "]";
  }
}
