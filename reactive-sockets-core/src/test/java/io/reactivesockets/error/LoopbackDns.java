package io.reactivesockets.error;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;

/** A name server on loopback whose answer is the first label of the name it is asked for. */
final class LoopbackDns implements AutoCloseable {
  private static final int RESPONSE = 0x84;
  private static final int CODE_AT = 3;
  private static final int LABEL_AT = 13;
  private static final int MAX_QUERY = 512;
  private static final int MILLIS_TO_JOIN = 10_000;

  private final DatagramSocket socket;
  private final Thread server;

  LoopbackDns() throws IOException {
    socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
    server = new Thread(this::serve, "loopback name server");
    server.start();
  }

  InetSocketAddress address() {
    return (InetSocketAddress) socket.getLocalSocketAddress();
  }

  private void serve() {
    byte[] buffer = new byte[MAX_QUERY];
    while (!socket.isClosed()) {
      DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
      try {
        socket.receive(packet);
        answer(Arrays.copyOf(buffer, packet.getLength()), packet);
      } catch (IOException e) {
        return; // closed
      }
    }
  }

  private void answer(byte[] query, DatagramPacket packet) throws IOException {
    int code = code((char) query[LABEL_AT]);
    if (code < 0) {
      return;
    }
    byte[] response = query.clone();
    response[2] = (byte) (RESPONSE | (query[2] & 1));
    response[CODE_AT] = (byte) code;
    response[11] = 0; // no additional records, whatever the query had
    socket.send(new DatagramPacket(response, questionEnd(query), packet.getSocketAddress()));
  }

  private static int questionEnd(byte[] query) {
    int at = 12;
    while (query[at] != 0) {
      at += query[at] + 1;
    }
    return at + 5;
  }

  private static int code(char firstLetter) {
    return switch (firstLetter) {
      case 'n' -> 3; // nobody: NXDOMAIN
      case 'e' -> 0; // empty: no error and no record
      case 'f' -> 2; // fail: SERVFAIL
      default -> -1; // silent
    };
  }

  @Override
  public void close() {
    socket.close();
    try {
      server.join(MILLIS_TO_JOIN);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
