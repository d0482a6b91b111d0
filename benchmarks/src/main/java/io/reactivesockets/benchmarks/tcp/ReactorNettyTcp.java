package io.reactivesockets.benchmarks.tcp;

import io.netty.channel.ChannelOption;
import io.netty.handler.codec.FixedLengthFrameDecoder;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import io.netty.handler.codec.LengthFieldPrepender;
import io.netty.handler.ssl.SslContext;
import io.reactivesockets.benchmarks.peer.NettyTransports;
import io.reactivesockets.benchmarks.peer.Peer;
import io.reactivesockets.benchmarks.peer.Service;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.Connection;
import reactor.netty.NettyInbound;
import reactor.netty.NettyOutbound;
import reactor.netty.tcp.TcpServer;

/** Plain Reactor Netty over TCP, with one flat send for each connection. */
public final class ReactorNettyTcp implements Peer {

  private final @Nullable SslContext tls;

  private final byte[] chunk = new byte[CHUNK_BYTES];

  /** A server without TLS. */
  ReactorNettyTcp() {
    this.tls = null;
  }

  /** A server with TLS, put in as its documentation shows. */
  public ReactorNettyTcp(SslContext tls) {
    this.tls = tls;
  }

  @Override
  public int serve(Service service, String transport) {
    TcpServer server = TcpServer.create();
    if (tls != null) {
      server = server.secure(spec -> spec.sslContext(tls));
    }
    return server
        .runOn(NettyTransports.oneLoop(transport))
        .host("0.0.0.0")
        .port(0)
        .option(ChannelOption.SO_BACKLOG, BACKLOG)
        .doOnConnection(connection -> addHandlers(service, connection))
        .handle((in, out) -> handle(service, in, out))
        .bindNow()
        .port();
  }

  private static void addHandlers(Service service, Connection connection) {
    if (service == Service.ECHO_MESSAGES) {
      connection.addHandlerLast(new FixedLengthFrameDecoder(MESSAGE_BYTES));
    } else if (service == Service.ECHO_FRAMES) {
      connection
          .addHandlerLast(
              new LengthFieldBasedFrameDecoder(CHUNK_BYTES, 0, LENGTH_BYTES, 0, LENGTH_BYTES))
          .addHandlerLast(new LengthFieldPrepender(LENGTH_BYTES));
    }
  }

  private Publisher<Void> handle(Service service, NettyInbound in, NettyOutbound out) {
    return switch (service) {
      case ECHO, ECHO_MESSAGES, ECHO_FRAMES -> out.send(in.receive().retain());
      case TAKE_OWNED -> in.receive().asByteArray().doOnNext(Consumption::take).then();
      case TAKE_IN_PLACE ->
          in.receive().doOnNext(bytes -> Consumption.take(bytes.readableBytes())).then();
      case GIVE -> out.sendByteArray(Flux.generate(sink -> sink.next(chunk)));
      case ACCEPT_AND_CLOSE -> Mono.empty();
      default -> throw service.unknownTo(this);
    };
  }
}
