package io.reactivesockets.benchmarks.load;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;

/** Connections that were used once and are idle since. */
public final class Held implements Closeable {

  private static final int MESSAGE_BYTES = 64;

  private final List<Client> clients;

  private Held(List<Client> clients) {
    this.clients = clients;
  }

  /** Opens them and sends a message on each, there and back. */
  public static Held open(Target target, int connections) throws IOException {
    List<Client> clients = Client.connect(target, connections);
    for (Client client : clients) {
      client.write(MESSAGE_BYTES);
      client.readFully(MESSAGE_BYTES);
    }
    return new Held(clients);
  }

  @Override
  public void close() throws IOException {
    for (Client client : clients) {
      client.reset();
    }
  }
}
