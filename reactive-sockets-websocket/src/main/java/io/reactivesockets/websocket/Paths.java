package io.reactivesockets.websocket;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpServerCodec;
import io.reactivesockets.channel.StreamTakeover;
import io.reactivesockets.metrics.SocketMetrics;
import io.reactivesockets.metrics.SocketRole;
import io.reactivesockets.stream.StreamSocket;
import io.reactivesockets.websocket.codec.DeflateAgreement;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;

/**
 * The paths of a listener: takes its connections, reads their requests, and gives each to its path.
 */
final class Paths implements CoreSubscriber<StreamSocket> {

  /** How many more requests than asked for may be under way, so that slow ones hold nobody up. */
  private static final int SLACK = 64;

  private static final int MAX_LINE = 8_192;

  private final WebSocketListenerControl control;
  private final Map<String, Path<?>> paths = new ConcurrentHashMap<>();
  private final WebSocketGroup open = new WebSocketGroup();
  private final AtomicInteger underWay = new AtomicInteger();
  private final Object demandLock = new Object();
  private volatile @Nullable Subscription connections;

  /** What is served at a path: whom to admit, what becomes of a channel, where the sockets go. */
  private static final class Path<S extends WebSocket> {

    final ServerWebSocketControl control;
    final Function<Opened, S> sockets;
    final PathSockets<S> flux;

    Path(ServerWebSocketControl control, Function<Opened, S> sockets, PathSockets<S> flux) {
      this.control = control;
      this.sockets = sockets;
      this.flux = flux;
    }
  }

  /** A connection whose request was answered with 101. */
  record Opened(ChannelHandlerContext context, ServerHandshake handshake, StreamSocket socket) {

    Optional<DeflateAgreement> deflate() {
      return handshake.deflate();
    }

    <T> Session<T> start(SessionSettings settings, Delivery<T> delivery) {
      return Session.start(
          context.channel(),
          null,
          settings,
          delivery,
          new SessionOrigin(
              handshake.handshake(), Optional.of(socket), () -> Optional.of(socket.information())));
    }
  }

  Paths(WebSocketListenerControl control) {
    this.control = control;
  }

  WebSocketGroup open() {
    return open;
  }

  <S extends WebSocket> Flux<S> of(
      String path, ServerWebSocketControl admitted, Function<Opened, S> sockets) {
    if (!path.startsWith("/")) {
      throw new IllegalArgumentException("path: " + path + " (expected: such as /chat)");
    }
    return Flux.defer(
        () -> {
          Path<S> served =
              new Path<>(
                  admitted,
                  sockets,
                  new PathSockets<>(
                      this::demandChanged,
                      unseen -> unseen.session().close(CloseStatus.GOING_AWAY).subscribe()));
          Path<?> other = paths.merge(path, served, (old, now) -> old.flux.isServed() ? old : now);
          return other == served ? served.flux : Flux.error(Failures.inUse());
        });
  }

  private void demandChanged() {
    Subscription from = connections;
    if (from == null) {
      return;
    }
    long more;
    synchronized (demandLock) {
      long wanted = 0;
      for (Path<?> path : paths.values()) {
        wanted = Math.min(Integer.MAX_VALUE, wanted + path.flux.wanted());
      }
      more = wanted == 0 ? 0 : Math.min(wanted + SLACK, 1_024) - underWay.get();
      if (more > 0) {
        underWay.addAndGet((int) more);
      }
    }
    if (more > 0) {
      from.request(more);
    }
  }

  private void noMoreUnderWay() {
    underWay.decrementAndGet();
    demandChanged();
  }

  @Override
  public void onSubscribe(Subscription subscription) {
    connections = subscription;
    demandChanged();
  }

  @Override
  public void onNext(StreamSocket socket) {
    Channel channel = StreamTakeover.streams().channel(socket);
    channel.eventLoop().execute(() -> readRequest(socket, channel));
  }

  private void readRequest(StreamSocket socket, Channel channel) {
    if (!channel.isActive()) {
      // Closed meanwhile: the stream socket has seen to its own end.
      noMoreUnderWay();
      return;
    }
    ByteBuf early = StreamTakeover.streams().takeOver(socket);
    HttpServerCodec http =
        new HttpServerCodec(
            new HttpDecoderConfig()
                .setMaxInitialLineLength(MAX_LINE)
                .setMaxHeaderSize(control.maxRequestBytes()));
    channel
        .pipeline()
        .addLast(http)
        .addLast(new ServerUpgrade(http, control.requestTimeout(), new Reception(socket)));
    if (early.isReadable()) {
      // Behind TLS, if there is any: these bytes have been through it.
      ChannelHandlerContext context = channel.pipeline().context(http);
      try {
        http.channelRead(context, early);
        http.channelReadComplete(context);
      } catch (Exception e) {
        context.fireExceptionCaught(e);
      }
    } else {
      early.release();
      if (channel instanceof DuplexChannel duplex && duplex.isInputShutdown()) {
        // The client has left already, and nobody will be told of it again.
        channel.close();
      }
    }
  }

  @Override
  public void onError(Throwable cause) {
    close();
  }

  @Override
  public void onComplete() {
    close();
  }

  void close() {
    paths.values().forEach(path -> path.flux.close());
  }

  /** Receives the request of one connection. */
  private final class Reception implements ServerUpgrade.Desk {

    private final StreamSocket socket;

    Reception(StreamSocket socket) {
      this.socket = socket;
    }

    private Path<?> pathOf(HttpRequest request) throws RefusedRequest {
      String target = originForm(request.uri());
      int query = target.indexOf('?');
      Path<?> path = paths.get(query < 0 ? target : target.substring(0, query));
      if (path == null || !path.flux.isServed()) {
        throw new RefusedRequest(RefusedRequest.NOT_FOUND, "there is nothing here");
      }
      return path;
    }

    /** A server takes a whole URI in the place of a path, too (RFC 9112 section 3.2.2). */
    private static String originForm(String target) {
      int scheme = target.startsWith("/") ? -1 : target.indexOf("://");
      if (scheme < 0) {
        return target;
      }
      int path = target.indexOf('/', scheme + "://".length());
      return path < 0 ? "/" : target.substring(path);
    }

    @Override
    public ServerHandshake judge(HttpRequest request) throws RefusedRequest {
      SocketMetrics metrics = control.socket().accepted().metrics();
      try {
        Path<?> path = pathOf(request);
        metrics = path.control.metrics();
        return ServerHandshake.answer(request, path.control);
      } catch (RefusedRequest refused) {
        metrics.refused(SocketRole.WEB_SOCKET_SERVER);
        throw refused;
      }
    }

    @Override
    public void ready(ServerUpgrade upgrade, HttpRequest request) {
      try {
        enqueue(pathOf(request), upgrade);
      } catch (RefusedRequest e) {
        upgrade.dismiss();
      }
    }

    private <S extends WebSocket> void enqueue(Path<S> path, ServerUpgrade upgrade) {
      Channel channel = StreamTakeover.streams().channel(socket);
      path.flux.offer(new PathSockets.Waiting<>(channel.eventLoop(), () -> opened(path, upgrade)));
    }

    private <S extends WebSocket> @Nullable S opened(Path<S> path, ServerUpgrade upgrade) {
      Holder<S> made = new Holder<>();
      upgrade.accept(
          (context, handshake) ->
              made.value = path.sockets.apply(new Opened(context, handshake, socket)));
      S result = made.value;
      if (result != null) {
        open.add(result);
      }
      return result;
    }

    @Override
    public void gone(ServerUpgrade upgrade) {
      noMoreUnderWay();
    }
  }

  private static final class Holder<S> {
    @Nullable S value;
  }
}
