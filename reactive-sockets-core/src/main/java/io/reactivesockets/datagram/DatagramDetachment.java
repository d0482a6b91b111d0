package io.reactivesockets.datagram;

import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.unix.UnixChannel;
import io.reactivesockets.channel.Departure;
import io.reactivesockets.channel.Outlet;
import io.reactivesockets.channel.Undertaking;
import io.reactivesockets.descriptor.Descriptors;
import io.reactivesockets.descriptor.DetachedSocket;
import io.reactivesockets.descriptor.DetachedSocketKind;
import io.reactivesockets.descriptor.JoinedGroup;
import io.reactivesockets.descriptor.SocketCounts;
import io.reactivesockets.error.SocketErrorStatus;
import io.reactivesockets.error.SocketOperationException;
import io.reactivesockets.host.EndpointPair;
import io.reactivesockets.host.HostName;
import io.reactivesockets.transport.internal.Adoption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Takes the channels of a datagram socket off their event loops, and what was received along with
 * them. Confined to the home loop.
 */
final class DatagramDetachment implements Undertaking.Work, Outlet.Job {

  private final Endpoint endpoint;
  private final @Nullable EndpointPair connectedTo;
  private final Duration timeout;
  private final Undertaking<DetachedSocket> undertaking;

  private DatagramDetachment(
      Endpoint endpoint,
      @Nullable EndpointPair connectedTo,
      Duration timeout,
      Undertaking<DetachedSocket> undertaking) {
    this.endpoint = endpoint;
    this.connectedTo = connectedTo;
    this.timeout = timeout;
    this.undertaking = undertaking;
  }

  static Mono<DetachedSocket> of(
      Endpoint endpoint, @Nullable EndpointPair connectedTo, Duration timeout) {
    return Undertaking.of(
        endpoint::execute,
        undertaking -> new DatagramDetachment(endpoint, connectedTo, timeout, undertaking),
        DetachedSocket::release);
  }

  @Override
  public void begin() {
    SocketOperationException objection = objection();
    if (objection != null) {
      undertaking.fail(objection);
      return;
    }
    undertaking.within(endpoint.loop(), timeout, this);
    endpoint.inbox().leave(endpoint.failures().detached());
    endpoint.outbox().submit(this);
  }

  private @Nullable SocketOperationException objection() {
    if (!endpoint.channel().isOpen() || endpoint.isClosing()) {
      return refused(
          SocketErrorStatus.ALREADY_CLOSED,
          "the socket is closed, or about to be",
          "nothing is left to be detached");
    }
    if (!endpoint.channels().stream().allMatch(Adoption::canDetach)) {
      return refused(
          SocketErrorStatus.OPERATION_NOT_SUPPORTED,
          "the transport " + endpoint.transport().name() + " has no descriptors to give away",
          "use the transport epoll, on Linux");
    }
    if (endpoint.inbox().isLeaving()) {
      return refused(
          SocketErrorStatus.IN_USE, "the socket is being detached already", "await that one");
    }
    return null;
  }

  private SocketOperationException refused(SocketErrorStatus status, String reason, String hint) {
    return endpoint.failures().undetachable(status, reason, hint);
  }

  // The job in the outbox.

  @Override
  public void start() {
    endpoint.outbox().flushFull();
    endpoint.dispatch().onIdle(this::leaveLoops);
  }

  @Override
  public void abort(Throwable cause) {
    if (undertaking.decide()) {
      endpoint.inbox().stay();
      undertaking.fail(
          refused(SocketErrorStatus.OPERATION_ABORTED, "it was cancelled or closed", "try again"));
    }
  }

  @Override
  public void stay() {
    endpoint.inbox().stay();
    endpoint.outbox().next(this);
  }

  @Override
  public Throwable expired() {
    return refused(
        SocketErrorStatus.OPERATION_TIMED_OUT,
        "sends were still under way after " + timeout,
        "the socket stays as it was; cancelIo ends them");
  }

  // Everything is sent.

  private void leaveLoops() {
    if (undertaking.decide()) {
      List<DatagramChannel> channels = List.copyOf(endpoint.channels());
      int[] left = {channels.size()};
      for (DatagramChannel channel : channels) {
        channel
            .eventLoop()
            .execute(
                () -> {
                  channel.config().setAutoRead(false);
                  Departure.leave(channel)
                      .addListener(
                          gone ->
                              // Behind what the channel's loop has handed to the home loop.
                              endpoint
                                  .loop()
                                  .execute(
                                      () -> {
                                        if (--left[0] == 0) {
                                          takeAlong(channels);
                                        }
                                      }));
                });
      }
    }
  }

  private void takeAlong(List<DatagramChannel> channels) {
    if (!channels.stream().allMatch(DatagramChannel::isOpen)) {
      undertaking.fail(
          refused(
              SocketErrorStatus.ALREADY_CLOSED, "the socket was closed meanwhile", "open anew"));
      return;
    }
    List<Integer> descriptors = new ArrayList<>();
    try {
      if (undertaking.isCalledOff()) {
        comeBack(channels);
        return;
      }
      for (DatagramChannel channel : channels) {
        descriptors.add(Descriptors.duplicate(((UnixChannel) channel).fd().intValue()));
      }
    } catch (RuntimeException noDescriptor) {
      descriptors.forEach(Descriptors::close);
      comeBack(channels);
      undertaking.fail(noDescriptor);
      return;
    }
    DetachedSocket detached = describe(descriptors);
    endpoint
        .closeDetached()
        .subscribe(null, null, () -> endpoint.execute(() -> undertaking.succeed(detached)));
  }

  private void comeBack(List<DatagramChannel> channels) {
    for (DatagramChannel channel : channels) {
      channel
          .eventLoop()
          .register(channel)
          .addListener(back -> channel.config().setAutoRead(!endpoint.inbox().isPaused()));
    }
    stay();
  }

  private DetachedSocket describe(List<Integer> descriptors) {
    Inbox inbox = endpoint.inbox();
    Dispatch dispatch = endpoint.dispatch();
    SocketCounts counts =
        new SocketCounts(
            inbox.receivedCount(),
            inbox.receivedBytes(),
            inbox.deliveredCount(),
            inbox.droppedCount(),
            inbox.deniedCount(),
            dispatch.sentCount(),
            dispatch.sentBytes(),
            dispatch.failedCount());
    EndpointPair pair = connectedTo;
    return DetachedSocket.builder(DetachedSocketKind.DATAGRAM, descriptors.get(0))
        .unreadDatagrams(inbox.takeAll().stream().map(Message::unread).toList())
        .joining(endpoint.control().receiveOffload())
        .counts(counts)
        .connectedTo(
            pair == null ? null : pair.remoteHostName(),
            pair == null ? null : pair.remoteServiceName())
        .groups(endpoint.memberships().list().stream().map(DatagramDetachment::group).toList())
        .members(
            descriptors.subList(1, descriptors.size()).stream()
                .map(other -> DetachedSocket.of(DetachedSocketKind.DATAGRAM, other))
                .toList())
        .build();
  }

  private static JoinedGroup group(MulticastMembership membership) {
    return new JoinedGroup(
        membership.group().canonicalName(),
        membership.adapter(),
        membership.source().map(HostName::canonicalName));
  }
}
