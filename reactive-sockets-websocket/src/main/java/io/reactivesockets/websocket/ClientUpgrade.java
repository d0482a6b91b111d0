package io.reactivesockets.websocket;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.PrematureChannelClosureException;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2ResetFrame;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.ScheduledFuture;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Sends the request of an opening handshake, waits for the response, and leaves the channel either
 * to a session or closed. A response other than 101 is read to its end, or as far as it may be
 * kept.
 */
final class ClientUpgrade extends ChannelDuplexHandler {

  private final OpeningDialect dialect;
  private final ClientHandshake handshake;
  private final long patienceNanos;
  private final Function<ClientHandshake.Agreement, Runnable> onOpen;
  private final Consumer<Throwable> onFailure;
  private final ByteArrayOutputStream body = new ByteArrayOutputStream();
  private final List<ByteBuf> early = new ArrayList<>(1);

  private @Nullable ScheduledFuture<?> deadline;
  private @Nullable HttpResponse response;
  private ClientHandshake.@Nullable Agreement agreement;
  private boolean done;

  /**
   * Upgrades a channel.
   *
   * @param dialect the version of HTTP in front of this handler
   * @param patienceNanos how long the server may take to answer
   * @param onOpen called once the server agreed, to put a session behind this handler; what it
   *     returns is run when HTTP has left the pipeline, before the session hears anything
   * @param onFailure called once if it did not; the channel is closed then
   */
  ClientUpgrade(
      OpeningDialect dialect,
      long patienceNanos,
      Function<ClientHandshake.Agreement, Runnable> onOpen,
      Consumer<Throwable> onFailure) {
    this.dialect = dialect;
    this.handshake = dialect.handshake();
    this.patienceNanos = patienceNanos;
    this.onOpen = onOpen;
    this.onFailure = onFailure;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    deadline =
        context
            .executor()
            .schedule(
                () -> fail(context, new UpgradeTimeout()), patienceNanos, TimeUnit.NANOSECONDS);
    context
        .writeAndFlush(dialect.request())
        .addListener(
            sent -> {
              if (!sent.isSuccess()) {
                fail(context, Objects.requireNonNull(sent.cause()));
              }
            });
  }

  /** The time for the handshake is over. */
  static final class UpgradeTimeout extends Exception {

    private static final long serialVersionUID = 1L;

    UpgradeTimeout() {
      super("no answer in time", null, false, false);
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (message instanceof ByteBuf bytes && agreement != null) {
      early.add(bytes);
      return;
    }
    try {
      if (!done && message instanceof HttpObject part) {
        read(context, part);
      }
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  private void read(ChannelHandlerContext context, HttpObject part) {
    if (part.decoderResult().cause() instanceof PrematureChannelClosureException) {
      ended(context);
      return;
    }
    if (part.decoderResult().isFailure()) {
      fail(context, new InvalidAnswer("is not HTTP", part.decoderResult().cause()));
      return;
    }
    if (part instanceof HttpResponse head) {
      response = head;
      if (dialect.agrees(head)) {
        judge(context, head);
      }
    }
    HttpResponse head = response;
    if (done || head == null || isInterim(head.status())) {
      return;
    }
    if (part instanceof HttpContent content) {
      keep(content.content());
    }
    boolean enough = body.size() >= handshake.control().maxRefusalBytes();
    boolean open = agreement != null && dialect.opensWithHead();
    if (open || part instanceof LastHttpContent) {
      end(context, head);
      if (open && part instanceof LastHttpContent) {
        context.fireChannelRead(LastHttpContent.EMPTY_LAST_CONTENT);
      }
    } else if (enough && agreement == null) {
      fail(context, refusal(head));
    }
  }

  private static boolean isInterim(HttpResponseStatus status) {
    return status.codeClass() == HttpStatusClass.INFORMATIONAL
        && status.code() != HttpResponseStatus.SWITCHING_PROTOCOLS.code();
  }

  /** As soon as the head is here: the codec may take a wrong one to have an endless body. */
  private void judge(ChannelHandlerContext context, HttpResponse head) {
    try {
      agreement = dialect.accept(head);
    } catch (IllegalArgumentException e) {
      fail(context, new InvalidAnswer(String.valueOf(e.getMessage()), e));
    }
  }

  private void keep(ByteBuf content) {
    int room = handshake.control().maxRefusalBytes() - body.size();
    byte[] bytes = new byte[Math.min(room, content.readableBytes())];
    content.getBytes(content.readerIndex(), bytes);
    body.writeBytes(bytes);
  }

  private void end(ChannelHandlerContext context, HttpResponse head) {
    ClientHandshake.Agreement agreed = agreement;
    if (agreed == null) {
      fail(context, refusal(head));
      return;
    }
    finish();
    Runnable whenOpen = onOpen.apply(agreed);
    // What the server sent behind its response comes here, and waits until somebody may listen.
    dialect.leave(context.pipeline());
    whenOpen.run();
    early.forEach(context::fireChannelRead);
    if (!early.isEmpty()) {
      context.fireChannelReadComplete();
    }
    context.pipeline().remove(this);
  }

  private UpgradeRefusedException refusal(HttpResponse head) {
    return new UpgradeRefusedException(
        head.status().code(),
        handshake.uri().uri().toString(),
        HttpFields.toMap(head.headers()),
        body.toByteArray());
  }

  /** The server's answer is not one to our request. */
  static final class InvalidAnswer extends Exception {

    private static final long serialVersionUID = 1L;

    InvalidAnswer(String message, @Nullable Throwable cause) {
      super(message, cause, false, false);
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event == ChannelInputShutdownEvent.INSTANCE) {
      ended(context);
    } else if (event instanceof Http2ResetFrame reset
        && reset.errorCode() == Http2Error.HTTP_1_1_REQUIRED.code()) {
      fail(context, new Http2ClientConnection.NotOffered("the server wants HTTP/1.1 for this"));
    }
    context.fireUserEventTriggered(event);
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    ended(context);
    context.fireChannelInactive();
  }

  private void ended(ChannelHandlerContext context) {
    HttpResponse head = response;
    if (head != null && !isInterim(head.status())) {
      fail(context, refusal(head));
    } else {
      fail(context, new ConnectionEnded());
    }
  }

  /** The server closed the connection instead of answering. */
  static final class ConnectionEnded extends IOException {

    private static final long serialVersionUID = 1L;

    ConnectionEnded() {
      super("the server closed the connection");
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    fail(context, cause);
  }

  private void fail(ChannelHandlerContext context, Throwable cause) {
    if (!done) {
      finish();
      context.close();
      onFailure.accept(cause);
    }
  }

  private void finish() {
    done = true;
    if (deadline != null) {
      deadline.cancel(false);
    }
  }
}
