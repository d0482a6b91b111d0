package io.reactivesockets.stream;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.reactivesockets.channel.ReadBudgetExhausted;
import io.reactivesockets.error.SocketErrorStatus;
import io.reactivesockets.error.SocketOperationException;
import io.reactivesockets.error.SocketPhase;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Asks a proxy to connect further, on a channel that is connected to it, and leaves the pipeline
 * when it is done; bytes of the target that came with the answer go on to the handlers behind.
 */
abstract class ProxyNegotiation extends ByteToMessageDecoder {

  /** Hears how it went, once, on the event loop. */
  interface Result {

    /** From now on the channel leads to the target. */
    void established();

    /** The proxy wants credentials that it was not given, of a kind that there is. */
    void credentialsWanted(Setback otherwise);

    /** It will not lead to the target. */
    void failed(Setback setback);
  }

  private final String proxy;
  private final Result result;
  private boolean decided;
  private boolean established;

  /**
   * @param proxy what to call the proxy in messages
   */
  ProxyNegotiation(String proxy, Result result) {
    this.proxy = proxy;
    this.result = result;
  }

  /** Sends what begins the conversation. */
  abstract void begin(ChannelHandlerContext context);

  /** Looks at what has arrived; may be called again with more. */
  abstract void read(ChannelHandlerContext context, ByteBuf input);

  @Override
  public final void handlerAdded(ChannelHandlerContext context) {
    begin(context);
  }

  @Override
  protected final void decode(ChannelHandlerContext context, ByteBuf input, List<Object> out) {
    if (decided) {
      input.skipBytes(input.readableBytes());
    } else {
      read(context, input);
    }
  }

  /** The proxy has connected further: what follows is the target's. */
  final void establish(ChannelHandlerContext context) {
    decided = true;
    established = true;
    context.pipeline().remove(this);
  }

  final void wantCredentials(Setback otherwise) {
    if (decide()) {
      result.credentialsWanted(otherwise);
    }
  }

  final void refuse(SocketErrorStatus status, String reason) {
    refuse(setback(status, reason, null));
  }

  final void refuse(Setback setback) {
    if (decide()) {
      result.failed(setback);
    }
  }

  final Setback setback(SocketErrorStatus status, String reason, @Nullable Throwable cause) {
    return Setback.proxy(status, proxy, reason, cause);
  }

  private boolean decide() {
    boolean first = !decided;
    decided = true;
    return first;
  }

  @Override
  protected final void handlerRemoved0(ChannelHandlerContext context) {
    // By now the bytes that came behind the answer are with the handlers behind.
    if (established) {
      result.established();
    }
  }

  @Override
  public final void userEventTriggered(ChannelHandlerContext context, Object event)
      throws Exception {
    if (event == ChannelInputShutdownEvent.INSTANCE && !decided) {
      ended();
    }
    super.userEventTriggered(context, event);
  }

  @Override
  public final void channelInactive(ChannelHandlerContext context) throws Exception {
    ended();
    super.channelInactive(context);
  }

  private void ended() {
    refuse(SocketErrorStatus.UNEXPECTED_END_OF_STREAM, "the proxy ended the connection");
  }

  @Override
  public final void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (cause == ReadBudgetExhausted.INSTANCE) {
      context.fireExceptionCaught(cause);
      return;
    }
    SocketErrorStatus status =
        SocketOperationException.of(cause, SocketPhase.PROXY, "connect", null, null).status();
    refuse(setback(status, "the connection to the proxy was lost", cause));
  }
}
