package io.reactivesockets.websocket;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoop;
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
import reactor.core.publisher.Operators;

/**
 * The paths of a listener: takes its connections, reads their requests, and gives each to its path.
 */
final class Paths implements CoreSubscriber<StreamSocket> {

  /** How many more requests than asked for may be under way, so that slow ones hold nobody up. */
  private static final int SLACK = 64;

  private static final int MAX_LINE = 8_192;

  private final WebSocketListenerControl control;
  private final Map<String, PathSockets> paths = new ConcurrentHashMap<>();
  private final WebSocketGroup open = new WebSocketGroup();
  private final AtomicInteger underWay = new AtomicInteger();
  private final Object demandLock = new Object();
  private volatile @Nullable Subscription connections;
  private volatile boolean closed;

  /** A connection whose request was answered with 101. */
  record Opened(Channel channel, ServerHandshake handshake, StreamSocket socket) {

    Optional<DeflateAgreement> deflate() {
      return handshake.deflate();
    }

    <T> Session<T> start(SessionSettings settings, Delivery<T> delivery) {
      StreamSocket below = socket; // The session keeps it, and nothing else of the handshake.
      return Session.start(
          channel,
          null,
          settings,
          delivery,
          new SessionOrigin(
              handshake.handshake(), Optional.of(below), () -> Optional.of(below.information())));
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
    PathSockets.Host<S> host = new PathSockets.Host<>(admitted, sockets);
    return Flux.defer(
        () -> {
          PathSockets served =
              paths.computeIfAbsent(path, any -> new PathSockets(this::demandChanged));
          if (closed) {
            served.close();
          }
          return served.sockets(host);
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
      for (PathSockets path : paths.values()) {
        wanted = Operators.addCap(wanted, path.wanted());
      }
      more = wanted == 0 ? 0 : Math.min(Operators.addCap(wanted, SLACK), 1_024) - underWay.get();
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
    closed = true;
    paths.values().forEach(PathSockets::close);
  }

  /** Receives the request of one connection; a guest of its path once that is complete. */
  private final class Reception implements ServerUpgrade.Desk {

    private final StreamSocket socket;

    /** Who admitted it. */
    private PathSockets.@Nullable Host<?> host;

    private @Nullable PathSockets waitsAt;
    private PathSockets.@Nullable Guest guest;
    private boolean gone;

    Reception(StreamSocket socket) {
      this.socket = socket;
    }

    private PathSockets pathOf(HttpRequest request) throws RefusedRequest {
      String target = originForm(request.uri());
      int query = target.indexOf('?');
      PathSockets path = paths.get(query < 0 ? target : target.substring(0, query));
      if (path == null) {
        throw nothingHere();
      }
      return path;
    }

    private static RefusedRequest nothingHere() {
      return new RefusedRequest(RefusedRequest.NOT_FOUND, "there is nothing here");
    }

    /** A server takes a whole URI in the place of a path, too (RFC 9112 section 3.2.2). */
    private static String originForm(String target) {
      int scheme = target.startsWith("/") ? -1 : target.indexOf("://");
      if (scheme < 0) {
        return target;
      }
      String rest = target.substring(scheme + "://".length());
      int query = rest.indexOf('?');
      int path = rest.indexOf('/');
      if (path < 0 || (query >= 0 && query < path)) {
        return query < 0 ? "/" : "/" + rest.substring(query);
      }
      return rest.substring(path);
    }

    @Override
    public ServerHandshake judge(HttpRequest request) throws RefusedRequest {
      SocketMetrics metrics = control.socket().accepted().metrics();
      try {
        PathSockets.Host<?> judging = host == null ? pathOf(request).host() : host;
        if (judging == null) {
          throw nothingHere();
        }
        host = judging;
        metrics = judging.control().metrics();
        return ServerHandshake.answer(request, false, judging.control());
      } catch (RefusedRequest refused) {
        metrics.refused(SocketRole.WEB_SOCKET_SERVER);
        throw refused;
      }
    }

    @Override
    public void ready(ServerUpgrade upgrade, HttpRequest request) {
      try {
        PathSockets path = pathOf(request);
        Waiting waiting = new Waiting(this, upgrade);
        waitsAt = path;
        guest = waiting;
        path.offer(waiting);
      } catch (RefusedRequest e) {
        upgrade.dismiss();
      }
    }

    @Override
    public void gone(ServerUpgrade upgrade) {
      gone = true;
      if (waitsAt != null && guest != null) {
        waitsAt.forget(guest);
      }
      noMoreUnderWay();
    }
  }

  /** A request that was admitted and waits for its answer. */
  private final class Waiting implements PathSockets.Guest {

    private final Reception reception;
    private final ServerUpgrade upgrade;

    Waiting(Reception reception, ServerUpgrade upgrade) {
      this.reception = reception;
      this.upgrade = upgrade;
    }

    @Override
    public EventLoop loop() {
      return StreamTakeover.streams().channel(reception.socket).eventLoop();
    }

    @Override
    public <S extends WebSocket> @Nullable S enter(PathSockets.Host<S> host) {
      if (!host.equals(reception.host)) {
        // Whoever admitted it has left, and the next one may have other wishes.
        reception.host = host;
        upgrade.judgeAgain();
      }
      Holder<S> made = new Holder<>();
      upgrade.accept(
          (context, handshake) ->
              made.value =
                  host.sockets().apply(new Opened(context.channel(), handshake, reception.socket)));
      S result = made.value;
      if (result != null) {
        open.add(result);
      }
      return result;
    }

    @Override
    public void dismiss() {
      upgrade.dismiss();
    }

    @Override
    public boolean isGone() {
      return reception.gone;
    }
  }

  private static final class Holder<S> {
    @Nullable S value;
  }
}
