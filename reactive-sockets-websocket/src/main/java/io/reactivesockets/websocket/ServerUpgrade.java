package io.reactivesockets.websocket;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.ScheduledFuture;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Reads the request of an opening handshake, has it judged, and holds the answer back until there
 * is demand for the WebSocket. One request, and then either WebSocket or the end of the connection.
 */
final class ServerUpgrade extends ChannelDuplexHandler {

  /** Decides what becomes of a request; called on the event loop. */
  interface Desk {

    /** Returns the answer to a request. */
    ServerHandshake judge(HttpRequest request) throws RefusedRequest;

    /** The request is complete and may be answered by {@link ServerUpgrade#accept}. */
    void ready(ServerUpgrade upgrade, HttpRequest request);

    /** Nothing will come of this connection. */
    void gone(ServerUpgrade upgrade);
  }

  private final HttpServerCodec http;
  private final Duration patience;
  private final Desk desk;

  private @Nullable ChannelHandlerContext context;
  private @Nullable ScheduledFuture<?> deadline;
  private @Nullable HttpRequest request;
  private @Nullable ServerHandshake handshake;
  private boolean done;

  ServerUpgrade(HttpServerCodec http, Duration patience, Desk desk) {
    this.http = http;
    this.patience = patience;
    this.desk = desk;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext added) {
    context = added;
    deadline =
        added.executor().schedule(() -> tooLate(added), patience.toNanos(), TimeUnit.NANOSECONDS);
  }

  private void tooLate(ChannelHandlerContext added) {
    if (handshake == null) {
      finish();
      added.close();
    } else {
      refuse(added, new RefusedRequest(RefusedRequest.UNAVAILABLE, "too busy for another one"));
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext added, Object message) {
    try {
      if (done) {
        return;
      }
      if (message instanceof HttpRequest head) {
        judge(added, head);
      } else if (message instanceof LastHttpContent && handshake != null && request != null) {
        desk.ready(this, request);
      }
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  private void judge(ChannelHandlerContext added, HttpRequest head) {
    if (request != null) {
      // The client was to wait for our answer; whatever this is, it is no WebSocket.
      finish();
      added.close();
      return;
    }
    request = head;
    try {
      if (head.decoderResult().isFailure()) {
        throw unreadable(head.decoderResult().cause());
      }
      handshake = desk.judge(head);
    } catch (RefusedRequest refused) {
      refuse(added, refused);
    }
  }

  /** Has a request that waits judged once more, and refuses it if so it is. On the event loop. */
  void judgeAgain() {
    ChannelHandlerContext here = context;
    HttpRequest asked = request;
    if (done || here == null || asked == null) {
      return;
    }
    try {
      handshake = desk.judge(asked);
    } catch (RefusedRequest refused) {
      refuse(here, refused);
    }
  }

  private static RefusedRequest unreadable(Throwable cause) {
    if (cause instanceof TooLongHttpLineException) {
      return new RefusedRequest(RefusedRequest.URI_TOO_LONG, "the request line is too long");
    }
    return cause instanceof TooLongHttpHeaderException
        ? new RefusedRequest(RefusedRequest.HEADERS_TOO_LARGE, "the headers are too large")
        : new RefusedRequest(RefusedRequest.BAD_REQUEST, "this is not HTTP");
  }

  private void refuse(ChannelHandlerContext added, RefusedRequest refused) {
    finish();
    FullHttpResponse response =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1,
            HttpResponseStatus.valueOf(refused.status()),
            Unpooled.copiedBuffer(refused.text(), StandardCharsets.UTF_8));
    response.headers().set(HttpHeaderNames.CONTENT_LENGTH, response.content().readableBytes());
    response.headers().set(HttpHeaderNames.CONNECTION, "close");
    refused.addTo(response.headers());
    added.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
  }

  /** Makes a WebSocket of a channel whose HTTP is about to leave it. */
  interface Installer {
    void install(ChannelHandlerContext context, ServerHandshake handshake);
  }

  /**
   * Answers 101 and leaves the channel to what the installer puts on it. On the event loop.
   *
   * @return whether the connection was still there
   */
  boolean accept(Installer installer) {
    ChannelHandlerContext here = context;
    HttpRequest asked = request;
    ServerHandshake agreed = handshake;
    if (done || here == null || asked == null || agreed == null) {
      return false;
    }
    finish();
    FullHttpResponse response =
        new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.SWITCHING_PROTOCOLS);
    response.headers().set(HttpHeaderNames.UPGRADE, "websocket");
    response.headers().set(HttpHeaderNames.CONNECTION, "Upgrade");
    String key = asked.headers().get(HttpHeaderNames.SEC_WEBSOCKET_KEY, "");
    response.headers().set(HttpHeaderNames.SEC_WEBSOCKET_ACCEPT, ClientHandshake.acceptOf(key));
    agreed.addTo(response.headers());
    here.writeAndFlush(response);
    installer.install(here, agreed);
    here.pipeline().remove(this);
    here.pipeline().remove(http);
    return true;
  }

  /** Refuses a request that waited. On the event loop. */
  void dismiss() {
    ChannelHandlerContext here = context;
    if (!done && here != null) {
      refuse(here, new RefusedRequest(RefusedRequest.UNAVAILABLE, "the server goes away"));
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext added, Object event) {
    if (event == ChannelInputShutdownEvent.INSTANCE) {
      added.close();
    }
    added.fireUserEventTriggered(event);
  }

  @Override
  public void channelInactive(ChannelHandlerContext added) {
    finish();
    added.fireChannelInactive();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext added, Throwable cause) {
    finish();
    added.close();
  }

  private void finish() {
    if (!done) {
      done = true;
      if (deadline != null) {
        deadline.cancel(false);
      }
      desk.gone(this);
    }
  }
}
