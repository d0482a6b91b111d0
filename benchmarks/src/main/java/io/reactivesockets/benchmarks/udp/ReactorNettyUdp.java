package io.reactivesockets.benchmarks.udp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.socket.DatagramPacket;
import io.reactivesockets.benchmarks.peer.NettyTransports;
import io.reactivesockets.benchmarks.peer.Peer;
import io.reactivesockets.benchmarks.peer.Service;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.netty.udp.UdpInbound;
import reactor.netty.udp.UdpOutbound;
import reactor.netty.udp.UdpServer;

/** Plain Reactor Netty over UDP. */
final class ReactorNettyUdp implements Peer {

  private final ByteBuf payload =
      Unpooled.directBuffer(UdpSuite.LONG_BYTES).writeZero(UdpSuite.LONG_BYTES);

  @Override
  public int serve(Service service, String transport) {
    int port = Tally.answer();
    UdpServer.create()
        .runOn(NettyTransports.oneLoop(transport))
        .host("0.0.0.0")
        .port(port)
        .handle((in, out) -> handle(service, in, out))
        .bindNow();
    return port;
  }

  private Publisher<Void> handle(Service service, UdpInbound in, UdpOutbound out) {
    Flux<DatagramPacket> packets = in.receiveObject().cast(DatagramPacket.class);
    return switch (service) {
      case ECHO ->
          out.sendObject(
              packets.map(
                  packet -> new DatagramPacket(packet.content().retain(), packet.sender())));
      case TAKE_OWNED ->
          packets.doOnNext(packet -> Tally.take(ByteBufUtil.getBytes(packet.content()))).then();
      case TAKE_IN_PLACE -> packets.doOnNext(packet -> Tally.add(1)).then();
      case GIVE -> packets.concatMap(packet -> give(out, packet)).then();
      default -> throw new IllegalArgumentException("service: " + service);
    };
  }

  private Publisher<Void> give(UdpOutbound out, DatagramPacket asked) {
    return out.sendObject(
            Flux.range(0, UdpSuite.GIVEN_DATAGRAMS)
                .map(i -> new DatagramPacket(payload.retainedDuplicate(), asked.sender())))
        .then()
        .doOnSuccess(sent -> Tally.add(UdpSuite.GIVEN_DATAGRAMS));
  }
}
