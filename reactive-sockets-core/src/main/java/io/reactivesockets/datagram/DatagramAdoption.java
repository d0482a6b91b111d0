package io.reactivesockets.datagram;

import io.netty.channel.EventLoop;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.socket.DatagramChannel;
import io.reactivesockets.channel.Handover;
import io.reactivesockets.descriptor.Descriptors;
import io.reactivesockets.descriptor.DetachedSocket;
import io.reactivesockets.descriptor.DetachedSocketKind;
import io.reactivesockets.error.SocketOperationException;
import io.reactivesockets.error.SocketPhase;
import io.reactivesockets.host.EndpointPair;
import io.reactivesockets.host.HostName;
import io.reactivesockets.transport.internal.Adoption;
import io.reactivesockets.transport.netty.NettyTransport;
import java.net.InetSocketAddress;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Makes a live datagram socket of a detached one. */
final class DatagramAdoption {

  private final NettyTransport transport;
  private final DetachedSocket state;
  private final DatagramSocketControl control;

  private DatagramAdoption(
      NettyTransport transport, DetachedSocket state, DatagramSocketControl control) {
    this.transport = transport;
    this.state = state;
    this.control = control;
  }

  static Mono<DatagramSocket> of(DetachedSocket state, DatagramSocketControl control) {
    return Handover.toTheEnd(Mono.defer(() -> adopt(state, control)), DatagramSocket::abandon);
  }

  private static Mono<DatagramSocket> adopt(DetachedSocket state, DatagramSocketControl control) {
    NettyTransport transport = Adoption.transport(control.transport());
    // Trains that wait in the kernel have to be taken apart, whatever is asked for.
    DatagramSocketControl suited =
        state.joining() && !control.receiveOffload()
            ? control.toBuilder().receiveOffload(true).build()
            : control;
    return new DatagramAdoption(transport, state, suited).adopt();
  }

  private Mono<DatagramSocket> adopt() {
    state.take();
    Endpoint endpoint;
    try {
      for (int descriptor : state.descriptors()) {
        Descriptors.require(descriptor, DetachedSocketKind.DATAGRAM);
      }
      endpoint = endpoint();
    } catch (RuntimeException refused) {
      state.giveBack();
      return Mono.error(refused);
    }
    // Each descriptor gets an owner, whatever becomes of the others.
    return Flux.concatDelayError(
            register(endpoint.channel(), endpoint.loop()),
            Flux.fromIterable(state.members())
                .concatMapDelayError(member -> share(endpoint, member.descriptor())))
        .then(Mono.fromSupplier(() -> new DatagramSocket(endpoint, asked())))
        .doOnError(failed -> endpoint.abandon());
  }

  private Endpoint endpoint() {
    int descriptor = state.descriptor();
    EpollDatagramChannel channel = new EpollDatagramChannel(descriptor);
    EventLoop loop = transport.nextLoop();
    Endpoint endpoint =
        new Endpoint(transport, control, loop, channel, Descriptors.isIpv4(descriptor));
    OpenOptions.applyAdopted(channel, control);
    InetSocketAddress peer = channel.remoteAddress();
    if (peer != null) {
      endpoint.dispatch().connected(peer);
    }
    endpoint.dispatch().resume(state.counts());
    endpoint
        .inbox()
        .resume(state.unreadDatagrams().stream().map(Message::of).toList(), state.counts());
    endpoint.memberships().resume(state.groups());
    return endpoint;
  }

  private Mono<Void> share(Endpoint endpoint, int descriptor) {
    return Mono.defer(
        () -> {
          DatagramChannel channel = new EpollDatagramChannel(descriptor);
          EventLoop loop = transport.loops().next();
          endpoint.add(channel, loop);
          OpenOptions.applyAdopted(channel, control);
          return register(channel, loop);
        });
  }

  private static Mono<Void> register(DatagramChannel channel, EventLoop loop) {
    return Mono.create(
        sink ->
            loop.register(channel)
                .addListener(
                    registered -> {
                      if (registered.isSuccess()) {
                        sink.success();
                      } else {
                        sink.error(
                            SocketOperationException.of(
                                registered.cause(), SocketPhase.OPEN, "adopt", null, null));
                      }
                    }));
  }

  private @Nullable EndpointPair asked() {
    Optional<HostName> host = state.hostName();
    Optional<String> service = state.serviceName();
    return host.isPresent() && service.isPresent()
        ? EndpointPair.to(host.get(), service.get())
        : null;
  }
}
