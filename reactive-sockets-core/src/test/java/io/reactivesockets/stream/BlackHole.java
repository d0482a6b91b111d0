package io.reactivesockets.stream;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

/**
 * A listener whose backlog is full: whoever connects gets no answer, as behind a dropping filter.
 */
final class BlackHole implements Closeable {

  private static final int MORE_THAN_THE_BACKLOG = 4;

  private final ServerSocket listener = new ServerSocket();
  private final List<SocketChannel> waiting = new ArrayList<>();

  private BlackHole(String address, int port) throws IOException {
    listener.bind(new InetSocketAddress(InetAddress.getByName(address), port), 1);
    for (int i = 0; i < MORE_THAN_THE_BACKLOG; i++) {
      SocketChannel client = SocketChannel.open();
      waiting.add(client);
      client.configureBlocking(false);
      client.connect(listener.getLocalSocketAddress());
    }
  }

  /** Opens one on a port, 0 for any. */
  static BlackHole at(String address, int port) throws IOException {
    return new BlackHole(address, port);
  }

  int port() {
    return listener.getLocalPort();
  }

  @Override
  public void close() throws IOException {
    for (SocketChannel client : waiting) {
      client.close();
    }
    listener.close();
  }
}
