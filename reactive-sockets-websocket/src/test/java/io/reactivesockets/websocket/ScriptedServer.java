package io.reactivesockets.websocket;

import io.reactivesockets.websocket.codec.Bytes;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A server of blocking sockets that says just what it is told to, one script for each connection.
 */
final class ScriptedServer implements AutoCloseable {

  /** What to do with one connection. */
  @FunctionalInterface
  interface Script {
    void run(Conversation conversation) throws IOException;
  }

  /** The server's end of one connection. */
  static final class Conversation implements FramePeer {

    final Socket socket;
    private final DataInputStream in;
    private final OutputStream out;
    private String request = "";

    private Conversation(Socket socket) throws IOException {
      this.socket = socket;
      in = new DataInputStream(socket.getInputStream());
      out = socket.getOutputStream();
    }

    String readRequest() throws IOException {
      StringBuilder head = new StringBuilder();
      while (head.indexOf("\r\n\r\n") < 0) {
        head.append((char) in.readUnsignedByte());
      }
      request = head.toString();
      return request;
    }

    String header(String name) {
      for (String line : request.split("\r\n", -1)) {
        if (line.regionMatches(true, 0, name + ":", 0, name.length() + 1)) {
          return line.substring(name.length() + 1).trim();
        }
      }
      return "";
    }

    void send(String text) throws IOException {
      send(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    @Override
    public void send(byte[] bytes) throws IOException {
      out.write(bytes);
      out.flush();
    }

    /** Reads the request and answers it rightly, with further header lines, each ended by CRLF. */
    void upgrade(String headers) throws IOException {
      readRequest();
      accept(headers);
    }

    /** Answers the request that was read rightly. */
    void accept(String headers) throws IOException {
      send(agreement() + headers + "\r\n");
    }

    /** Returns the right answer to the request that was read, without the empty line behind it. */
    String agreement() {
      return "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
          + ("Sec-WebSocket-Accept: " + ClientHandshake.acceptOf(header("Sec-WebSocket-Key")))
          + "\r\n";
    }

    @Override
    public byte[] frame(int first, byte[] payload) {
      return Bytes.frame(first, payload);
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }

    /** Reads a frame of the client: opcode byte and payload in hex. */
    @Override
    public String readFrame() throws IOException {
      int first = in.read();
      if (first < 0) {
        return "end";
      }
      int code = in.readUnsignedByte() & 0x7F;
      int length = code < 126 ? code : code == 126 ? in.readUnsignedShort() : (int) in.readLong();
      byte[] key = new byte[4];
      in.readFully(key);
      byte[] payload = new byte[length];
      in.readFully(payload);
      for (int i = 0; i < length; i++) {
        payload[i] ^= key[i % 4];
      }
      return Integer.toHexString(first) + " " + Bytes.hex(payload);
    }

    /** Reads that many bytes. */
    void read(int bytes) throws IOException {
      in.readFully(new byte[bytes]);
    }

    /** Reads until the client ends the connection. */
    void readToEnd() throws IOException {
      while (in.read() >= 0) {
        // Nothing is to be looked at.
      }
    }
  }

  private final ServerSocket listener;
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  private final AtomicInteger count = new AtomicInteger();
  private final Thread thread;

  ScriptedServer(Script... scripts) throws IOException {
    listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    thread = new Thread(() -> serve(scripts), "scripted-server");
    thread.setDaemon(true);
    thread.start();
  }

  private void serve(Script[] scripts) {
    for (Script script : scripts) {
      try (Socket socket = listener.accept()) {
        sockets.add(socket);
        count.incrementAndGet();
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(20_000);
        script.run(new Conversation(socket));
      } catch (IOException e) {
        // The client left, or the test is over.
      }
    }
  }

  int connections() {
    return count.get();
  }

  int port() {
    return listener.getLocalPort();
  }

  URI uri(String path) {
    return URI.create("ws://127.0.0.1:" + port() + path);
  }

  @Override
  public void close() throws IOException {
    listener.close();
    for (Socket socket : sockets) {
      socket.close();
    }
    try {
      thread.join(10_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
