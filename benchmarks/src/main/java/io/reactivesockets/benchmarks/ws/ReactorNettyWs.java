package io.reactivesockets.benchmarks.ws;

import io.netty.channel.ChannelOption;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.reactivesockets.benchmarks.peer.NettyTransports;
import io.reactivesockets.benchmarks.peer.Peer;
import io.reactivesockets.benchmarks.peer.Service;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.WebsocketServerSpec;
import reactor.netty.http.websocket.WebsocketInbound;
import reactor.netty.http.websocket.WebsocketOutbound;

/** Plain Reactor Netty, with one flat send for each WebSocket. */
final class ReactorNettyWs implements Peer {

  private static final int QUEUED = 1_024;

  private final Sinks.Many<String> news =
      Sinks.many().multicast().onBackpressureBuffer(QUEUED, false);

  @Override
  public int serve(Service service, String transport) {
    WebsocketServerSpec spec =
        WebsocketServerSpec.builder().compress(service.isCompressed()).build();
    return HttpServer.create()
        .runOn(NettyTransports.oneLoop(transport))
        .host("0.0.0.0")
        .port(0)
        .option(ChannelOption.SO_BACKLOG, BACKLOG)
        .route(
            routes ->
                routes.ws(
                    "/", (in, out) -> service.isFanOut() ? all(in, out) : echo(in, out), spec))
        .bindNow()
        .port();
  }

  private static Publisher<Void> echo(WebsocketInbound in, WebsocketOutbound out) {
    return out.sendObject(in.receiveFrames().map(WebSocketFrame::retain));
  }

  private Publisher<Void> all(WebsocketInbound in, WebsocketOutbound out) {
    return Flux.merge(
        out.sendString(news.asFlux()), in.receive().asString().doOnNext(news::tryEmitNext).then());
  }
}
