package io.reactivesockets.benchmarks.load;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;

/** A client's TLS on a blocking channel, with the JDK's engine whatever the server has. */
final class TlsWire implements Wire {

  private final SocketChannel channel;
  private final SSLEngine engine;
  private final ByteBuffer fromNetwork;
  private final ByteBuffer toNetwork;
  private final ByteBuffer received;

  TlsWire(SocketChannel channel, SSLEngine engine) throws IOException {
    this.channel = channel;
    this.engine = engine;
    int packet = engine.getSession().getPacketBufferSize();
    fromNetwork = ByteBuffer.allocate(2 * packet).flip();
    toNetwork = ByteBuffer.allocate(packet);
    received = ByteBuffer.allocate(2 * engine.getSession().getApplicationBufferSize()).flip();
    engine.beginHandshake();
    advance(engine.getHandshakeStatus());
  }

  @Override
  public int read(ByteBuffer into) throws IOException {
    while (!received.hasRemaining()) {
      if (!unwrap()) {
        return -1;
      }
    }
    int bytes = Math.min(received.remaining(), into.remaining());
    into.put(received.slice().limit(bytes));
    received.position(received.position() + bytes);
    return bytes;
  }

  @Override
  public void write(ByteBuffer bytes) throws IOException {
    toNetwork.clear();
    engine.wrap(bytes, toNetwork);
    toNetwork.flip();
    while (toNetwork.hasRemaining()) {
      channel.write(toNetwork);
    }
  }

  /** Goes through a handshake, or what a server asks for later. */
  private void advance(HandshakeStatus first) throws IOException {
    HandshakeStatus next = first;
    while (next != HandshakeStatus.FINISHED && next != HandshakeStatus.NOT_HANDSHAKING) {
      switch (next) {
        case NEED_TASK -> {
          for (Runnable task = engine.getDelegatedTask();
              task != null;
              task = engine.getDelegatedTask()) {
            task.run();
          }
        }
        case NEED_WRAP -> write(ByteBuffer.allocate(0));
        default -> {
          if (!unwrapOnce()) {
            throw new EOFException("the server ended a handshake");
          }
        }
      }
      next = engine.getHandshakeStatus();
    }
  }

  private boolean unwrap() throws IOException {
    boolean open = unwrapOnce();
    if (open) {
      advance(engine.getHandshakeStatus());
    }
    return open;
  }

  /** Takes one record off; returns whether there may be more. */
  private boolean unwrapOnce() throws IOException {
    received.compact();
    SSLEngineResult result = engine.unwrap(fromNetwork, received);
    received.flip();
    if (result.getStatus() == Status.BUFFER_UNDERFLOW) {
      fromNetwork.compact();
      int bytes = channel.read(fromNetwork);
      fromNetwork.flip();
      return bytes >= 0;
    }
    return result.getStatus() != Status.CLOSED;
  }
}
