package io.reactivesockets.benchmarks.load;

import java.io.EOFException;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

/** One blocking connection; all of them share one buffer, for one thread serves them. */
public final class Client implements AutoCloseable {

  /** The most that one call reads or writes. */
  public static final int MAX_BYTES = 262_144;

  /** A record of 512 bytes, and the first of a ClientHello in it. */
  private static final byte[] BEGINNING_OF_HELLO = {0x16, 3, 1, 2, 0, 1, 0, 1};

  private static final ByteBuffer BUFFER = ByteBuffer.allocateDirect(MAX_BYTES);

  private final SocketChannel channel;
  private final Wire wire;

  private Client(SocketChannel channel, Wire wire) {
    this.channel = channel;
    this.wire = wire;
  }

  /**
   * Connects once.
   *
   * @param n says which address of the target
   */
  public static Client connectOne(Target target, int n) throws IOException {
    SocketChannel channel = SocketChannel.open(target.address(n));
    if (!target.tls()) {
      return new Client(channel, plain(channel));
    }
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    return new Client(channel, new TlsWire(channel, TlsClients.newEngine()));
  }

  private static Wire plain(SocketChannel channel) {
    return new Wire() {
      @Override
      public int read(ByteBuffer into) throws IOException {
        return channel.read(into);
      }

      @Override
      public void write(ByteBuffer bytes) throws IOException {
        channel.write(bytes);
      }
    };
  }

  /** Opens connections that send small messages at once. */
  public static List<Client> connect(Target target, int count) throws IOException {
    List<Client> clients = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      Client client = connectOne(target, i);
      client.channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      clients.add(client);
    }
    return clients;
  }

  /** Fills the buffer with frames, each the length of its rest in two bytes, and that rest. */
  static void fillWithFrames(int frameBytes) {
    BUFFER.clear();
    while (BUFFER.remaining() >= frameBytes) {
      BUFFER.putShort(BUFFER.position(), (short) (frameBytes - Short.BYTES));
      BUFFER.position(BUFFER.position() + frameBytes);
    }
  }

  /** Writes so many bytes, whatever they are. */
  public void write(int bytes) throws IOException {
    BUFFER.position(0).limit(bytes);
    while (BUFFER.hasRemaining()) {
      wire.write(BUFFER);
    }
  }

  /** Writes the beginning of a TLS handshake, and no more of it. */
  void beginHandshake() throws IOException {
    channel.write(ByteBuffer.wrap(BEGINNING_OF_HELLO));
  }

  /** Reads what there is, at most so many bytes, and waits for the first. */
  public int read(int atMost) throws IOException {
    BUFFER.position(0).limit(atMost);
    int bytes = wire.read(BUFFER);
    if (bytes < 0) {
      throw new EOFException("the server closed a connection");
    }
    return bytes;
  }

  /** Reads exactly so many bytes. */
  public void readFully(int bytes) throws IOException {
    for (int left = bytes; left > 0; ) {
      left -= read(left);
    }
  }

  /** Waits until the server has closed. */
  public void awaitEnd() throws IOException {
    BUFFER.position(0).limit(1);
    if (wire.read(BUFFER) >= 0) {
      throw new IOException("the server sent a byte that nobody asked for");
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  /** Closes with RST, so that the port is free at once. */
  public void reset() throws IOException {
    channel.setOption(StandardSocketOptions.SO_LINGER, 0);
    channel.close();
  }

  /** Resets them all. */
  static void resetAll(List<Client> clients) throws IOException {
    for (Client client : clients) {
      client.reset();
    }
  }
}
