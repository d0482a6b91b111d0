package io.reactivesockets.benchmarks.load;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;

/** Sends a datagram from each of some sockets and waits for it to come back, over and over. */
final class DatagramEchoes implements Load.Session {

  private static final int LOST_MILLIS = 200;

  private final List<DatagramSocket> peers = new ArrayList<>();
  private final byte[] message;
  private final DatagramPacket answer;

  DatagramEchoes(Target target, int count, int bytes) throws IOException {
    message = new byte[bytes];
    answer = new DatagramPacket(new byte[bytes], bytes);
    for (int i = 0; i < count; i++) {
      DatagramSocket peer = new DatagramSocket();
      // The one address that a server on every address answers from.
      peer.connect(target.address(0));
      peer.setSoTimeout(LOST_MILLIS);
      peers.add(peer);
      send(peer);
    }
  }

  private void send(DatagramSocket peer) throws IOException {
    peer.send(new DatagramPacket(message, message.length));
  }

  @Override
  public long step() throws IOException {
    int back = 0;
    for (DatagramSocket peer : peers) {
      try {
        peer.receive(answer);
        back++;
      } catch (SocketTimeoutException lost) {
        // Datagrams may be: the next one goes out.
      }
      send(peer);
    }
    return back;
  }

  @Override
  public void close() {
    peers.forEach(DatagramSocket::close);
  }
}
