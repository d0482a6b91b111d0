package io.reactivesockets.stream;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.channel.unix.UnixChannel;
import io.reactivesockets.channel.Closing;
import io.reactivesockets.channel.Departure;
import io.reactivesockets.channel.Handover;
import io.reactivesockets.descriptor.Descriptors;
import io.reactivesockets.descriptor.DetachedSocket;
import io.reactivesockets.descriptor.DetachedSocketKind;
import io.reactivesockets.error.SocketErrorStatus;
import io.reactivesockets.error.SocketOperationException;
import io.reactivesockets.error.SocketPhase;
import io.reactivesockets.transport.internal.Adoption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Takes the sockets of a listener off their event loops, and what was accepted along with them. */
final class ListenerDetachment {

  private static final Logger LOG = LoggerFactory.getLogger(ListenerDetachment.class);

  private final String transportName;
  private final List<Channel> listening;
  private final Connections connections;
  private final Duration timeout;

  ListenerDetachment(
      String transportName, List<Channel> listening, Connections connections, Duration timeout) {
    this.transportName = transportName;
    this.listening = listening;
    this.connections = connections;
    this.timeout = timeout;
  }

  /**
   * Returns the detached listener, or an error; then the listener stays as it was.
   *
   * @param detaching whether it is being done
   */
  Mono<DetachedSocket> detached(AtomicBoolean detaching) {
    return Handover.of(
        Mono.defer(
            () -> {
              checkFit();
              if (!detaching.compareAndSet(false, true)) {
                throw refused(SocketErrorStatus.IN_USE, "it is being detached already");
              }
              return leave()
                  .doOnCancel(() -> stay(detaching))
                  .then(Handover.toTheEnd(Mono.defer(this::takeAlong), DetachedSocket::release))
                  .doOnError(failed -> stay(detaching));
            }),
        DetachedSocket::release);
  }

  private void checkFit() {
    if (listening.stream().anyMatch(channel -> !channel.isOpen())) {
      throw refused(SocketErrorStatus.ALREADY_CLOSED, "the listener is closed");
    }
    if (!listening.stream().allMatch(Adoption::canDetach)) {
      throw refused(
          SocketErrorStatus.OPERATION_NOT_SUPPORTED,
          "the transport " + transportName + " has no descriptors to give away");
    }
  }

  private Mono<Void> leave() {
    connections.stop();
    return Mono.when(listening.stream().map(ListenerDetachment::leaveLoop).toList())
        .then(settled());
  }

  private static Mono<Void> leaveLoop(Channel channel) {
    return Mono.create(
        sink ->
            // Behind the task by which the acceptor stops reading.
            channel
                .eventLoop()
                .execute(
                    () ->
                        Departure.leave(channel)
                            .addListener(
                                left -> {
                                  if (left.isSuccess()) {
                                    sink.success();
                                  } else {
                                    sink.error(left.cause());
                                  }
                                })));
  }

  private Mono<Void> settled() {
    return Mono.<Void>create(sink -> connections.whenSettled(sink::success))
        .timeout(timeout, Mono.empty());
  }

  private Mono<DetachedSocket> takeAlong() {
    List<Integer> descriptors = duplicates();
    return Flux.fromIterable(connections.takeWaiting())
        .concatMap(this::takeAlong)
        .collectList()
        .flatMap(waiting -> depart().thenReturn(describe(descriptors, waiting)));
  }

  private List<Integer> duplicates() {
    List<Integer> descriptors = new ArrayList<>();
    try {
      for (Channel channel : listening) {
        if (!channel.isOpen()) {
          throw refused(SocketErrorStatus.ALREADY_CLOSED, "the listener was closed meanwhile");
        }
        descriptors.add(Descriptors.duplicate(((UnixChannel) channel).fd().intValue()));
      }
      return descriptors;
    } catch (SocketOperationException failed) {
      descriptors.forEach(Descriptors::close);
      throw failed;
    }
  }

  private Mono<DetachedSocket> takeAlong(StreamSocket waiting) {
    return waiting
        .detach(timeout)
        .onErrorResume(
            cannot -> {
              LOG.debug("resetting a connection that nobody took", cannot);
              return waiting.reset().then(Mono.empty());
            });
  }

  private Mono<Void> depart() {
    connections.close(null);
    return Mono.when(listening.stream().map(ListenerDetachment::closed).toList())
        .timeout(timeout, Mono.empty());
  }

  private static Mono<Void> closed(Channel channel) {
    EventLoop loop = channel.eventLoop();
    loop.execute(() -> Departure.close(channel));
    return Closing.of(channel, loop);
  }

  private static DetachedSocket describe(List<Integer> descriptors, List<DetachedSocket> waiting) {
    List<DetachedSocket> members = new ArrayList<>();
    for (int other : descriptors.subList(1, descriptors.size())) {
      members.add(DetachedSocket.of(DetachedSocketKind.LISTENER, other));
    }
    members.addAll(waiting);
    return DetachedSocket.builder(DetachedSocketKind.LISTENER, descriptors.get(0))
        .members(members)
        .build();
  }

  private void stay(AtomicBoolean detaching) {
    for (Channel channel : listening) {
      channel
          .eventLoop()
          .execute(
              () -> {
                if (channel.isOpen() && !channel.isRegistered()) {
                  channel.eventLoop().register(channel);
                }
              });
    }
    connections.goOn();
    detaching.set(false);
  }

  private SocketOperationException refused(SocketErrorStatus status, String reason) {
    return SocketOperationException.builder(SocketPhase.OPEN, "detach")
        .status(status)
        .localAddress(listening.get(0).localAddress())
        .reason(reason)
        .build();
  }
}
