package io.reactivesockets.stream;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A proxy that answers each connection as the test has it, and plays the target itself: it echoes.
 */
final class ScriptedProxy implements Closeable {

  /** What the proxy does on one connection, up to where the target would speak. */
  @FunctionalInterface
  interface Part {

    /**
     * Talks.
     *
     * @return whether the client is through to the target
     */
    boolean talk(Wire wire) throws IOException;
  }

  private final ServerSocket listener;
  private final Queue<Part> script = new ConcurrentLinkedQueue<>();
  private final List<String> heard = new CopyOnWriteArrayList<>();
  private final List<Socket> clients = new CopyOnWriteArrayList<>();

  private ScriptedProxy(String address) throws IOException {
    listener = new ServerSocket(0, 50, InetAddress.getByName(address));
    Thread thread = new Thread(this::serve, "scripted-proxy");
    thread.setDaemon(true);
    thread.start();
  }

  static ScriptedProxy start() throws IOException {
    return at("127.0.0.1");
  }

  static ScriptedProxy at(String address) throws IOException {
    return new ScriptedProxy(address);
  }

  int port() {
    return listener.getLocalPort();
  }

  /** Sets what to do on the next connection without a part yet; the last part goes for all. */
  ScriptedProxy then(Part part) {
    script.add(part);
    return this;
  }

  /** Reads a request and answers with these lines, and an empty one. */
  ScriptedProxy answers(boolean through, String... lines) {
    return then(
        wire -> {
          wire.head();
          wire.send(String.join("\r\n", lines) + "\r\n\r\n");
          return through;
        });
  }

  /** Returns what clients have asked for: heads of requests, or the bytes read. */
  List<String> heard() {
    return List.copyOf(heard);
  }

  private void serve() {
    Part last = wire -> false;
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        clients.add(client);
        Part next = script.poll();
        last = next == null ? last : next;
        Part part = last;
        Thread thread = new Thread(() -> talk(client, part), "scripted-proxy-client");
        thread.setDaemon(true);
        thread.start();
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void talk(Socket client, Part part) {
    try (client) {
      Wire wire = new Wire(client);
      if (part.talk(wire)) {
        client.getInputStream().transferTo(client.getOutputStream());
      }
    } catch (IOException gone) {
      // The client has left.
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
    for (Socket client : clients) {
      client.close();
    }
  }

  /** One connection as the script sees it. */
  final class Wire {

    private final Socket client;

    private Wire(Socket client) {
      this.client = client;
    }

    /** Reads the head of a request, up to its empty line. */
    String head() throws IOException {
      ByteArrayOutputStream head = new ByteArrayOutputStream();
      InputStream input = client.getInputStream();
      while (!head.toString(StandardCharsets.US_ASCII).endsWith("\r\n\r\n")) {
        int octet = input.read();
        if (octet < 0) {
          throw new EOFException();
        }
        head.write(octet);
      }
      String text = head.toString(StandardCharsets.US_ASCII);
      heard.add(text);
      return text;
    }

    /** Reads that many bytes. */
    byte[] read(int count) throws IOException {
      byte[] bytes = client.getInputStream().readNBytes(count);
      heard.add(HexFormat.of().formatHex(bytes));
      return bytes;
    }

    void send(String text) throws IOException {
      client.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Sends bytes given in hexadecimal form. */
    void sendHex(String hex) throws IOException {
      client.getOutputStream().write(HexFormat.of().parseHex(hex.replace(" ", "")));
    }

    /** Sends bytes one by one, each in a segment of its own. */
    void drip(String text) throws IOException {
      client.setTcpNoDelay(true);
      for (byte octet : text.getBytes(StandardCharsets.ISO_8859_1)) {
        client.getOutputStream().write(octet);
        client.getOutputStream().flush();
        Thread.yield();
      }
    }

    /** Waits until the client ends the connection. */
    void awaitEnd() throws IOException {
      client.getInputStream().transferTo(OutputStream.nullOutputStream());
    }
  }
}
