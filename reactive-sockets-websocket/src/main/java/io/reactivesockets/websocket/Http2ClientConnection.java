package io.reactivesockets.websocket;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.http2.DefaultHttp2GoAwayFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2SettingsFrame;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.netty.handler.codec.http2.Http2StreamChannelBootstrap;
import io.netty.handler.codec.http2.Http2StreamFrameToHttpObjectCodec;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP/2 connection below one WebSocket of a client: waits until the server says that it takes
 * extended CONNECT (RFC 8441 section 3), opens the stream, and ends with it. Event loop only.
 */
final class Http2ClientConnection extends ChannelInboundHandlerAdapter {

  private static final long MAX_HEADERS = 65_536;

  private final long patienceNanos;
  private final Consumer<Channel> onStream;
  private final Consumer<Throwable> onFailure;

  private @Nullable ScheduledFuture<?> deadline;
  private boolean decided;

  private Http2ClientConnection(
      long patienceNanos, Consumer<Channel> onStream, Consumer<Throwable> onFailure) {
    this.patienceNanos = patienceNanos;
    this.onStream = onStream;
    this.onFailure = onFailure;
  }

  /** The server speaks no HTTP/2, or takes no WebSocket over it. */
  static final class NotOffered extends Exception {

    private static final long serialVersionUID = 1L;

    NotOffered(String message) {
      super(message, null, false, false);
    }
  }

  /**
   * Begins HTTP/2 on a channel.
   *
   * @param early what the server has said already; ownership passes
   * @param patienceNanos how long the server may take to say what it takes
   * @param onStream called once with the stream, on which HTTP messages are read
   * @param onFailure called once if there is none; the channel is closed then
   */
  static void begin(
      Channel channel,
      ByteBuf early,
      long patienceNanos,
      Consumer<Channel> onStream,
      Consumer<Throwable> onFailure) {
    Http2FrameCodec frames =
        Http2FrameCodecBuilder.forClient()
            .initialSettings(
                Http2Settings.defaultSettings().pushEnabled(false).maxHeaderListSize(MAX_HEADERS))
            // A close does not wait for a peer that takes nothing any more.
            .decoupleCloseAndGoAway(true)
            .build();
    channel
        .pipeline()
        .addLast(frames)
        .addLast(new Http2MultiplexHandler(new NoPushes()))
        .addLast(new Http2ClientConnection(patienceNanos, onStream, onFailure));
    channel.config().setAutoRead(true);
    if (!early.isReadable()) {
      early.release();
      return;
    }
    try {
      ChannelHandlerContext first = Objects.requireNonNull(channel.pipeline().context(frames));
      frames.channelRead(first, early);
      frames.channelReadComplete(first);
    } catch (Exception e) {
      channel.pipeline().fireExceptionCaught(e);
    }
  }

  /** Pushes are switched off; a stream that comes all the same is none that anybody wants. */
  private static final class NoPushes extends ChannelInitializer<Channel> {

    @Override
    protected void initChannel(Channel pushed) {
      pushed.close();
    }
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    deadline =
        context
            .executor()
            .schedule(
                () -> fail(context, new ClientUpgrade.UpgradeTimeout()),
                patienceNanos,
                TimeUnit.NANOSECONDS);
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    try {
      if (!decided && message instanceof Http2SettingsFrame frame) {
        judge(context, frame.settings());
      }
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  private void judge(ChannelHandlerContext context, Http2Settings settings) {
    if (!Boolean.TRUE.equals(settings.connectProtocolEnabled())) {
      fail(context, new NotOffered("the server takes no WebSockets over HTTP/2"));
      return;
    }
    decide();
    new Http2StreamChannelBootstrap(context.channel())
        .open()
        .addListener((Future<Http2StreamChannel> opened) -> opened(context, opened));
  }

  private void opened(ChannelHandlerContext context, Future<Http2StreamChannel> opened) {
    if (!opened.isSuccess()) {
      context.close();
      onFailure.accept(Objects.requireNonNull(opened.cause()));
      return;
    }
    Http2StreamChannel stream = opened.getNow();
    stream.closeFuture().addListener(closed -> leave(context));
    stream.pipeline().addLast(new Http2StreamFrameToHttpObjectCodec(false, false));
    onStream.accept(stream);
  }

  private static void leave(ChannelHandlerContext context) {
    if (context.channel().isActive()) {
      context.writeAndFlush(new DefaultHttp2GoAwayFrame(Http2Error.NO_ERROR));
      context.close();
    }
  }

  private void decide() {
    decided = true;
    if (deadline != null) {
      deadline.cancel(false);
    }
  }

  private void fail(ChannelHandlerContext context, Throwable cause) {
    if (!decided) {
      decide();
      context.close();
      onFailure.accept(cause);
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event == ChannelInputShutdownEvent.INSTANCE) {
      fail(context, new ClientUpgrade.ConnectionEnded());
      // No stream goes on without the frames of its connection.
      context.close();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    fail(context, new ClientUpgrade.ConnectionEnded());
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    fail(context, cause);
    context.close();
  }
}
