package io.reactivesockets.benchmarks.udp;

import io.reactivesockets.benchmarks.peer.Peer;
import io.reactivesockets.benchmarks.peer.Service;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.datagram.DatagramPacket;
import io.vertx.core.datagram.DatagramSocket;
import io.vertx.core.datagram.DatagramSocketOptions;
import io.vertx.core.transport.Transport;

/** Vert.x over UDP, on one event loop. */
final class VertxUdp implements Peer {

  private final Buffer payload = Buffer.buffer(new byte[UdpSuite.LONG_BYTES]);

  @Override
  public int serve(Service service, String transport) {
    int port = Tally.answer();
    Vertx vertx =
        Vertx.builder()
            .with(new VertxOptions().setEventLoopPoolSize(1))
            .withTransport(transport(transport))
            .build();
    DatagramSocket socket = vertx.createDatagramSocket(new DatagramSocketOptions());
    socket.handler(packet -> handle(service, socket, packet));
    socket.listen(port, "0.0.0.0").toCompletionStage().toCompletableFuture().join();
    return port;
  }

  private static Transport transport(String name) {
    return switch (name) {
      case "epoll" -> Transport.EPOLL;
      case "io_uring" -> Transport.IO_URING;
      default -> Transport.NIO;
    };
  }

  private void handle(Service service, DatagramSocket socket, DatagramPacket packet) {
    switch (service) {
      case ECHO ->
          socket.send(packet.data(), packet.sender().port(), packet.sender().hostAddress());
      case TAKE_OWNED -> Tally.take(packet.data().getBytes());
      case TAKE_IN_PLACE -> Tally.take(packet.data());
      case GIVE -> give(socket, packet, UdpSuite.GIVEN_DATAGRAMS);
      default -> throw new IllegalArgumentException("service: " + service);
    }
  }

  private void give(DatagramSocket socket, DatagramPacket asked, int left) {
    int port = asked.sender().port();
    String host = asked.sender().hostAddress();
    for (int i = 1; i < UdpSuite.FLUSHED_AT_ONCE; i++) {
      socket.send(payload, port, host);
    }
    socket
        .send(payload, port, host)
        .onComplete(
            sent -> {
              Tally.add(UdpSuite.FLUSHED_AT_ONCE);
              if (left > UdpSuite.FLUSHED_AT_ONCE) {
                give(socket, asked, left - UdpSuite.FLUSHED_AT_ONCE);
              }
            });
  }
}
