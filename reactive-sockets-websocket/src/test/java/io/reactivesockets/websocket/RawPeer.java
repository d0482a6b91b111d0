package io.reactivesockets.websocket;

import io.reactivesockets.testing.SocketTable;
import io.reactivesockets.websocket.codec.Bytes;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A client that says just what it is told to, over a plain blocking socket. */
final class RawPeer implements FramePeer {

  static final String KEY = "dGhlIHNhbXBsZSBub25jZQ==";

  private static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(60);
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

  private final Socket socket;
  private final OutputStream out;
  private final DataInputStream in;

  RawPeer(int port) throws IOException {
    this(new Socket(InetAddress.getLoopbackAddress(), port));
  }

  private RawPeer(Socket connected) throws IOException {
    socket = connected;
    socket.setSoTimeout(20_000);
    socket.setTcpNoDelay(true);
    out = socket.getOutputStream();
    in = new DataInputStream(socket.getInputStream());
  }

  /** Connects and opens a WebSocket, with further header lines, each ended by CRLF. */
  static RawPeer open(int port, String headers) throws IOException {
    RawPeer peer = new RawPeer(port);
    peer.send(request(port, headers));
    String head = peer.readHead();
    if (!head.startsWith("HTTP/1.1 101 ")) {
      throw new IOException("refused: " + head);
    }
    return peer;
  }

  /** Connects with so small a window that most of what is sent waits at the other end. */
  static RawPeer narrow(int port) throws IOException {
    Socket socket = new Socket();
    socket.setReceiveBufferSize(4_096);
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 20_000);
    return new RawPeer(socket);
  }

  static String request(int port, String headers) {
    return "GET /chat HTTP/1.1\r\n"
        + ("Host: 127.0.0.1:" + port + "\r\n")
        + "Upgrade: websocket\r\nConnection: keep-alive, Upgrade\r\n"
        + ("Sec-WebSocket-Key: " + KEY + "\r\nSec-WebSocket-Version: 13\r\n")
        + headers
        + "\r\n";
  }

  /** Waits until the other end has ended its output, whether all of that is here or not. */
  void awaitEndOfOutput() {
    long end = System.nanoTime() + LIMIT_NANOS;
    while (SocketTable.state(socket.getPort(), socket.getLocalPort())
        .filter(SocketTable.ESTABLISHED::equals)
        .isPresent()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("the other end goes on");
      }
      LockSupport.parkNanos(LOOK_NANOS);
    }
  }

  void send(String text) throws IOException {
    send(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  @Override
  public void send(byte[] bytes) throws IOException {
    out.write(bytes);
    out.flush();
  }

  @Override
  public byte[] frame(int first, byte[] payload) {
    return Bytes.masked(first, payload);
  }

  /** Reads an HTTP response up to the empty line. */
  String readHead() throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      head.append((char) in.readUnsignedByte());
    }
    return head.toString();
  }

  /** Reads a frame of a server: opcode byte and payload in hex, or "end" if there is none. */
  @Override
  public String readFrame() throws IOException {
    try {
      int first = in.readUnsignedByte();
      int code = in.readUnsignedByte();
      int length = code < 126 ? code : code == 126 ? in.readUnsignedShort() : (int) in.readLong();
      byte[] payload = new byte[length];
      in.readFully(payload);
      return Integer.toHexString(first) + " " + Bytes.hex(payload);
    } catch (EOFException e) {
      return "end";
    } catch (SocketException e) {
      return "reset";
    }
  }

  /** Fills an array with what comes next. */
  void readFully(byte[] bytes) throws IOException {
    in.readFully(bytes);
  }

  void shutdownOutput() throws IOException {
    socket.shutdownOutput();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
