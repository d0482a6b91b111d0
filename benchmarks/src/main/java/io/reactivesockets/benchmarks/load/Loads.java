package io.reactivesockets.benchmarks.load;

import java.io.IOException;
import java.util.List;

/** The loads over byte streams. */
public final class Loads {

  private Loads() {}

  /**
   * Sends a message on each connection, waits for each to come back, and so on: one message is
   * outstanding on each connection. The work is messages.
   */
  public static Load pingPong(int connections, int messageBytes) {
    return target -> {
      List<Client> clients = Client.connect(target, connections);
      for (Client client : clients) {
        client.write(messageBytes);
      }
      return session(
          clients,
          () -> {
            for (Client client : clients) {
              client.readFully(messageBytes);
              client.write(messageBytes);
            }
            return connections;
          });
    };
  }

  /**
   * Keeps many messages on their way on each connection: sends back as many bytes as came. The work
   * is messages.
   */
  public static Load pipeline(int connections, int messageBytes, int inFlight) {
    int window = messageBytes * inFlight;
    return target -> {
      List<Client> clients = Client.connect(target, connections);
      for (Client client : clients) {
        client.write(window);
      }
      long[] bytesLeft = new long[1];
      return session(
          clients,
          () -> {
            for (Client client : clients) {
              int bytes = client.read(window);
              client.write(bytes);
              bytesLeft[0] += bytes;
            }
            long messages = bytesLeft[0] / messageBytes;
            bytesLeft[0] %= messageBytes;
            return messages;
          });
    };
  }

  /**
   * As {@link #pipeline}, with messages that say how long the rest of them is, in two bytes. The
   * stream begins with whole messages and echoes are bytes, so that what comes back goes out again
   * as it came.
   */
  public static Load frames(int connections, int messageBytes, int inFlight) {
    Load pipeline = pipeline(connections, messageBytes, inFlight);
    return target -> {
      Client.fillWithFrames(messageBytes);
      return pipeline.open(target);
    };
  }

  /** Sends without end over one connection. The work is bytes. */
  public static Load bulkIn(int chunkBytes) {
    return target -> {
      List<Client> clients = Client.connect(target, 1);
      Client client = clients.get(0);
      return session(
          clients,
          () -> {
            client.write(chunkBytes);
            return chunkBytes;
          });
    };
  }

  /** Receives without end over one connection. The work is bytes. */
  public static Load bulkOut(int chunkBytes) {
    return target -> {
      List<Client> clients = Client.connect(target, 1);
      Client client = clients.get(0);
      return session(clients, () -> client.read(chunkBytes));
    };
  }

  /** Connects, exchanges a byte each way, closes; some connections at a time. */
  public static Load visits(int atATime) {
    return target ->
        new VisitSession(
            target,
            atATime,
            client -> client.write(1),
            client -> {
              client.readFully(1);
            });
  }

  /** Connects and waits for the server to close; some connections at a time. */
  public static Load arrivals(int atATime) {
    return target -> new VisitSession(target, atATime, client -> {}, Client::awaitEnd);
  }

  /** A load through TLS. */
  public static Load overTls(Load load) {
    return target -> load.open(target.withTls());
  }

  /** A load while other connections have begun a TLS handshake and do not go on. */
  public static Load besideHalfOpen(int count, Load load) {
    return target -> {
      List<Client> halfOpen = Client.connect(new Target(target.port()), count);
      for (Client client : halfOpen) {
        client.beginHandshake();
      }
      Load.Session session = load.open(target);
      return new Load.Session() {
        @Override
        public long step() throws IOException {
          return session.step();
        }

        @Override
        public void close() throws IOException {
          session.close();
          Client.resetAll(halfOpen);
        }
      };
    };
  }

  @FunctionalInterface
  private interface Step {
    long run() throws IOException;
  }

  private static Load.Session session(List<Client> clients, Step step) {
    return new Load.Session() {
      @Override
      public long step() throws IOException {
        return step.run();
      }

      @Override
      public void close() throws IOException {
        Client.resetAll(clients);
      }
    };
  }
}
