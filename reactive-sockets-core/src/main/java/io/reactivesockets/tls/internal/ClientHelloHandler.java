package io.reactivesockets.tls.internal;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.AbstractSniHandler;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import org.jspecify.annotations.Nullable;

/**
 * Looks into a client's first message for the name it asks for, then makes way for the engine with
 * the credentials of this name.
 */
final class ClientHelloHandler extends AbstractSniHandler<EngineContext> {
  private final ServerLayer layer;
  private final Handshake handshake;
  private boolean begun;

  ClientHelloHandler(ServerLayer layer, Handshake handshake) {
    super(layer.control().maxClientHelloBytes(), 0);
    this.layer = layer;
    this.handshake = handshake;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
    if (!begun) {
      begun = true;
      handshake.begin();
    }
    super.channelRead(context, message);
  }

  @Override
  protected Future<EngineContext> lookup(ChannelHandlerContext context, @Nullable String hostName) {
    Promise<EngineContext> promise = context.executor().newPromise();
    Optional<String> serverName = name(hostName);
    DelegatedTasks.executor()
        .execute(
            () -> {
              try {
                EngineContext found = layer.contextFor(serverName);
                if (found != null) {
                  promise.setSuccess(found);
                } else {
                  promise.setFailure(failures(context.channel()).noName(serverName));
                }
              } catch (Exception e) {
                promise.setFailure(failures(context.channel()).setUp(e));
              }
            });
    return promise;
  }

  @Override
  protected void onLookupComplete(
      ChannelHandlerContext context, @Nullable String hostName, Future<EngineContext> future)
      throws Exception {
    if (context.isRemoved()) {
      return;
    }
    if (!future.isSuccess()) {
      handshake.fail(future.cause());
      return;
    }
    EngineContext found = future.getNow();
    SSLEngine engine = found.newServerEngine(layer.control(), layer.protocols(), context.alloc());
    context
        .pipeline()
        .replace(this, TlsLayer.HANDLER, handshake.handlerFor(found, engine, name(hostName)));
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    handshake.fail(
        cause instanceof DecoderException && cause.getCause() != null ? cause.getCause() : cause);
  }

  private static TlsFailures failures(Channel channel) {
    return new TlsFailures(channel, null);
  }

  private static Optional<String> name(@Nullable String hostName) {
    return Optional.ofNullable(hostName).map(name -> name.toLowerCase(Locale.ROOT));
  }
}
