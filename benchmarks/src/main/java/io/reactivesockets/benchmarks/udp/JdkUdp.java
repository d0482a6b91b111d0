package io.reactivesockets.benchmarks.udp;

import io.reactivesockets.benchmarks.peer.Peer;
import io.reactivesockets.benchmarks.peer.Service;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;

/** A thread that blocks in a datagram channel of the JDK, with a direct buffer that it reuses. */
final class JdkUdp implements Peer {

  private final ByteBuffer buffer = ByteBuffer.allocateDirect(65_536);
  private final ByteBuffer payload = ByteBuffer.allocateDirect(UdpSuite.LONG_BYTES);

  @Override
  public int serve(Service service, String transport) {
    int port = Tally.answer();
    try {
      DatagramChannel channel = DatagramChannel.open();
      channel.bind(new InetSocketAddress("0.0.0.0", port));
      Tally.daemon(() -> loop(service, channel), "blocking loop");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return port;
  }

  private void loop(Service service, DatagramChannel channel) {
    try {
      while (true) {
        buffer.clear();
        SocketAddress sender = channel.receive(buffer);
        buffer.flip();
        handle(service, channel, sender);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void handle(Service service, DatagramChannel channel, SocketAddress sender)
      throws IOException {
    switch (service) {
      case ECHO -> channel.send(buffer, sender);
      case TAKE_OWNED -> {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        Tally.take(bytes);
      }
      case TAKE_IN_PLACE -> Tally.add(1);
      case GIVE -> {
        for (int i = 0; i < UdpSuite.GIVEN_DATAGRAMS; i++) {
          channel.send(payload.clear(), sender);
        }
        Tally.add(UdpSuite.GIVEN_DATAGRAMS);
      }
      default -> throw new IllegalArgumentException("service: " + service);
    }
  }
}
