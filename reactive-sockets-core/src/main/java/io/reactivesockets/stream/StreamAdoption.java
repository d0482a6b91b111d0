package io.reactivesockets.stream;

import io.netty.channel.EventLoop;
import io.netty.channel.epoll.EpollSocketChannel;
import io.reactivesockets.channel.Handover;
import io.reactivesockets.descriptor.Descriptors;
import io.reactivesockets.descriptor.DetachedSocket;
import io.reactivesockets.descriptor.DetachedSocketKind;
import io.reactivesockets.error.SocketErrorStatus;
import io.reactivesockets.error.SocketOperationException;
import io.reactivesockets.error.SocketPhase;
import io.reactivesockets.metrics.SocketRole;
import io.reactivesockets.transport.internal.Adoption;
import io.reactivesockets.transport.netty.NettyTransport;
import java.util.function.Function;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

/** Makes a live connection of a detached one. */
final class StreamAdoption {

  private final NettyTransport transport;
  private final DetachedSocket state;
  private final StreamSocketControl control;

  private StreamAdoption(
      NettyTransport transport, DetachedSocket state, StreamSocketControl control) {
    this.transport = transport;
    this.state = state;
    this.control = control;
  }

  /** Adopts on the transport that the control asks for, as a socket of its own. */
  static Mono<StreamSocket> of(DetachedSocket state, StreamSocketControl control) {
    return Mono.defer(
        () ->
            of(
                Adoption.transport(control.transport()),
                state,
                control,
                stream ->
                    state.accepted()
                        ? Protection.ofServer(stream, null)
                        : Protection.ofClient(
                            stream, control.tls(), state.hostName().orElse(null))));
  }

  /**
   * @param transport one on epoll
   * @param protection makes what may protect the socket
   */
  static Mono<StreamSocket> of(
      NettyTransport transport,
      DetachedSocket state,
      StreamSocketControl control,
      Function<StreamChannel, Protection> protection) {
    return Handover.of(
        Mono.create(sink -> new StreamAdoption(transport, state, control).adopt(protection, sink)),
        StreamSocket::abandon);
  }

  private void adopt(Function<StreamChannel, Protection> protection, MonoSink<StreamSocket> sink) {
    int descriptor = state.take().get(0);
    EventLoop loop = transport.nextLoop();
    EpollSocketChannel channel;
    try {
      Descriptors.require(descriptor, DetachedSocketKind.STREAM);
      channel = new EpollSocketChannel(descriptor);
    } catch (RuntimeException refused) {
      state.giveBack();
      throw refused;
    }
    if (!channel.isActive()) {
      // Whoever asks takes the error away; nobody would learn of it later.
      Descriptors.close(descriptor);
      throw lost();
    }
    StreamSocket socket;
    try {
      socket = socket(channel, loop, protection);
    } catch (RuntimeException refused) {
      channel.unsafe().closeForcibly();
      throw refused;
    }
    loop.register(channel)
        .addListener(
            registered -> {
              if (registered.isSuccess()) {
                sink.success(socket);
              } else {
                sink.error(
                    SocketOperationException.of(
                        registered.cause(), SocketPhase.OPEN, "adopt", null, null));
              }
            });
  }

  private StreamSocket socket(
      EpollSocketChannel channel, EventLoop loop, Function<StreamChannel, Protection> protection) {
    StreamChannel stream = new StreamChannel(channel, loop, control);
    StreamOptions.apply(channel, control);
    StreamSocket socket =
        new StreamSocket(
            stream, control, Opening.adopted(transport.name(), state), protection.apply(stream));
    stream.opened(state.accepted() ? SocketRole.STREAM_SERVER : SocketRole.STREAM_CLIENT);
    stream.resume(state);
    state.shownRemoteAddress().ifPresent(stream.failures()::remote);
    return socket;
  }

  private static SocketOperationException lost() {
    return SocketOperationException.builder(SocketPhase.OPEN, "adopt")
        .status(SocketErrorStatus.CONNECTION_RESET_BY_PEER)
        .reason("the peer reset the connection while nobody served it")
        .build();
  }
}
