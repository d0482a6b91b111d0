package io.reactivesockets.tls.internal;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.ssl.SslHandler;
import io.reactivesockets.tls.SocketProtectionLevel;
import io.reactivesockets.tls.TlsClientControl;
import io.reactivesockets.tls.TlsControl;
import io.reactivesockets.tls.TlsInformation;
import io.reactivesockets.tls.TlsServerControl;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * TLS ready to be put on a channel: keys and trust are read, the engine is there.
 *
 * <p>Handlers behind it see the peer's close_notify as {@code ChannelInputShutdownEvent}, an end of
 * the connection without it as an exception, and nothing of a handshake that fails.
 */
public abstract class TlsLayer {
  /** The name of the handler that speaks TLS, the first of the pipeline. */
  public static final String HANDLER = "reactive-sockets.tls";

  /** The name of the handler right behind it. */
  public static final String GUARD = "reactive-sockets.tls-guard";

  TlsLayer() {}

  /**
   * Prepares a client's side, off the event loop.
   *
   * @param control what is asked of TLS
   * @param level the level asked for
   * @param hostName the name or address that the server's certificate has to bear
   * @return cold; one layer for one channel, or a {@code SocketOperationException}
   * @throws IllegalArgumentException if the level is no TLS level, or never one of sockets
   */
  public static Mono<TlsLayer> client(
      TlsClientControl control, SocketProtectionLevel level, String hostName) {
    SocketProtectionLevel least = effective(control, level);
    return prepared(() -> new ClientLayer(control, least, hostName));
  }

  /**
   * Prepares a server's side, off the event loop.
   *
   * @param control what is asked of TLS
   * @param level the level asked for
   * @return cold; one layer for any number of channels, or a {@code SocketOperationException}
   * @throws IllegalArgumentException if the level is no TLS level, or never one of sockets
   */
  public static Mono<TlsLayer> server(TlsServerControl control, SocketProtectionLevel level) {
    SocketProtectionLevel least = effective(control, level);
    return prepared(() -> new ServerLayer(control, least));
  }

  /**
   * Puts TLS on a channel and starts the handshake. On the event loop.
   *
   * @param channel a channel that is registered
   * @param behind the name of the handler that TLS stands in front of, or null for all of them
   * @param early bytes of the peer's TLS that were read already; ownership passes
   * @return hot; what the handshake came to, on the event loop, or a {@code
   *     SocketOperationException}, and the channel closes
   */
  public final Mono<TlsInformation> install(
      Channel channel, @Nullable String behind, @Nullable ByteBuf early) {
    return install(channel, behind, early, TlsPlace.PEER);
  }

  /**
   * Puts TLS with a proxy on a channel and starts the handshake; TLS with the peer behind the proxy
   * may come inside later. On the event loop.
   *
   * @param channel a channel that is connected to the proxy
   * @param behind the name of the handler that TLS stands in front of
   * @return hot; what the handshake came to, on the event loop, or a {@code
   *     SocketOperationException}, and the channel closes
   */
  public final Mono<TlsInformation> installToProxy(Channel channel, String behind) {
    return install(channel, behind, null, TlsPlace.PROXY);
  }

  abstract Mono<TlsInformation> install(
      Channel channel, @Nullable String behind, @Nullable ByteBuf early, TlsPlace place);

  /**
   * Tells whether TLS with the peer is on a channel.
   *
   * @param channel the channel
   * @return {@code true} once a layer was installed
   */
  public static boolean isOn(Channel channel) {
    return channel.pipeline().context(GUARD) != null;
  }

  /**
   * Tells whether TLS is on a channel, with the peer or with a proxy.
   *
   * @param channel the channel
   * @return {@code true} once a layer of either kind was installed
   */
  public static boolean isOnOrToProxy(Channel channel) {
    return isOn(channel) || channel.pipeline().context(TlsPlace.PROXY.guard()) != null;
  }

  /**
   * Sends close_notify, which ends the output inside TLS, with the peer if it is on. On the event
   * loop.
   *
   * @param channel a channel with TLS
   * @return completes when the kernel has taken it
   */
  public static ChannelFuture closeOutput(Channel channel) {
    for (TlsPlace place : TlsPlace.INNER_FIRST) {
      if (channel.pipeline().get(place.handler()) instanceof SslHandler tls) {
        return tls.closeOutbound();
      }
    }
    return channel.newSucceededFuture();
  }

  /**
   * Closes a channel at once, without the farewell of TLS. On the event loop.
   *
   * @param channel a channel, with TLS or without
   */
  public static void closeAbruptly(Channel channel) {
    for (TlsPlace place : TlsPlace.OUTER_FIRST) {
      ChannelHandlerContext tls = channel.pipeline().context(place.handler());
      if (tls != null) {
        tls.close();
        return;
      }
    }
    channel.close();
  }

  private static SocketProtectionLevel effective(TlsControl control, SocketProtectionLevel level) {
    if (!level.isTls()) {
      throw TlsFailures.refusedLevel(level);
    }
    return level == SocketProtectionLevel.UNSPECIFIED
        ? control.minimumLevel()
        : level.strongest(control.minimumLevel());
  }

  private static Mono<TlsLayer> prepared(EngineContexts.Preparation<? extends TlsLayer> work) {
    return Mono.create(
        sink ->
            DelegatedTasks.executor()
                .execute(
                    () -> {
                      try {
                        sink.success(work.run());
                      } catch (Exception e) {
                        sink.error(EngineContexts.failure(e));
                      }
                    }));
  }
}
