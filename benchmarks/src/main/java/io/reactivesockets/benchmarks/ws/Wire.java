package io.reactivesockets.benchmarks.ws;

import io.reactivesockets.benchmarks.load.Target;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

/** One open WebSocket of the load generator, which blocks; one thread serves them all. */
final class Wire implements Closeable {

  private static final int MAX_READ = 262_144;
  private static final ByteBuffer BUFFER = ByteBuffer.allocateDirect(MAX_READ);

  private final SocketChannel channel;
  private final Script script;
  private final MessageCounter counter = new MessageCounter();
  private int next;

  Wire(SocketChannel channel, Script script) {
    this.channel = channel;
    this.script = script;
  }

  /** Connects so many times, as a client. */
  static List<Wire> connect(Target target, int count, Script script, boolean compressed)
      throws IOException {
    List<Wire> wires = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      SocketChannel channel = SocketChannel.open(target.address(i));
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      Handshakes.ask(channel, target.port(), compressed);
      wires.add(new Wire(channel, script));
    }
    return wires;
  }

  /** Sends the next so many messages of the script. */
  void send(int messages) throws IOException {
    for (int left = messages; left > 0; ) {
      int to = Math.min(next + left, script.size());
      ByteBuffer bytes = script.bytes(next, to);
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      left -= to - next;
      next = to % script.size();
    }
  }

  /** Reads what there is, and waits for the first byte; returns how many messages end in it. */
  int receive() throws IOException {
    BUFFER.clear();
    if (channel.read(BUFFER) < 0) {
      throw new EOFException("the other side closed a connection");
    }
    return counter.count(BUFFER.flip());
  }

  /** Waits for so many messages. */
  void await(int messages) throws IOException {
    for (int left = messages; left > 0; ) {
      left -= receive();
    }
  }

  /** Closes with RST, so that the port is free at once. */
  @Override
  public void close() throws IOException {
    channel.setOption(StandardSocketOptions.SO_LINGER, 0);
    channel.close();
  }

  static void closeAll(List<Wire> wires) throws IOException {
    for (Wire wire : wires) {
      wire.close();
    }
  }
}
