package io.reactivesockets.benchmarks.load;

import java.io.IOException;

/** Short connections, some at a time. The work is connections. */
final class VisitSession implements Load.Session {

  /** Something done on a connection. */
  @FunctionalInterface
  interface Act {
    void on(Client client) throws IOException;
  }

  private final Target target;
  private final Client[] clients;
  private final Act first;
  private final Act then;
  private int turn;

  VisitSession(Target target, int atATime, Act first, Act then) {
    this.target = target;
    this.clients = new Client[atATime];
    this.first = first;
    this.then = then;
  }

  @Override
  public long step() throws IOException {
    turn++;
    for (int i = 0; i < clients.length; i++) {
      clients[i] = Client.connectOne(target, turn);
    }
    for (Client client : clients) {
      first.on(client);
    }
    for (Client client : clients) {
      then.on(client);
    }
    for (Client client : clients) {
      client.close();
    }
    return clients.length;
  }

  @Override
  public void close() {}
}
