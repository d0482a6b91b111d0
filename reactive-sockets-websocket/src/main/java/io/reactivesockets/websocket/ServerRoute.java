package io.reactivesockets.websocket;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.reactivesockets.metrics.SocketRole;
import io.reactivesockets.websocket.codec.CloseCodes;
import io.reactivesockets.websocket.codec.DeflateAgreement;
import io.reactivesockets.websocket.netty.WebSocketRoute;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.reactivestreams.Publisher;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.netty.NettyPipeline;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.http.websocket.WebsocketInbound;

/**
 * Opens WebSockets of one kind: checks the request, has Reactor Netty send the 101 and take HTTP
 * out of the pipeline, then puts our session in the place of its frame codec.
 *
 * @param <S> the kind of WebSocket
 */
final class ServerRoute<S extends WebSocket> extends WebSocketRoute {

  private static final Logger LOG = LoggerFactory.getLogger(ServerRoute.class);

  private final ServerWebSocketControl control;
  private final Function<Opened, S> sockets;
  private final Function<? super S, ? extends Publisher<Void>> handler;

  /**
   * A channel whose opening handshake was answered.
   *
   * @param channel the channel, with our place in its pipeline free
   * @param handshake what was agreed on
   * @param deflate what was agreed on compression, if anything
   */
  record Opened(Channel channel, WebSocketHandshake handshake, Optional<DeflateAgreement> deflate) {

    <T> Session<T> session(SessionSettings settings, Delivery<T> delivery) {
      return Session.start(
          channel, NettyPipeline.ReactiveBridge, settings, delivery, SessionOrigin.of(handshake));
    }
  }

  ServerRoute(
      ServerWebSocketControl control,
      Function<Opened, S> sockets,
      Function<? super S, ? extends Publisher<Void>> handler) {
    this.control = control;
    this.sockets = sockets;
    this.handler = handler;
  }

  @Override
  public Publisher<Void> apply(HttpServerRequest request, HttpServerResponse response) {
    ServerHandshake handshake;
    try {
      handshake =
          ServerHandshake.answer(
              new DefaultHttpRequest(
                  request.version(), request.method(), request.uri(), request.requestHeaders()),
              isHttp2Stream(request),
              control);
    } catch (RefusedRequest refused) {
      control.metrics().refused(SocketRole.WEB_SOCKET_SERVER);
      LOG.debug("refused the WebSocket request {}: {}", request.uri(), refused.getMessage());
      return refuse(response, refused);
    }
    handshake.addTo(response.responseHeaders());
    return onEventLoop(request, () -> response.sendWebsocket((in, out) -> serve(in, handshake)));
  }

  private static boolean isHttp2Stream(HttpServerRequest request) {
    boolean[] stream = new boolean[1];
    request.withConnection(
        connection -> stream[0] = connection.channel() instanceof Http2StreamChannel);
    return stream[0];
  }

  /**
   * What decided about the request may have done so on any thread; from the 101 to the first frame
   * everything happens on the connection's.
   */
  private static Mono<Void> onEventLoop(
      HttpServerRequest request, Supplier<Publisher<Void>> upgrade) {
    EventLoop[] loop = new EventLoop[1];
    request.withConnection(connection -> loop[0] = connection.channel().eventLoop());
    return Mono.defer(
        () -> {
          Mono<Void> opened = Mono.defer(() -> Mono.from(upgrade.get()));
          return loop[0].inEventLoop()
              ? opened
              : opened.subscribeOn(Schedulers.fromExecutor(loop[0]));
        });
  }

  private static Publisher<Void> refuse(HttpServerResponse response, RefusedRequest refused) {
    refused.addTo(response.status(refused.status()).keepAlive(false).responseHeaders());
    return response.sendString(Mono.just(refused.text())).then();
  }

  private Publisher<Void> serve(WebsocketInbound in, ServerHandshake handshake) {
    Channel[] channel = new Channel[1];
    in.withConnection(connection -> channel[0] = connection.channel());
    removeFrameCodec(channel[0].pipeline());
    StreamOfHttp2.install(channel[0]);
    S socket = sockets.apply(new Opened(channel[0], handshake.handshake(), handshake.deflate()));
    Mono.defer(() -> Mono.from(handler.apply(socket)))
        .subscribe(
            nothing -> {},
            failure -> closeAfter(socket, failure),
            () -> close(socket, CloseStatus.NORMAL));
    return socket.closed().then();
  }

  private static void removeFrameCodec(ChannelPipeline pipeline) {
    for (String name : new String[] {"wsencoder", "wsdecoder"}) {
      ChannelHandler codec = pipeline.get(name);
      if (codec != null) {
        pipeline.remove(codec);
      }
    }
  }

  private static void closeAfter(WebSocket socket, Throwable failure) {
    if (socket.isOpen()) {
      LOG.warn("the handler of {} failed; it is closed with 1011", socket, failure);
    }
    close(socket, new CloseStatus(CloseCodes.INTERNAL_ERROR, ""));
  }

  private static void close(WebSocket socket, CloseStatus status) {
    socket
        .session()
        .close(status)
        .subscribe(
            nothing -> {},
            timeout -> LOG.debug("{} was cut off: {}", socket, timeout.getMessage()));
  }
}
