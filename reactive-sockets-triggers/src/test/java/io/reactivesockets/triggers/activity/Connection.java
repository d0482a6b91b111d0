package io.reactivesockets.triggers.activity;

import io.reactivesockets.stream.StreamSocket;
import io.reactivesockets.stream.StreamSocketControl;
import io.reactivesockets.transport.Transport;
import io.reactivesockets.triggers.broker.TestBroker;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** A socket of ours and its peer, a blocking socket of the JDK that knows of nothing. */
public final class Connection implements AutoCloseable {

  private final StreamSocket ours;
  private final Socket peer;

  private Connection(StreamSocket ours, Socket peer) {
    this.ours = ours;
    this.peer = peer;
  }

  public static Connection open() throws IOException {
    try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      StreamSocket ours =
          StreamSocket.connect("127.0.0.1", listener.getLocalPort(), onEpoll())
              .block(TestBroker.LIMIT);
      Socket peer = listener.accept();
      peer.setTcpNoDelay(true);
      peer.setSoTimeout((int) TestBroker.LIMIT.toMillis());
      return new Connection(ours, peer);
    }
  }

  public static StreamSocketControl onEpoll() {
    return StreamSocketControl.builder().transport(Transport.epoll()).build();
  }

  public StreamSocket ours() {
    return ours;
  }

  public Socket peer() {
    return peer;
  }

  public void peerSends(String text) throws IOException {
    peer.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
  }

  public String peerReads(int count) throws IOException {
    return new String(peer.getInputStream().readNBytes(count), StandardCharsets.UTF_8);
  }

  /** Reads so many bytes from a socket of ours. */
  public static String read(StreamSocket socket, int count) {
    StringBuilder text = new StringBuilder();
    while (text.length() < count) {
      ByteBuffer bytes = socket.input().next().block(TestBroker.LIMIT);
      text.append(StandardCharsets.UTF_8.decode(bytes));
    }
    return text.toString();
  }

  public static void send(StreamSocket socket, String text) {
    socket.send(StandardCharsets.UTF_8.encode(text)).block(TestBroker.LIMIT);
  }

  @Override
  public void close() throws IOException {
    peer.close();
    if (ours.isOpen()) {
      ours.reset().block(TestBroker.LIMIT);
    }
  }
}
