package io.reactivesockets.stream;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A server that greets whoever connects, and then waits for the end of the connection. */
final class Greeter implements Closeable {

  private final ServerSocket listener;

  private Greeter(ServerSocket listener) {
    this.listener = listener;
  }

  /** Opens one on a port, 0 for any. */
  static Greeter at(String address, int port) throws IOException {
    Greeter greeter = new Greeter(new ServerSocket(port, 1024, InetAddress.getByName(address)));
    Thread thread = new Thread(greeter::serve, "greeter " + address);
    thread.setDaemon(true);
    thread.start();
    return greeter;
  }

  int port() {
    return listener.getLocalPort();
  }

  private void serve() {
    while (!listener.isClosed()) {
      try (Socket client = listener.accept()) {
        client.getOutputStream().write("hello\n".getBytes(StandardCharsets.US_ASCII));
      } catch (IOException gone) {
        // The client has left already, or the test is over.
      }
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }
}
