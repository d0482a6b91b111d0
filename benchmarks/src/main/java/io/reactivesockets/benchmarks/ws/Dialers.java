package io.reactivesockets.benchmarks.ws;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.reactivesockets.benchmarks.peer.NettyTransports;
import io.reactivesockets.stream.StreamSocketControl;
import io.reactivesockets.transport.Transport;
import io.reactivesockets.transport.TransportControl;
import io.reactivesockets.websocket.MessageWebSocket;
import io.reactivesockets.websocket.MessageWebSocketControl;
import java.net.URI;
import java.net.http.HttpClient;
import reactor.core.publisher.Mono;
import reactor.netty.resources.ConnectionProvider;

/** The libraries as clients, as their documentation shows them. */
final class Dialers {

  private static final int MAX_RESPONSE = 65_536;

  private Dialers() {}

  static Dialer netty(String transport) {
    EventLoopGroup loop = NettyTransports.oneLoop(transport);
    return uri ->
        new Bootstrap()
            .group(loop)
            .channel(NettyTransports.client(transport))
            .option(ChannelOption.TCP_NODELAY, true)
            .handler(nettyHandlers(uri))
            .connect(uri.getHost(), uri.getPort());
  }

  private static ChannelInitializer<Channel> nettyHandlers(URI uri) {
    return new ChannelInitializer<>() {
      @Override
      protected void initChannel(Channel channel) {
        channel
            .pipeline()
            .addLast(
                new HttpClientCodec(),
                new HttpObjectAggregator(MAX_RESPONSE),
                new WebSocketClientProtocolHandler(
                    WebSocketClientProtocolConfig.newBuilder().webSocketUri(uri).build()),
                NettyFrames.ECHO);
      }
    };
  }

  static Dialer reactorNetty(String transport) {
    EventLoopGroup loop = NettyTransports.oneLoop(transport);
    return uri ->
        reactor.netty.http.client.HttpClient.create(ConnectionProvider.newConnection())
            .runOn(loop)
            .websocket()
            .uri(uri)
            .handle((in, out) -> out.sendObject(in.receiveFrames().map(WebSocketFrame::retain)))
            .onErrorComplete()
            .subscribe();
  }

  static Dialer reactiveSockets(String transport) {
    Transport ground = Transport.open(transport, TransportControl.builder().threads(1).build());
    MessageWebSocketControl control =
        MessageWebSocketControl.builder()
            .socket(StreamSocketControl.builder().transport(ground).build())
            .build();
    return uri ->
        MessageWebSocket.connect(uri, control)
            .flatMap(socket -> socket.send(socket.frames()))
            .onErrorResume(lost -> Mono.empty())
            .subscribe();
  }

  static Dialer jdk(String transport) {
    HttpClient client = HttpClient.newHttpClient();
    return uri -> client.newWebSocketBuilder().buildAsync(uri, new JdkEcho());
  }

  static Dialer javaWebSocket(String transport) {
    return uri -> new JavaWebSocketEcho(uri).connect();
  }
}
